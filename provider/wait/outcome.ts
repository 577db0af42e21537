// SPDX-License-Identifier: Apache-2.0

import { MetadataUnavailable } from "../azure/cloud";
import { ForeignRedirectError, permanentError } from "../azure/transportError";
import type { OperationErrorCode } from "../common/codedError";
import { formatDuration } from "../common/duration";
import { compactJson, type JsonObject } from "../common/json";
import { oneLine, shorten } from "../common/redact";
import { argumentName } from "../common/settingNames";
import { type ErrorDetail, withoutProperties } from "../response/errorDetail";
import { formatErrorHeadline, formatErrorTree, indent } from "../response/formatError";
import type { StatusResult } from "../response/pollResult";
import type { WaitSoFar } from "./pollHistory";

/** How a wait ended without success: the parts of its report that depend on the reason. */
export interface Outcome {
    readonly code: OperationErrorCode;
    /** The first line. */
    readonly headline: string;
    /** The lines below it, without indentation, before those about the operation. */
    readonly lines?: readonly string[];
    /** The same without the `properties` of the operation, where `lines` may have them. */
    readonly summaryLines?: readonly string[] | undefined;
    /** How the operation ended, after its name. */
    readonly ending?: string;
    readonly errorDetail?: ErrorDetail | undefined;
    readonly cause?: unknown;
}

const MAXIMUM_BODY_CHARACTERS = 2_000;
/** Some services count in their status, so that each poll gets another one. */
const MAXIMUM_COUNTS = 12;

/** The outcome of an operation that Failed or was Canceled. */
export function endedOutcome(
    { kind, status, errorDetail, body }: Extract<StatusResult, { readonly kind: "failed" | "canceled" }>,
    wait: Pick<WaitSoFar, "polls" | "elapsedMs">,
): Outcome {
    const code = kind === "failed" ? "OperationFailed" : "OperationCanceled";
    const ending = `, ${formatEnding(status, body, wait)}`;
    if (errorDetail !== undefined) {
        const headline = `Azure operation ${status}: ${formatErrorHeadline(errorDetail)}`;
        const summaryLines = formatErrorTree(withoutProperties(errorDetail));
        return { code, headline, lines: formatErrorTree(errorDetail), summaryLines, ending, errorDetail };
    }
    const response =
        Object.keys(body).length === 0 ? [] : [`response: ${shorten(compactJson(body), MAXIMUM_BODY_CHARACTERS)}`];
    const headline = `Azure operation ${status}: Azure gave no reason.`;
    return { code, headline, lines: response, summaryLines: [], ending };
}

/** The outcome of a wait that its caller stopped. */
export function abortedOutcome(wait: Pick<WaitSoFar, "nextRun">, cause: unknown): Outcome {
    return {
        code: "WaitAborted",
        headline: "Stopped waiting for the Azure operation.",
        lines: [`The operation itself goes on in Azure. ${nextUp(wait)}`],
        cause,
    };
}

/** The outcome at the deadline of a wait for an operation that is still running. */
export function timeoutOutcome(wait: WaitSoFar, timeoutMs: number): Outcome {
    const { statusError } = wait;
    const linesWith = (error: ErrorDetail | undefined) => [
        `The operation itself goes on in Azure. ${nextUp(wait, `set a longer ${argumentName("timeout")}`)}`,
        ...(error === undefined ? [] : formatStatusError(error)),
        ...formatHistory(wait),
    ];
    return {
        code: "WaitTimeout",
        headline: `Azure operation still ${wait.status ?? "running"} after ${formatDuration(timeoutMs)}, the ${argumentName("timeout")} of this wait.`,
        lines: linesWith(statusError),
        summaryLines: statusError && linesWith(withoutProperties(statusError)),
        errorDetail: statusError,
    };
}

/** What to do after the poll of `--once`. */
const POLL_AGAIN = "Run again to poll again, or without `--once` to wait for its end.";

/**
 * The outcome of a single poll that did not show the end.
 *
 * @param error Why the poll got no status, if it got none.
 */
export function singlePollOutcome(wait: WaitSoFar, error: string | undefined): Outcome {
    if (error !== undefined) {
        return unavailableOutcome("the only poll failed", wait, { remedy: POLL_AGAIN });
    }
    return {
        code: "WaitTimeout",
        headline: `Azure operation still ${wait.status ?? "running"} at the only poll.`,
        lines: [`The operation itself goes on in Azure. ${POLL_AGAIN}`, ...formatHistory(wait)],
        errorDetail: wait.statusError,
    };
}

