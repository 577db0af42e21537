// SPDX-License-Identifier: Apache-2.0

import type { WaitTarget } from "../reference/parseReference";
import { formatErrorHeadline, formatErrorTree } from "../response/formatError";
import type { ArmResponse, Unreadable } from "../response/pollResult";
import { isForOriginalCaller } from "../response/unreadable";
import { type Outcome, responseExcerpt, unavailableVerdict, type WaitSoFar } from "./report";
import type { Tolerance } from "./tolerance";

/** What is looked at when an answer cannot be read. */
export interface Subject {
    readonly kind: WaitTarget["kind"];
    /** Whether it is the resource that is asked because the operation's record is gone. */
    readonly isFallback: boolean;
    readonly path: string;
}

/** What was wrong with an answer: ARM's own words, or else what came instead of them. */
export function unreadableReasonText(answer: ArmResponse, reading: Unreadable): string {
    return reading.errorDetail === undefined
        ? responseExcerpt(answer)
        : `${answer.statusCode} ${formatErrorHeadline(reading.errorDetail)}`;
}

/**
 * The verdict when an answer that cannot be read was one too many.
 *
 * @param tolerance Decides about that.
 * @returns `undefined` when another look may tell more.
 */
export function unreadableVerdict(
    reading: Unreadable,
    tolerance: Tolerance,
    subject: Subject,
    wait: WaitSoFar,
): Outcome | undefined {
    const nowMs = performance.now();
    switch (reading.reason) {
        case "transient":
            return tolerance.transientIsTooMuch(nowMs)
                ? unavailableVerdict("Azure has not responded yet", wait)
                : undefined;
        case "noStatus":
            return tolerance.meaninglessIsTooMuch(nowMs) ? meaninglessVerdict(reading, subject, wait) : undefined;
        case "notFound":
            return tolerance.notFoundIsTooMuch(nowMs)
                ? notFoundVerdict(reading, subject, tolerance.hasRead, wait)
                : undefined;
        case "expired":
            return notFoundVerdict(reading, subject, true, wait);
        case "forbidden":
        case "unauthorized":
            return forbiddenVerdict(reading, subject, wait);
        case "apiVersion":
            return apiVersionVerdict(reading, wait);
        case "permanent":
            return unavailableVerdict("this URL cannot be read", wait, reading);
    }
}

/** The verdict when well-formed answers go on to contain no status. */
function meaninglessVerdict(reading: Unreadable, { kind, isFallback }: Subject, wait: WaitSoFar): Outcome {
    if (kind !== "resource") {
        return unavailableVerdict("its answers do not contain one", wait, reading);
    }
    return {
        code: "InvalidArgument",
        headline: `\`${isFallback ? "fallback.resourceId" : "resourceId"}\` names a resource that reports no provisioningState: it cannot be waited for this way.`,
        lines: [
            ...(wait.lastFault === undefined ? [] : [`last answer: ${wait.lastFault}`]),
            ...formatErrorTree(reading.errorDetail),
        ],
        errorDetail: reading.errorDetail,
    };
}

/** The verdict when ARM knows nothing of it. */
function notFoundVerdict(reading: Unreadable, subject: Subject, wasRead: boolean, wait: WaitSoFar): Outcome {
    const { errorDetail } = reading;
    const armsWords = errorDetail === undefined ? [] : [`Azure says: ${formatErrorHeadline(errorDetail)}`];
    const [headline, remedy] = notFoundTexts(subject, wasRead, wait.status ?? "never read");
    return {
        code: "OperationNotFound",
        headline,
        lines: [remedy, ...armsWords, ...formatErrorTree(reading.errorDetail)],
        errorDetail,
    };
}

function notFoundTexts(
    { kind, isFallback }: Subject,
    wasRead: boolean,
    lastStatus: string,
): readonly [headline: string, remedy: string] {
    if (isFallback) {
        return [
            "The record of the Azure operation has expired, and its `fallback` was not found.",
            `The last status was ${lastStatus}. Check \`fallback.resourceId\`.`,
        ];
    }
    if (kind !== "operation") {
        return wasRead
            ? [
                  "The Azure resource is gone.",
                  `Its last state was ${lastStatus}. To wait until a resource is gone, give \`deleted: true\`.`,
              ]
            : [
                  "The Azure resource was not found.",
                  "Check `resourceId` and the subscription. A resource that is only just being made may need a longer `notFoundGrace`.",
              ];
    }
    return wasRead
        ? [
              "The record of the Azure operation has expired: Azure no longer knows it.",
              `Its last status was ${lastStatus}. Azure keeps records for a limited time after the end; look at the resource itself to ` +
                  "see what became of it.",
          ]
        : [
              "The Azure operation was not found.",
              "Check the id, the region and the subscription; the record may also have expired, or belong to another identity. An " +
                  "operation that was only just started may need a longer `notFoundGrace`.",
          ];
}

/** The verdict when ARM answers 403, or 401 where no token is sent. */
function forbiddenVerdict(reading: Unreadable, subject: Subject, wait: WaitSoFar): Outcome {
    const { errorDetail, isFromAzure } = reading;
    const isRefusedToken = reading.reason === "unauthorized";
    const what = errorDetail === undefined ? wait.lastFault : formatErrorHeadline(errorDetail);
    const remedy = isFromAzure
        ? forbiddenRemedy(reading, subject)
        : "This answer is not Azure's: something between here and Azure forbids the request.";
    return {
        code: isRefusedToken ? "AuthenticationFailed" : "AuthorizationFailed",
        headline: `Not allowed to read the status of the Azure operation: ${what}`,
        lines: [remedy, ...formatErrorTree(reading.errorDetail)],
        errorDetail,
    };
}

function forbiddenRemedy({ reason, errorDetail }: Unreadable, { kind, path }: Subject): string {
    if (reason === "unauthorized") {
        return "Over plain http no token is sent: give an `endpoint` with https.";
    }
    if (isForOriginalCaller(errorDetail)) {
        return "Only the identity that started the operation may read its status: sign in as the one that made the original request.";
    }
    const permission = readPermission(path);
    return kind === "operation"
        ? `The identity needs ${permission} on the subscription, or at least on the resource group: a role on the resource ` +
              "alone is not enough. The Reader role has it."
        : `The identity needs ${permission} on the resource. The Reader role has it.`;
}

/** The verdict when the api-version is refused, and ARM names none that would do. */
function apiVersionVerdict(reading: Unreadable, wait: WaitSoFar): Outcome {
    const text = reading.errorDetail === undefined ? reading.word : formatErrorHeadline(reading.errorDetail);
    const remedy = "Give another: in the URL, or as `apiVersion` where that has none.";
    return unavailableVerdict(`its api-version is not supported (${text}). ${remedy}`, wait, reading);
}

/** The permission to read what a path names: its provider and types without their names. */
function readPermission(path: string): string {
    const [, provider, rest] = /^.*\/providers\/([^/]+)\/(.*)$/i.exec(path) ?? [
        "",
        "Microsoft.Resources",
        path.slice(1),
    ];
    const types = (rest ?? "").split("/").filter((_segment, index) => index % 2 === 0);
    return [provider, ...types, "read"].join("/");
}
