// SPDX-License-Identifier: Apache-2.0

import { permanentTransportFault, transportErrorCode, transportErrorText } from "../azure/transport";
import { type ErrorDetail, parseErrorDetail } from "../operation/errorDetail";
import { errorHeadline, errorTree } from "../operation/errorText";
import { Fault } from "../operation/fault";
import { parseJson } from "../operation/json";
import type { OperationUrl } from "../operation/operationUrl";
import type { Answer } from "../operation/reading";
import type { OperationError } from "./operationError";
import { waitError } from "./report";

/** Why an operation was not begun, or that it is not known whether it was. */
export function startError(
    error: unknown,
    answer: Answer | undefined,
    url: OperationUrl,
    secrets: readonly string[],
    isAborted: boolean,
): OperationError {
    const wait = {
        url,
        status: undefined,
        polls: 0,
        elapsedMs: 0,
        tally: new Map<string, number>(),
        lastAnswer: answer,
        lastFault: undefined,
    };
    if (answer !== undefined) {
        const detail = parseErrorDetail(parseJson(answer.body));
        return waitError({ code: refusalCode(answer), ...refusal(answer, detail), errorDetail: detail }, wait, secrets);
    }
    const fault =
        error instanceof Fault ? error : permanentTransportFault(error, url.origin ?? "the Resource Manager", false);
    if (fault !== undefined) {
        return waitError(
            { code: fault.code, headline: `The Azure operation was not begun: ${fault.message}`, cause: fault.cause },
            wait,
            secrets,
        );
    }
    if (isAborted) {
        return waitError(
            {
                code: "WaitAborted",
                headline: "Stopped before it was known whether the Azure operation has begun.",
                cause: error,
            },
            wait,
            secrets,
        );
    }
    const text = `${transportErrorCode(error)}: ${transportErrorText(error)}`;
    return waitError(
        {
            code: "StatusUnavailable",
            headline: `It is not known whether the Azure operation has begun: ${text}`,
            lines: ["Look at the resource before you try again."],
            cause: error,
        },
        wait,
        secrets,
    );
}

function refusal(answer: Answer, detail: ErrorDetail | undefined) {
    const what = detail === undefined ? `HTTP ${answer.statusCode}` : errorHeadline(detail);
    return {
        headline: `Azure did not begin the operation: ${what}`,
        lines: detail === undefined ? [] : errorTree(detail),
    };
}

function refusalCode({ statusCode }: Answer) {
    if (statusCode === 403) {
        return "AuthorizationFailed";
    }
    return statusCode === 429 || statusCode >= 500 ? "StatusUnavailable" : "OperationFailed";
}
