// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import type { AccessTokenClaims } from "./accessTokens";
import { checkApiVersion } from "./apiVersions";
import { type AuthorizationContext, authorize, checkTenant } from "./armAuthorization";
import { armError } from "./armError";
import { type Directory, isSame } from "./directory";
import type { Operations } from "./operations";
import { hasIntactSignature } from "./operationUrl";
import type { RawAnswer } from "./rawAnswer";
import { type EmulatorRequest, pathSegments } from "./request";
import type { RequestAllowance } from "./requestAllowance";
import type { Resources } from "./resources";

/** What Resource Manager works with. */
export interface ArmContext extends AuthorizationContext {
    /** The tenant of each subscription, by the subscription's id in lower case. */
    readonly subscriptions: ReadonlyMap<string, string>;
    readonly directory: Directory;
    readonly operations: Operations;
    readonly resources: Resources;
    readonly allowance: RequestAllowance;
}

/** Answers a request to Resource Manager: identity first, then subscription, allowance, version, and then the thing itself. */
export function answerArm(request: EmulatorRequest, context: ArmContext): RawAnswer {
    const authorization = authorize(request, context);
    if ("refusal" in authorization) {
        return authorization.refusal;
    }
    const segments = pathSegments(request.path);
    if (segments === undefined) {
        return armError(400, "InvalidRequestUri", "The request URI is not valid.");
    }
    const subscriptionId = segments[1] ?? "";
    if (segments[0]?.toLowerCase() !== "subscriptions" || subscriptionId === "") {
        return notRouted(request);
    }
    const tenantId = context.subscriptions.get(subscriptionId.toLowerCase());
    if (tenantId === undefined) {
        const message = `The subscription '${subscriptionId}' could not be found.`;
        return armError(404, "SubscriptionNotFound", message);
    }
    const { caller } = authorization;
    const refusal = checkTenant(caller, tenantId, context);
    if (refusal !== undefined) {
        return refusal;
    }
    const allowance = context.allowance.take(request.method, subscriptionId, caller.appid);
    const answer = allowance.status === undefined ? route(request, segments, caller, context) : allowance;
    return { ...answer, headers: { ...allowance.headers, ...answer.headers } };
}

/** The headers that every answer of Resource Manager carries. */
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

/** `/subscriptions/{s}[/resourceGroups/{g}]/providers/{namespace}/{type}/{name}…[/{action}]` */
function route(
    request: EmulatorRequest,
    segments: readonly string[],
    caller: AccessTokenClaims,
    context: ArmContext,
): RawAnswer {
    const isInGroup = segments[2]?.toLowerCase() === "resourcegroups";
    const [providers, resourceProvider = "", ...rest] = segments.slice(isInGroup ? 4 : 2);
    if (providers?.toLowerCase() !== "providers" || resourceProvider === "" || rest.length < 2 || rest.includes("")) {
        return notRouted(request);
    }
    const types = rest.filter((_, index) => index % 2 === 0);
    const isAction = request.method === "POST" && rest.length % 2 === 1;
    if (rest.length % 2 === 1 && !isAction) {
        return notRouted(request);
    }
    const type = (isAction ? types.slice(0, -1) : types).join("/");
    const apiVersion = request.parameters.get("api-version");
    const refusal =
        checkReadPermission(request, `${resourceProvider}/${type}`, caller, context) ??
        checkApiVersion(apiVersion, resourceProvider, type);
    if (refusal !== undefined) {
        return refusal;
    }
    const location = types[0]?.toLowerCase() === "locations" ? rest[1] : undefined;
    const subscriptionId = segments[1] as string;
    if (!isInGroup && type.toLowerCase() === "locations/operationstatuses") {
        return readOperation(request, { subscriptionId, resourceProvider, rest }, caller, context);
    }
    const resource = {
        method: request.method,
        id: `/${(isAction ? segments.slice(0, -1) : segments).join("/")}`,
        subscriptionId,
        resourceProvider,
        type,
        location,
        apiVersion: apiVersion as string,
        callerClientId: caller.appid,
        body: parseBody(request.body),
    };
    return isAction ? context.resources.act(resource) : context.resources.answer(resource);
}

function readOperation(
    request: EmulatorRequest,
    path: { readonly subscriptionId: string; readonly resourceProvider: string; readonly rest: readonly string[] },
    caller: AccessTokenClaims,
    context: ArmContext,
): RawAnswer {
    if (request.method !== "GET") {
        return armError(405, "MethodNotAllowed", `The http method '${request.method}' is not supported here.`);
    }
    const { subscriptionId, resourceProvider } = path;
    const [, location = "", , asyncOperationId = ""] = path.rest;
    const operation = context.operations.find({ subscriptionId, resourceProvider, location, asyncOperationId });
    if (operation === undefined) {
        return armError(404, "NotFound", `The operation '${asyncOperationId}' was not found in '${location}'.`);
    }
    const isStranger = operation.script.boundToCaller === true && !isSame(operation.callerClientId, caller.appid);
    if (isStranger || !hasIntactSignature(operation, request.parameters)) {
        const message =
            "Only the original caller of the operation can read its status: the content hash in the query does not " +
            "match the request.";
        return armError(403, "Forbidden", message);
    }
    return context.operations.read(operation);
}

function checkReadPermission(
    request: EmulatorRequest,
    type: string,
    caller: AccessTokenClaims,
    { directory }: ArmContext,
): RawAnswer | undefined {
    if (request.method !== "GET" || directory.mayRead(caller.appid)) {
        return undefined;
    }
    const message =
        `The client '${caller.appid}' with object id '${caller.appid}' does not have authorization to perform action ` +
        `'${type}/read' over scope '${request.path}' or the scope is invalid. If access was recently granted, please ` +
        "refresh your credentials.";
    return armError(403, "AuthorizationFailed", message);
}

function notRouted(request: EmulatorRequest): RawAnswer {
    const message = `No HTTP resource was found that matches the request URI '${request.path}'.`;
    return armError(404, "NotFound", message);
}

/** The body as JSON where it is JSON, else as text; undefined when empty. */
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
