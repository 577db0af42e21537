// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import type { AccessTokenClaims } from "../entra/accessTokens";
import type { Directory } from "../entra/directory";
import { type EmulatorRequest, pathSegments } from "../request";
import type { ApiVersions } from "./apiVersions";
import { type AuthorizationContext, authorize, checkTenant } from "./armAuthorization";
import { armError } from "./armError";
import { isOperationPath, type OperationReadContext, readOperation, refuseOperation } from "./armOperations";
import { DEFAULT_SEGMENTS, type OperationAddress } from "./operationPath";
import type { RateLimiter } from "./rateLimiter";
import type { RawResponse } from "./rawResponse";
import { parseResourcePath, type ResourceType } from "./resourcePath";
import type { Resources } from "./resources";

/** The state that Resource Manager needs to handle a request. */
export interface ArmContext extends AuthorizationContext, OperationReadContext {
    /** The tenant of each subscription, by the subscription's id in lower case. */
    readonly subscriptions: ReadonlyMap<string, string>;
    readonly directory: Directory;
    readonly resources: Resources;
    readonly apiVersions: ApiVersions;
    readonly rateLimiter: RateLimiter;
    /** The time from a request to its response, in milliseconds. */
    readonly latencyMs: number;
}

/** Handles a request to Resource Manager. Checks the token, subscription, rate limit and version before routing it. */
export function handleArm(request: EmulatorRequest, context: ArmContext): RawResponse {
    const authorization = authorize(request, context);
    if ("refusal" in authorization) {
        return authorization.refusal;
    }
    const segments = pathSegments(request.path);
    if (segments === undefined) {
        return armError(400, "InvalidRequestUri", "The request URI is not valid.");
    }
    const { caller } = authorization;
    const refusal = checkSubscription(request, segments, caller, context);
    if (refusal !== undefined) {
        return refusal;
    }
    const subscriptionId = segments[0]?.toLowerCase() === "subscriptions" ? segments[1] : undefined;
    const admission = context.rateLimiter.take(request.method, subscriptionId, caller.appid, namespaceOf(segments));
    const response = admission.status === undefined ? route(request, segments, caller, context) : admission;
    return { ...response, headers: { ...admission.headers, ...response.headers } };
}

/** The headers of every Resource Manager response. */
export function correlationHeaders(request: EmulatorRequest): Readonly<Record<string, string>> {
    const clientRequestId = request.headers["x-ms-client-request-id"];
    const correlationId = request.headers["x-ms-correlation-request-id"];
    return {
        "cache-control": "no-cache",
        "x-ms-request-id": randomUUID(),
        "x-ms-correlation-request-id": typeof correlationId === "string" ? correlationId : randomUUID(),
        ...(typeof clientRequestId === "string" && request.headers["x-ms-return-client-request-id"] === "true"
            ? { "x-ms-client-request-id": clientRequestId }
            : {}),
    };
}

/** The error response for a path outside the subscriptions of the caller's tenant. Tenant-level paths pass. */
function checkSubscription(
    request: EmulatorRequest,
    segments: readonly string[],
    caller: AccessTokenClaims,
    context: ArmContext,
): RawResponse | undefined {
    const [scope, subscriptionId = ""] = segments;
    if (scope?.toLowerCase() === "providers") {
        return undefined;
    }
    if (scope?.toLowerCase() !== "subscriptions" || subscriptionId === "") {
        return notRouted(request);
    }
    const tenantId = context.subscriptions.get(subscriptionId.toLowerCase());
    if (tenantId === undefined) {
        const message = `The subscription '${subscriptionId}' could not be found.`;
        return armError(404, "SubscriptionNotFound", message);
    }
    return checkTenant(caller, tenantId, context);
}

function route(
    request: EmulatorRequest,
    segments: readonly string[],
    caller: AccessTokenClaims,
    context: ArmContext,
): RawResponse {
    const match = request.method === "GET" ? context.operations.find(segments, request.parameters) : undefined;
    const path = parseResourcePath(segments, request.method === "POST");
    const type = path ?? (match && operationType(match.operation));
    if (type === undefined) {
        return notRouted(request);
    }
    const apiVersion = request.parameters.get("api-version");
    const refusal =
        checkReadPermission(request, `${type.resourceProvider}/${type.type}`, caller, context) ??
        context.apiVersions.check(apiVersion, type);
    if (refusal !== undefined) {
        return refusal;
    }
    if (match !== undefined) {
        return readOperation(request, match, caller, context);
    }
    if (path === undefined) {
        return notRouted(request);
    }
    if (isOperationPath(path)) {
        return refuseOperation(request, path);
    }
    if (path.subscriptionId === "") {
        return notRouted(request);
    }
    return context.resources.handle({
        ...path,
        method: request.method,
        apiVersion: apiVersion as string,
        callerClientId: caller.appid,
        script: undefined,
        body: parseBody(request.body),
    });
}

/** The resource type for an operation whose path has another form than that of a resource. */
function operationType({ resourceProvider, location }: OperationAddress): ResourceType {
    return { resourceProvider, location, type: `locations/${DEFAULT_SEGMENTS.status}` };
}

function checkReadPermission(
    request: EmulatorRequest,
    type: string,
    caller: AccessTokenClaims,
    { directory }: ArmContext,
): RawResponse | undefined {
    if (request.method !== "GET" || directory.mayRead(caller.appid)) {
        return undefined;
    }
    const message =
        `The client '${caller.appid}' with object id '${caller.appid}' does not have authorization to perform action ` +
        `'${type}/read' over scope '${request.path}' or the scope is invalid. If access was recently granted, please ` +
        "refresh your credentials.";
    return armError(403, "AuthorizationFailed", message);
}

function notRouted(request: EmulatorRequest): RawResponse {
    const message = `No HTTP resource was found that matches the request URI '${request.path}'.`;
    return armError(404, "NotFound", message);
}

/** The namespace of the resource provider in a path; undefined for a path without one. */
function namespaceOf(segments: readonly string[]): string | undefined {
    const index = segments.findIndex((segment) => segment.toLowerCase() === "providers");
    return index < 0 ? undefined : segments[index + 1];
}

/** The body parsed as JSON, or the string itself when it is not JSON; undefined when empty. */
export function parseBody(text: string): unknown {
    if (text === "") {
        return undefined;
    }
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