/**
 * The outcome when no status could be read.
 *
 * @param reason Why, as the end of a sentence.
 * @param more ARM's error, or the cause; the remedy, where running again does not help.
 */
export function unavailableOutcome(
    reason: string,
    wait: WaitSoFar,
    {
        errorDetail,
        cause,
        remedy = nextUp(wait),
    }: Pick<Outcome, "errorDetail" | "cause"> & { readonly remedy?: string } = {},
): Outcome {
    return {
        code: "StatusUnavailable",
        headline: `The status of the Azure operation could not be read: ${reason}`,
        lines: [
            `The operation may still be running, or have ended, in Azure. ${remedy}`,
            ...formatErrorTree(errorDetail),
            ...formatHistory(wait),
        ],
        errorDetail,
        cause,
    };
}

/** The outcome when nothing of Azure has responded within the time for that. */
export function unreachedOutcome(wait: WaitSoFar, cause?: unknown): Outcome {
    return unavailableOutcome("Azure has not responded yet", wait, {
        cause,
        remedy: `Check the network between here and Azure (proxy, firewall, DNS). ${nextUp(wait)}`,
    });
}

/**
 * The outcome of a request that got no response, where no retry cures that; else `undefined`.
 *
 * @param hasReachedAzure Whether Azure has responded before. A redirect to another host is then that of a proxy, and may pass.
 */
export function permanentErrorOutcome(error: unknown, hasReachedAzure: boolean, wait: WaitSoFar): Outcome | undefined {
    const isTransient =
        (error instanceof MetadataUnavailable && error.isTransient) ||
        (error instanceof ForeignRedirectError && hasReachedAzure);
    const permanent = isTransient ? undefined : permanentError(error, hasReachedAzure);
    if (permanent === undefined) {
        return undefined;
    }
    const { code, message, cause } = permanent;
    return code === "StatusUnavailable"
        ? unavailableOutcome(message, wait, { cause })
        : { code, headline: `Cannot wait for the Azure operation: ${message}`, cause };
}

/** What the next run does about a wait that did not see the end, and what else may help. */
export function nextUp({ nextRun }: Pick<WaitSoFar, "nextRun">, remedy?: string): string {
    const end = remedy === undefined ? "." : `: ${remedy}.`;
    switch (nextRun) {
        case "waits":
            return `Run again to go on waiting${remedy === undefined ? "" : `, or ${remedy}`}.`;
        case "doesNotWait":
            return `The next \`pulumi up\` will not wait for it again${end}`;
        case "sendsAgain":
            return `The next run sends its request again, and does not wait for this operation${end}`;
    }
}

/** A status of the service's own may be the end of the operation, and then the error says why. */
function formatStatusError(error: ErrorDetail): string[] {
    return [
        `Its status contains an error: ${formatErrorHeadline(error)}`,
        ...formatErrorTree(error).map((line) => indent(line, 2)),
    ];
}

function formatEnding(status: string, body: JsonObject, wait: Pick<WaitSoFar, "polls" | "elapsedMs">): string {
    const { startTime, endTime } = body;
    const durationMs = Date.parse(String(endTime)) - Date.parse(String(startTime));
    if (durationMs >= 0) {
        // Date.parse() accepts strings with line breaks, so collapse them.
        return `${status} after ${formatDuration(durationMs)}\n  started ${oneLine(`${startTime}`)}, ended ${oneLine(`${endTime}`)}`;
    }
    if (wait.polls === 0) {
        return `${status} at once`;
    }
    return wait.polls === 1
        ? `${status} at the first poll`
        : `${status} after ${formatDuration(wait.elapsedMs)} of waiting`;
}

/** The results of the polls, the most frequent first, and the last error. */
function formatHistory({ counts, lastError }: WaitSoFar): string[] {
    const sorted = [...counts].sort(([, left], [, right]) => right - left);
    const others = sorted.slice(MAXIMUM_COUNTS);
    const otherPolls = others.reduce((sum, [, count]) => sum + count, 0);
    const shown = [
        ...sorted.slice(0, MAXIMUM_COUNTS),
        ...(otherPolls === 0 ? [] : [[`${others.length} others`, otherPolls] as const]),
    ];
    return [
        ...(shown.length === 0 ? [] : [`seen: ${shown.map(([label, count]) => `${label} x${count}`).join(", ")}`]),
        ...(lastError === undefined ? [] : [`last error: ${lastError}`]),
    ];
}
