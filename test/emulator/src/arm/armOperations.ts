// SPDX-License-Identifier: Apache-2.0
import type { AccessTokenClaims } from "../entra/accessTokens";
import { isSame } from "../entra/directory";
import type { EmulatorRequest } from "../request";
import { armError } from "./armError";
import { DEFAULT_SEGMENTS, type OperationAddress, operationPath } from "./operationPath";
import type { OperationMatch } from "./operationPaths";
import type { Operations } from "./operations";
import { isCurrentLocation, type OperationUrls } from "./operationUrls";
import type { RawResponse } from "./rawResponse";
import type { ResourcePath } from "./resourcePath";
import { resultResponse } from "./resultResponse";
import { statusResponse } from "./statusResponse";
import { hasIntactSignature } from "./urlSignature";

/** The state that reads of operations need. */
export interface OperationReadContext {
    readonly operations: Operations;
    readonly urls: OperationUrls;
    readonly nowMs: () => number;
}

/** Whether a path has the default form of an operation URL. Tenant-level operations have no location. */
export function isOperationPath(path: ResourcePath): boolean {
    if (path.isInGroup || path.action !== undefined) {
        return false;
    }
    const prefix = path.subscriptionId === "" ? "" : "locations/";
    return Object.values(DEFAULT_SEGMENTS).some(
        (segment) => `${prefix}${segment}`.toLowerCase() === path.type.toLowerCase(),
    );
}

/** Handles a request to a path of the default form at which there is no operation to read. */
export function refuseOperation(request: EmulatorRequest, path: ResourcePath): RawResponse {
    return request.method === "GET"
        ? operationNotFound({ location: path.location ?? "", asyncOperationId: path.names.at(-1) ?? "" })
        : armError(405, "MethodNotAllowed", `The http method '${request.method}' is not supported here.`);
}

/** Handles a read of an operation, after checking that the caller may read it. */
export function readOperation(
    request: EmulatorRequest,
    { operation, kind }: OperationMatch,
    caller: AccessTokenClaims,
    { operations, urls, nowMs }: OperationReadContext,
): RawResponse {
    const { script } = operation;
    const isExpired = operations.isExpired(operation);
    const isMoved = kind === "location" && !isCurrentLocation(operation, request.parameters);
    if (isMoved || (isExpired && script.expiredRecord !== "noStatus")) {
        return operationNotFound(operation);
    }
    const isOtherCaller = script.boundToCaller === true && !isSame(operation.callerClientId, caller.appid);
    if (isOtherCaller || !hasIntactSignature(operationPath(operation, kind).path, request.parameters)) {
        const message =
            "Only the original caller of the operation can read its status: the content hash in the query does not " +
            "match the request.";
        return armError(403, "Forbidden", message);
    }
    if (isExpired) {
        return { note: "expired record", body: { name: operation.asyncOperationId } };
    }
    const respond = kind === "status" ? statusResponse : resultResponse;
    return operations.read(operation, () => respond(operation, nowMs(), urls));
}

function operationNotFound({
    location,
    asyncOperationId,
}: Pick<OperationAddress, "location" | "asyncOperationId">): RawResponse {
    const place = location === "" ? "the tenant" : `'${location}'`;
    return armError(404, "NotFound", `The operation '${asyncOperationId}' was not found in ${place}.`);
}
