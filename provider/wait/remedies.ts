// SPDX-License-Identifier: Apache-2.0

import type { ErrorDetail } from "../operation/errorDetail";
import { errorHeadline } from "../operation/errorText";
import type { Answer, Unreadable } from "../operation/reading";
import type { WaitTarget } from "../operation/reference";
import { answerExcerpt, unavailableVerdict, type Verdict, type WaitSoFar } from "./report";

/** What was wrong with an answer: ARM's own words, or else what came instead of them. */
export function unreadableReasonText(answer: Answer, reading: Unreadable): string {
    return reading.errorDetail === undefined
        ? answerExcerpt(answer)
        : `${answer.statusCode} ${errorHeadline(reading.errorDetail)}`;
}

/** The verdict when well-formed answers go on to contain no status. */
export function meaninglessVerdict(kind: WaitTarget["kind"], wait: WaitSoFar): Verdict {
    if (kind === "operation") {
        return unavailableVerdict("its answers do not contain one", wait);
    }
    return {
        code: "InvalidArgument",
        headline: "`resourceId` names a resource that reports no provisioningState: it cannot be waited for this way.",
        lines: wait.lastFault === undefined ? [] : [`last answer: ${wait.lastFault}`],
    };
}

/** The verdict when ARM knows no such operation. */
export function notFoundVerdict(wasRead: boolean, errorDetail: ErrorDetail | undefined, wait: WaitSoFar): Verdict {
    const armsWords = errorDetail === undefined ? [] : [`Azure says: ${errorHeadline(errorDetail)}`];
    if (wasRead) {
        return {
            code: "OperationNotFound",
            headline: "The record of the Azure operation has expired: Azure no longer knows it.",
            lines: [
                `Its last status was ${wait.status ?? "never read"}. Azure keeps records for a limited time after the end; look at ` +
                    "the resource itself to see what became of it.",
                ...armsWords,
            ],
            errorDetail,
        };
    }
    return {
        code: "OperationNotFound",
        headline: "The Azure operation was not found.",
        lines: [
            "Check the id, the region and the subscription; the record may also have expired, or belong to another identity. An " +
                "operation that was only just started may need a longer `notFoundGrace`.",
            ...armsWords,
        ],
        errorDetail,
    };
}

/** The verdict when ARM answers 403, or 401 where no token is sent. */
export function forbiddenVerdict(reading: Unreadable, wait: WaitSoFar): Verdict {
    const detail = reading.errorDetail;
    const isOtherCaller = /original caller/i.test(detail?.message ?? "");
    const isRefusedToken = reading.reason === "unauthorized";
    const permissionRemedy = isOtherCaller
        ? "Only the identity that started the operation may read its status: sign in as the one that made the original request."
        : `The identity needs ${readPermission(wait.url.path)} on the subscription, or at least on the resource group: ` +
          "a role on the resource alone is not enough. The Reader role has it.";
    const remedy = isRefusedToken
        ? "Over plain http no token is sent: give an `endpoint` with https."
        : permissionRemedy;
    return {
        code: isRefusedToken ? "AuthenticationFailed" : "AuthorizationFailed",
        headline: `Not allowed to read the status of the Azure operation: ${detail === undefined ? wait.lastFault : errorHeadline(detail)}`,
        lines:
            detail === undefined
                ? ["This answer is not Azure's: something between here and Azure forbids the request."]
                : [remedy],
        errorDetail: detail,
    };
}

/** The permission to read what a path names: its provider and types without their names. */
function readPermission(path: string): string {
    const [, provider = "Microsoft.OperationalInsights", rest = ""] = /\/providers\/([^/]+)\/(.*)$/i.exec(path) ?? [];
    const types = rest.split("/").filter((_segment, index) => index % 2 === 0);
    return [provider, ...types, "read"].join("/");
}
