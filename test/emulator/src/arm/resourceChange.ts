// SPDX-License-Identifier: Apache-2.0
import type { OperationScript } from "./operationScript";
import { parseResourcePath } from "./resourcePath";
import type { Resources } from "./resources";

/** A change of a resource. */
export interface ResourceChange {
    /** `/subscriptions/…/providers/{namespace}/{type}/{name}` */
    readonly resourceId: string;
    /** What is to be deleted is made first, if it is not there. @default "PUT" */
    readonly method?: "PUT" | "PATCH" | "DELETE";
    /** @default a body with nothing but a location */
    readonly body?: Readonly<Record<string, unknown>>;
    /** @default "2025-02-01" */
    readonly apiVersion?: string;
}

/** A resource that is being changed, and the URLs that the client which changes it would get, as its script says. */
export interface ChangedResource {
    readonly resourceId: string;
    readonly apiVersion: string;
    /** The URL of the `Azure-AsyncOperation` or `Operation-Location` header. */
    readonly url: string | undefined;
    /** The URL of the `Location` header. */
    readonly locationUrl: string | undefined;
}

/** What a change has unless it says otherwise. */
interface Defaults {
    readonly apiVersion: string;
    readonly location: string;
    readonly callerClientId: string;
}

/** Changes a resource, and runs `script` meanwhile. */
export function changeResource(
    change: ResourceChange,
    script: OperationScript,
    resources: Resources,
    defaults: Defaults,
): ChangedResource {
    const path = parseResourcePath(change.resourceId.split("/").slice(1), false);
    if (path === undefined || path.subscriptionId === "") {
        throw new Error(`'${change.resourceId}' is not the id of a resource.`);
    }
    const request = {
        ...path,
        apiVersion: change.apiVersion ?? defaults.apiVersion,
        callerClientId: defaults.callerClientId,
        body: change.body ?? { location: defaults.location },
    };
    const method = change.method ?? "PUT";
    if (method === "DELETE" && !resources.has(path.id)) {
        resources.handle({ ...request, method: "PUT", script: { durationSeconds: 0 } });
    }
    const { status = 200, headers = {}, note } = resources.handle({ ...request, method, script });
    if (status >= 400) {
        throw new Error(`Resource Manager refuses to change '${change.resourceId}': ${note}.`);
    }
    const header = (name: string) => (typeof headers[name] === "string" ? headers[name] : undefined);
    return {
        resourceId: path.id,
        apiVersion: request.apiVersion,
        url: header("azure-asyncoperation") ?? header("operation-location"),
        locationUrl: header("location"),
    };
}
