// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, parseJson } from "../common/json";
import type { ArmUrl } from "../reference/armUrl";
import type { OperationReference } from "../reference/operationReference";
import type { ArmResponse } from "../response/pollResult";
import { provisioningState } from "../response/readResource";
import { retryAfterMs } from "../response/retryAfter";
import { NoOperationError } from "./startOutcome";
import type { StartRequest } from "./startRequest";

/** Headers with the URL of a status, the most telling first. The last is that of a Log Analytics purge. */
const STATUS_HEADERS = ["azure-asyncoperation", "operation-location", "x-ms-status-location"];

/**
 * What an accepted request is followed by: a URL to ask, or else the state of the resource itself.
 *
 * @returns `undefined` when ARM was done at once.
 * @throws {NoOperationError} when there is something to wait for, but ARM does not say where.
 */
export function startedOperation(
    answer: ArmResponse,
    method: StartRequest["method"],
    url: ArmUrl,
): OperationReference | undefined {
    const delayMs = retryAfterMs(answer, Date.now());
    const hints = delayMs === undefined ? {} : { retryAfter: `${delayMs}ms` };
    const resource = { resourceId: url.path, apiVersion: url.query.slice("?api-version=".length) };
    const fallback = method === "PUT" || method === "PATCH" ? { fallback: resource } : {};
    const status = STATUS_HEADERS.map((name) => answer.header(name)).find((header) => header !== undefined);
    if (status !== undefined) {
        return { operation: status, pattern: "azureAsyncOperation", ...fallback, ...hints };
    }
    const isAccepted = answer.statusCode === 202;
    const location = isAccepted ? answer.header("location") : undefined;
    if (location !== undefined) {
        return { operation: location, pattern: "location", ...fallback, ...hints };
    }
    switch (method) {
        case "POST":
            if (isAccepted) {
                throw new NoOperationError(answer);
            }
            return undefined;
        case "DELETE":
            return isAccepted ? { ...resource, deleted: true, ...hints } : undefined;
        default:
            return isAccepted || hasState(answer) ? { ...resource, ...hints } : undefined;
    }
}

function hasState(answer: ArmResponse): boolean {
    const body = parseJson(answer.body);
    return isJsonObject(body) && provisioningState(body) !== undefined;
}
