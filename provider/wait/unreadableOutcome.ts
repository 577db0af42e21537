// SPDX-License-Identifier: Apache-2.0

import { argumentName } from "../common/settingNames";
import { formatErrorHeadline, formatErrorTree } from "../response/formatError";
import type { UnreadableResult } from "../response/pollResult";
import { isForOriginalCaller } from "../response/unreadable";
import { type Outcome, unavailableOutcome, unreachedOutcome } from "./outcome";
import type { WaitSoFar } from "./pollHistory";
import type { PollSubject } from "./pollTarget";
import type { PreparedWait } from "./prepare";
import { CHECK_FIRST } from "./startOutcome";

/**
 * The outcome of a wait that gives up after a response without a status.
 *
 * @param hadStatus Whether an earlier response of this URL had a status.
 */
export function unreadableOutcome(
    result: UnreadableResult,
    subject: PollSubject,
    wait: WaitSoFar,
    hadStatus: boolean,
): Outcome {
    switch (result.reason) {
        case "transient":
            return unreachedOutcome(wait);
        case "noStatus":
            return noStatusOutcome(result, subject, wait);
        case "notFound":
            return notFoundOutcome(result, subject, hadStatus, wait);
        case "expired":
            return notFoundOutcome(result, subject, true, wait);
        case "forbidden":
        case "unauthorized":
            return forbiddenOutcome(result, subject, wait);
        case "apiVersion":
            return apiVersionOutcome(result);
        case "invalid":
            return invalidOutcome(result, subject, wait);
        case "notReadable":
            return notReadableOutcome(result, subject);
        case "proxyAuthentication":
            return unavailableOutcome("a proxy requires a sign-in (407)", wait, {
                ...result,
                remedy: "Give its user and password in HTTPS_PROXY.",
            });
    }
}

/** Whether the fallback may tell how the operation ended: its record is gone, or Azure's responses have no status. */
export function isWithoutRecord({ reason, isFromAzure }: UnreadableResult): boolean {
    return isFromAzure && ["notFound", "expired", "notReadable", "noStatus"].includes(reason);
}

/**
 * The outcome of an action that has begun, and whose status no later poll can read, either: Azure's responses contain none, and none
 * was read before. `undefined` otherwise.
 */
export function unknownEndOutcome(
    { reason, isFromAzure, label, errorDetail }: UnreadableResult,
    { isOfAction = false }: Pick<PreparedWait, "isOfAction">,
    { status }: Pick<WaitSoFar, "status">,
): Outcome | undefined {
    const isNeverReadable = isFromAzure && status === undefined && (reason === "noStatus" || reason === "notReadable");
    if (!isOfAction || !isNeverReadable) {
        return undefined;
    }
    return {
        code: "StartUnknown",
        headline: `Azure has started the operation, but its status cannot be read: ${label}`,
        lines: [CHECK_FIRST, ...formatErrorTree(errorDetail)],
        errorDetail,
    };
}

/** The outcome of well-formed responses without a status. */
function noStatusOutcome(result: UnreadableResult, { kind, property }: PollSubject, wait: WaitSoFar): Outcome {
    if (!result.isFromAzure) {
        const remedy =
            "These responses are not Azure's: something between here and Azure sends them (proxy, sign-in page).";
        return unavailableOutcome("its responses do not contain one", wait, { ...result, remedy });
    }
    if (kind === "deletion") {
        const remedy = `Check ${argumentName(property)}.`;
        return unavailableOutcome("its responses do not contain a resource", wait, { ...result, remedy });
    }
    if (kind === "operation") {
        const remedy = `If this is the URL of a \`Location\` header, give ${argumentName('pattern: "location"')}; else give a ${argumentName("fallback")}, the resource to poll instead.`;
        return unavailableOutcome("its responses do not contain one", wait, { ...result, remedy });
    }
    return {
        code: "InvalidArgument",
        headline: `${argumentName(property)} is a resource without a provisioningState: it cannot be waited for this way.`,
        lines: [
            "Wait for the operation that changes it, by its URL or id.",
            ...(wait.lastError === undefined ? [] : [`last response: ${wait.lastError}`]),
            ...formatErrorTree(result.errorDetail),
        ],
        errorDetail: result.errorDetail,
    };
}

/** The outcome of an error of ARM about the path itself. */
function invalidOutcome(result: UnreadableResult, { property }: PollSubject, wait: WaitSoFar): Outcome {
    const { errorDetail } = result;
    const reason = errorDetail === undefined ? wait.lastError : formatErrorHeadline(errorDetail);
    return {
        code: "InvalidArgument",
        headline: `Azure cannot find what ${argumentName(property)} names: ${reason}`,
        lines: [
            "Check the subscription and the resource provider, and that the identity is of the subscription's tenant. Running again does not help.",
            ...formatErrorTree(errorDetail),
        ],
        errorDetail,
    };
}

