// SPDX-License-Identifier: Apache-2.0
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { retryWhenBusy, waitHook } from "../../../provider";
import { requireHooks } from "../../../provider/pulumi/hookSupport";
import { requireDynamicResources } from "../../../provider/pulumi/prerequisites";
import { attach } from "../../../provider/pulumi/runtime";
import { resourceAction } from "../../../provider/resources/resourceAction";
import { errorHook, hookArguments, optionsFor, recordHookLog } from "../pulumi/hookHarness";
import { OPERATION_PATH, PENDING, SUCCEEDED } from "../wait/operations";
import type { Message, Producer } from "./message";

const RESOURCE = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t";
const ACTION = { resourceId: RESOURCE, apiVersion: "2025-02-01", action: "failover" };
const UNKNOWN = pulumi.output((pulumi as unknown as { readonly unknown: unknown }).unknown);

/** The program on an engine, in an environment that `arrange` makes unusable. */
const withEngine = (arrange: () => void) => () => {
    sinon.stub(pulumi.runtime, "getEngine").returns({} as never);
    arrange();
    requireDynamicResources();
};
const version = (name: string) => () => sinon.stub(process, "versions").value({ ...process.versions, [name]: "1.0.0" });

/** The status messages of `retryWhenBusy`. */
const retry =
    (error: string) =>
    async ({ serve }: Producer) => {
        const log = recordHookLog();
        await serve([PENDING, SUCCEEDED], async ({ endpoint }) => {
            await errorHook(optionsFor({ endpoint } as never))([error]);
        });
        return log.info.join("\n");
    };

/** A hook whose selector returns this. */
const select =
    (selection: () => unknown, options: object = {}) =>
    () =>
        waitHook(selection as () => string, options)(hookArguments());

/** The warning of `retryWhenBusy`. */
const warning =
    (error: string, options: object) =>
    async ({ serve }: Producer) => {
        const log = recordHookLog();
        await serve([PENDING], async ({ endpoint }) => {
            await errorHook({ ...optionsFor({ endpoint } as never), ...options })([error]);
        });
        return log.warnings.join("\n");
    };

/** Errors and texts under Pulumi. */
export const PULUMI: readonly Message[] = [
    [
        "pulumi-azure-wait: dynamic resources do not work with Bun: set `runtime: nodejs` in Pulumi.yaml",
        withEngine(version("bun")),
    ],
    [
        "pulumi-azure-wait: dynamic resources do not work with Yarn Plug'n'Play: set `nodeLinker: node-modules` in .yarnrc.yml",
        withEngine(version("pnp")),
    ],
    [
        'pulumi-azure-wait: `pulumi:disable-default-providers` makes dynamic resources impossible: name other packages there than "*" and "pulumi-nodejs"',
        withEngine(() =>
            sinon.stub(pulumi.runtime, "getConfig").withArgs("pulumi:disable-default-providers").returns('["*"]'),
        ),
    ],
    ["`select` must be a function that returns the operation to wait for", () => waitHook("operation" as never)],
    ["`isBusy` must be a function", () => retryWhenBusy("retry", { isBusy: "busy" } as never)],
    [
        "The selector of this hook returned an output whose value is unknown: return one that is known, such as one of `newOutputs`.",
        select(() => UNKNOWN),
    ],
    [
        "The selector of this hook returned an output without a value: no such output",
        select(() => pulumi.output(Promise.reject(new Error("no such output")))),
    ],
    [
        [
            "Stopped before it was known which Azure operation to wait for.",
            "  An operation that the selector of this hook has started goes on in Azure. The next `pulumi up` will not wait for it.",
        ],
        select(() => undefined, { signal: AbortSignal.abort() }),
    ],
    ["not tried again: Azure is still busy after 0 retries", warning("AnotherOperationInProgress", { retries: 0 })],
    [
        "not tried again: `isBusy` failed: no pattern",
        warning("Boom", {
            isBusy: () => {
                throw new Error("no pattern");
            },
        }),
    ],
    [
        "this version has no ResourceWatch",
        () => attach({}, { config: { get: () => undefined } } as never, "ResourceWatch"),
    ],
    ["will POST …/failover", () => resourceAction.plan?.(undefined, ACTION)],
    [
        'pulumi-azure-wait: the process that waits does not find this package in /project: install it there, and where the program is a bundle, keep the package external (`external: ["pulumi-azure-wait"]` or `packages: "external"`)',
        withEngine(() => {
            process.env.PULUMI_NODEJS_ENGINE = "127.0.0.1:1";
            sinon.stub(process, "cwd").returns("/project");
        }),
    ],
    [
        "waitHook needs hooks, which this @pulumi/pulumi does not have: update it to 3.238 or newer, and the Pulumi CLI with it",
        () => requireHooks("MissingHook" as never, "waitHook"),
    ],
    ["busy; tried again in 10s", retry("AnotherOperationInProgress")],
    [
        "busy; another operation is InProgress · 0s · next poll in 1s",
        retry(`AnotherOperationInProgress: ${OPERATION_PATH}`),
    ],
];
