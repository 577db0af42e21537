// SPDX-License-Identifier: Apache-2.0
import type { AccessTokenClaims } from "../entra/accessTokens";
import { isSame } from "../entra/directory";
import type { EmulatorRequest } from "../request";
import { armError } from "./armError";
import { resultResponse, statusResponse } from "./operationResponse";
import type { Operations } from "./operations";
import { type OperationRoute, operationPath } from "./operationUrl";
import { isCurrentLocation, type OperationUrls } from "./operationUrls";
import type { RawResponse } from "./rawResponse";
import type { ResourcePath } from "./resourcePath";
import { hasIntactSignature } from "./urlSignature";

const ROUTES = ["operationStatuses", "operationResults"] as const satisfies readonly OperationRoute[];

/** The state that reads of operations need. */
export interface OperationReadContext {
    readonly operations: Operations;
    readonly urls: OperationUrls;
    readonly nowMs: () => number;
}

/** The operation route of a path; undefined for other paths. Tenant-level operations have no location. */
export function operationRoute(path: ResourcePath): OperationRoute | undefined {
    if (path.isInGroup || path.action !== undefined) {
        return undefined;
    }
    const prefix = path.subscriptionId === "" ? "" : "locations/";
    return ROUTES.find((route) => `${prefix}${route}`.toLowerCase() === path.type.toLowerCase());
}

/** Handles a read of an operation, after checking that the caller may read it. */
export function readOperation(
    request: EmulatorRequest,
    path: ResourcePath,
    route: OperationRoute,
    caller: AccessTokenClaims,
    { operations, urls, nowMs }: OperationReadContext,
): RawResponse {
    if (request.method !== "GET") {
        return armError(405, "MethodNotAllowed", `The http method '${request.method}' is not supported here.`);
    }
    const { subscriptionId, resourceProvider, location = "" } = path;
    const asyncOperationId = path.names.at(-1) ?? "";
    const operation = operations.find({ subscriptionId, resourceProvider, location, asyncOperationId });
    const isMoved = route === "operationResults" && operation && !isCurrentLocation(operation, request.parameters);
    if (operation === undefined || isMoved) {
        const place = location === "" ? "the tenant" : `'${location}'`;
        return armError(404, "NotFound", `The operation '${asyncOperationId}' was not found in ${place}.`);
    }
    const isOtherCaller = operation.script.boundToCaller === true && !isSame(operation.callerClientId, caller.appid);
    if (isOtherCaller || !hasIntactSignature(operationPath(operation, route), request.parameters)) {
        const message =
            "Only the original caller of the operation can read its status: the content hash in the query does not " +
            "match the request.";
        return armError(403, "Forbidden", message);
    }
    if (operations.isExpired(operation)) {
        return { note: "expired record", body: { name: asyncOperationId } };
    }
    return operations.read(operation, () =>
        route === "operationStatuses"
            ? statusResponse(operation, nowMs(), urls)
            : resultResponse(operation, nowMs(), urls),
    );
}
