// SPDX-License-Identifier: Apache-2.0
import type { OperationScript } from "./operationScript";
import { parseResourcePath } from "./resourcePath";
import type { Resources } from "./resources";

/** A change to a resource. */
export interface ResourceChange {
    /** `/subscriptions/…/providers/{namespace}/{type}/{name}` */
    readonly resourceId: string;
    /** `DELETE` first creates the resource if it does not exist. @default "PUT" */
    readonly method?: "PUT" | "PATCH" | "DELETE";
    /** @default a body with only a location */
    readonly body?: Readonly<Record<string, unknown>>;
    /** @default "2025-02-01" */
    readonly apiVersion?: string;
}

/** A resource that is being changed, and the operation URLs in the response to the client. They depend on the script. */
export interface ChangedResource {
    readonly resourceId: string;
    readonly apiVersion: string;
    /** The URL of the `Azure-AsyncOperation` or `Operation-Location` header. */
    readonly url: string | undefined;
    /** The URL of the `Location` header. */
    readonly locationUrl: string | undefined;
}

/** Defaults for the fields of a change. */
interface Defaults {
    readonly apiVersion: string;
    readonly location: string;
    readonly callerClientId: string;
}

/** Changes a resource with an operation that follows `script`. */
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
        throw new Error(`Resource Manager rejected the change of '${change.resourceId}': ${note}.`);
    }
    const header = (name: string) => (typeof headers[name] === "string" ? headers[name] : undefined);
    return {
        resourceId: path.id,
        apiVersion: request.apiVersion,
        url: header("azure-asyncoperation") ?? header("operation-location"),
        locationUrl: header("location"),
    };
}
