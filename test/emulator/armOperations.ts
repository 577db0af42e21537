// SPDX-License-Identifier: Apache-2.0
import type { AccessTokenClaims } from "./accessTokens";
import { armError } from "./armError";
import { isSame } from "./directory";
import { isCurrentResultUrl } from "./operation";
import type { Operations } from "./operations";
import { hasIntactSignature, type OperationRoute } from "./operationUrl";
import type { RawAnswer } from "./rawAnswer";
import type { EmulatorRequest } from "./request";
import type { ResourcePath } from "./resourcePath";

/** Whether a path is that of an operation's status or of its result. Operations of the whole tenant have no location. */
export function operationRoute(path: ResourcePath): OperationRoute | undefined {
    if (path.isInGroup || path.action !== undefined) {
        return undefined;
    }
    switch (path.type.toLowerCase()) {
        case path.subscriptionId === "" ? "operationstatuses" : "locations/operationstatuses":
            return "operationStatuses";
        case path.subscriptionId === "" ? "operationresults" : "locations/operationresults":
            return "operationResults";
        default:
            return undefined;
    }
}

/** Answers a read of an operation, if the reader may. */
export function readOperation(
    request: EmulatorRequest,
    path: ResourcePath,
    route: OperationRoute,
    caller: AccessTokenClaims,
    operations: Operations,
): RawAnswer {
    if (request.method !== "GET") {
        return armError(405, "MethodNotAllowed", `The http method '${request.method}' is not supported here.`);
    }
    const { subscriptionId, resourceProvider, location = "" } = path;
    const asyncOperationId = path.names.at(-1) ?? "";
    const operation = operations.find({ subscriptionId, resourceProvider, location, asyncOperationId });
    const isMoved = route === "operationResults" && operation && !isCurrentResultUrl(operation, request.parameters);
    if (operation === undefined || isMoved) {
        const place = location === "" ? "the tenant" : `'${location}'`;
        return armError(404, "NotFound", `The operation '${asyncOperationId}' was not found in ${place}.`);
    }
    const isStranger = operation.script.boundToCaller === true && !isSame(operation.callerClientId, caller.appid);
    if (isStranger || !hasIntactSignature(operation, request.parameters, route)) {
        const message =
            "Only the original caller of the operation can read its status: the content hash in the query does not " +
            "match the request.";
        return armError(403, "Forbidden", message);
    }
    return operations.read(operation, route);
}