/** The outcome of a URL that ARM does not allow to be read (405). */
function notReadableOutcome({ errorDetail, label }: UnreadableResult, { kind, property }: PollSubject): Outcome {
    const remedy =
        kind === "operation"
            ? "Give the URL of an Azure-AsyncOperation or Location header."
            : "Give the id of a resource, not of an action.";
    return {
        code: "InvalidArgument",
        headline: `${argumentName(property)} cannot be read: Azure does not allow it (${label}).`,
        lines: [remedy, ...formatErrorTree(errorDetail)],
        errorDetail,
    };
}

/** The outcome when ARM has no such operation or resource. */
function notFoundOutcome(result: UnreadableResult, subject: PollSubject, hadStatus: boolean, wait: WaitSoFar): Outcome {
    const { errorDetail } = result;
    const armError = errorDetail === undefined ? [] : [`Azure's error: ${formatErrorHeadline(errorDetail)}`];
    const [headline, remedy] = notFoundTexts(subject, hadStatus, wait.status);
    return {
        code: "OperationNotFound",
        headline,
        lines: [remedy, ...armError, ...formatErrorTree(result.errorDetail)],
        errorDetail,
    };
}

function notFoundTexts(
    { kind, isFallback }: PollSubject,
    hadStatus: boolean,
    status: string | undefined,
): readonly [headline: string, remedy: string] {
    const lastStatus = status === undefined ? "Its status was never read." : `Its last status was ${status}.`;
    if (isFallback) {
        return [
            `The record of the Azure operation has expired, and its ${argumentName("fallback")} was not found.`,
            `${lastStatus} Check ${argumentName("fallback.resourceId")}.`,
        ];
    }
    if (kind !== "operation") {
        return hadStatus
            ? [
                  "The Azure resource is gone.",
                  `${lastStatus} To wait until a resource is gone, give ${argumentName("deleted: true")}.`,
              ]
            : [
                  "The Azure resource was not found.",
                  `Check ${argumentName("resourceId")} and the subscription. A resource that is only just being created may need a longer ${argumentName("notFoundGrace")}.`,
              ];
    }
    return hadStatus
        ? [
              "The record of the Azure operation has expired: Azure no longer knows it.",
              `${lastStatus} Azure keeps records for a limited time after the end; check the state of ` +
                  "the resource itself.",
          ]
        : [
              "The Azure operation was not found.",
              "Check the id, the region and the subscription; the record may also have expired, or belong to another identity. An " +
                  `operation that was only just started may need a longer ${argumentName("notFoundGrace")}.`,
          ];
}

/** The outcome of a 403, or of a 401 where no token is sent. */
function forbiddenOutcome(result: UnreadableResult, subject: PollSubject, wait: WaitSoFar): Outcome {
    const { errorDetail, isFromAzure } = result;
    const isRefusedToken = result.reason === "unauthorized";
    const reason = errorDetail === undefined ? wait.lastError : formatErrorHeadline(errorDetail);
    const remedy = isFromAzure
        ? forbiddenRemedy(result, subject)
        : "This response is not Azure's: something between here and Azure forbids the request (proxy, firewall).";
    return {
        code: isRefusedToken ? "AuthenticationFailed" : "AuthorizationFailed",
        headline: `Not allowed to read the status of the Azure operation: ${reason}`,
        lines: [remedy, ...formatErrorTree(result.errorDetail)],
        errorDetail,
    };
}

function forbiddenRemedy({ reason, errorDetail }: UnreadableResult, { kind, path }: PollSubject): string {
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

/** The outcome when ARM supports neither the api-version nor one that it lists. */
function apiVersionOutcome(result: UnreadableResult): Outcome {
    const text = result.errorDetail === undefined ? result.label : formatErrorHeadline(result.errorDetail);
    return {
        code: "InvalidArgument",
        headline: `The api-version is not supported: ${text}`,
        lines: [
            `Give another: in the URL, or as ${argumentName("apiVersion")} where that has none.`,
            ...formatErrorTree(result.errorDetail),
        ],
        errorDetail: result.errorDetail,
    };
}

/** The permission to read a path: its provider and types, without the names. */
function readPermission(path: string): string {
    const [, provider, rest] = /^.*\/providers\/([^/]+)\/(.*)$/i.exec(path) ?? [
        "",
        "Microsoft.Resources",
        path.slice(1),
    ];
    const types = (rest ?? "").split("/").filter((_segment, index) => index % 2 === 0);
    return [provider, ...types, "read"].join("/");
}
