// SPDX-License-Identifier: Apache-2.0

import type { ArmResponse } from "../response/armResponse";
import { NO_HISTORY } from "../response/pattern";
import type { PollResult, UnreadableResult } from "../response/pollResult";
import { readOperation } from "../response/readOperation";
import { endedOutcome, type Outcome } from "./outcome";
import { reportError } from "./report";
import { CHECK_FIRST, NoOperationError } from "./startOutcome";
import { type PreparedStart, startError } from "./startRequest";

/** Interprets a 2xx to a request that starts an operation, by the rules of the Location pattern: a proxy may send a 200, too. */
export function readStart(response: ArmResponse, { url: { path, query } }: PreparedStart): PollResult {
    return readOperation(response, { path, query, pattern: "location", succeededStatuses: [] }, NO_HISTORY).result;
}

/**
 * Checks that ARM completed a request at once.
 *
 * @throws {OperationError} `OperationFailed` or `OperationCanceled` with ARM's whole error. `StartUnknown` when the response is not
 *     Azure's or malformed, or shows an operation that goes on without a status URL.
 */
export function checkImmediateEnd(result: PollResult, response: ArmResponse, start: PreparedStart): void {
    switch (result.kind) {
        case "succeeded":
            return;
        case "running":
            throw startError(new NoOperationError(response), start, { wasSent: true, isAborted: false });
        case "unreadable":
            throw reported(unreadableStartOutcome(result));
        case "failed":
        case "canceled":
            throw reported(endedOutcome(result, { polls: 0, elapsedMs: 0 }), result.status);
    }

    function reported(outcome: Outcome, status?: string) {
        return reportError(outcome, { url: start.url, lastResponse: response, status }, start.connection.secrets);
    }
}

/** The body is left out: it may be the beginning of a result, which is secret. */
function unreadableStartOutcome({ label, isFromAzure, errorDetail }: UnreadableResult): Outcome {
    const origin = "This response is not Azure's: something between here and Azure sends it (proxy, sign-in page).";
    return {
        code: "StartUnknown",
        headline: `It is not known whether the Azure operation has started: ${label}`,
        lines: [...(isFromAzure ? [] : [origin]), CHECK_FIRST],
        errorDetail,
    };
}
