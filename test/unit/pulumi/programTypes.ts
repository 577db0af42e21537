// SPDX-License-Identifier: Apache-2.0

/*
 * Programs as users write them. `npm run types` compiles them; they are never run. Lines that must not compile are marked.
 */
import * as pulumi from "@pulumi/pulumi";
import {
    type OperationReference,
    type OperationReferenceArgs,
    OperationWait,
    OperationWaitAll,
    ResourceAction,
    startOperation,
    waitHook,
} from "../../../provider";

const config = new pulumi.Config();

/** Placeholder for a resource of another package. */
interface Cluster {
    readonly id: pulumi.Output<string>;
    readonly location: pulumi.Output<string>;
    readonly operationUrl: pulumi.Output<string | undefined>;
}

export function arraysOfOutputs(clusters: readonly Cluster[]): OperationWaitAll[] {
    const apiVersion = "2025-02-01";
    return [
        new OperationWaitAll("strings", {
            operations: [
                "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/operations/o",
                config.require("url"),
            ],
        }),
        new OperationWaitAll("ids", { operations: clusters.map(({ id }) => ({ resourceId: id, apiVersion })) }),
        new OperationWaitAll("deep", {
            operations: clusters.map(({ id, location }) => ({
                asyncOperationId: config.requireSecret("operation"),
                location,
                pattern: "azureAsyncOperation",
                fallback: { resourceId: id, apiVersion },
            })),
        }),
        new OperationWaitAll("outputs", {
            operations: clusters.map(({ id }) => pulumi.interpolate`${id}/operations/o`),
        }),
        new OperationWaitAll("one", { operations: config.requireSecretObject<OperationReference[]>("operations") }),
        new OperationWaitAll("started", { operations: pulumi.output(startMany()) }),
        // @ts-expect-error: a number is not a reference.
        new OperationWaitAll("wrong", { operations: [7] }),
        // @ts-expect-error: an id needs a location.
        new OperationWaitAll("incomplete", { operations: [{ asyncOperationId: config.requireSecret("operation") }] }),
    ];
}

async function startMany(): Promise<OperationReferenceArgs[]> {
    const started = await Promise.all([
        startOperation({
            method: "POST",
            path: "/subscriptions/50000000-0000-4000-8000-000000000005",
            apiVersion: "2025-02-01",
        }),
    ]);
    return started.filter((reference) => reference !== undefined);
}

export function waits(cluster: Cluster): OperationWait {
    return new OperationWait("ready", {
        asyncOperationId: config.requireSecret("operation"),
        location: cluster.location,
        fallback: { resourceId: cluster.id, apiVersion: "2025-02-01" },
    });
}

export function actions(cluster: Cluster): ResourceAction[] {
    const apiVersion = "2025-02-01";
    return [
        new ResourceAction("restart", { resourceId: cluster.id, apiVersion, action: "restart" }),
        new ResourceAction(
            "failover",
            {
                resourceId: pulumi.interpolate`${cluster.id}/locations/eastus`,
                apiVersion,
                action: cluster.location,
                method: "PUT",
                body: { key: config.requireSecret("key"), names: [cluster.location] },
                destroy: { resourceId: cluster.id, action: "failback", body: { key: config.requireSecret("key") } },
                triggers: [1, config.requireSecret("key"), { name: cluster.location }],
                ignoreNotFound: true,
                retries: 3,
                timeout: "1h",
            },
            { dependsOn: [] },
        ),
        // @ts-expect-error: GET begins nothing.
        new ResourceAction("read", { resourceId: cluster.id, apiVersion, method: "GET" }),
        // @ts-expect-error: the api-version of the resource is required.
        new ResourceAction("incomplete", { resourceId: cluster.id, action: "restart" }),
    ];
}

export function hooks(cluster: Cluster): pulumi.ResourceHookFunction[] {
    const action = (id: string, signal: AbortSignal) =>
        startOperation({ method: "POST", path: `${id}/failback`, apiVersion: "2025-02-01" }, { signal });
    return [
        waitHook(() => undefined),
        waitHook(() => null),
        waitHook(() => cluster.operationUrl),
        waitHook(() => ({ resourceId: cluster.id, apiVersion: "2025-02-01" })),
        waitHook(() => [
            cluster.operationUrl,
            undefined,
            null,
            "/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/operations/o",
        ]),
        waitHook(({ newOutputs }) => newOutputs?.operationUrl),
        waitHook(({ id }, { signal }) => action(id ?? "", signal)),
        waitHook(({ id }, { signal }) => Promise.all([action(id ?? "", signal), action(id ?? "", signal)])),
        waitHook(async ({ id }, { signal }) => [await action(id ?? "", signal), cluster.operationUrl]),
        waitHook(async () => cluster.operationUrl),
        waitHook(() => config.requireSecretObject<OperationReference[]>("operations")),
        // @ts-expect-error: a number is not a reference.
        waitHook(() => 7),
    ];
}
