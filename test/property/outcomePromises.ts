// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Read } from "./azureModel";
import type { Plan } from "./plan";
import { TICK_MS, UNREACHED_MS } from "./timePromises";
import type { WaitRun } from "./virtualWait";

const GRACE_MS = 120_000;

const OUTCOME_CODES = { Succeeded: "Succeeded", Failed: "OperationFailed", Canceled: "OperationCanceled" } as const;

/** A wait ends with the operation's outcome if and only if a response reported it; any other error code needs its reason. */
export function checkOutcome(run: WaitRun, code: string): void {
    const { plan, reads } = run;
    const end = reads.findIndex(({ classification }) => classification === "ended");
    if (end === -1) {
        checkReason(run, code);
    } else {
        assert.equal(code, expectedCode(plan), "the wait does not end with the operation's outcome");
        assert.equal(end, reads.length - 1, "polls after the operation's outcome");
    }
    if (code === "OperationFailed") {
        assert.match(run.error!.message, /KeyDenied: Key not readable\./, "the report does not contain Azure's error");
    }
    checkFallback(run, code);
}

/** The fallback is polled if and only if the operation has no record, or Azure's responses have no status. */
function checkFallback({ plan, reads }: WaitRun, code: string): void {
    const fallback = reads.findIndex(({ isOfFallback }) => isOfFallback);
    if (fallback !== -1) {
        const before = reads.slice(0, fallback);
        assert.ok(isGone(before) || isWithoutStatus(before), "polls the fallback without reason");
    } else if (plan.hasFallback) {
        assert.ok(code !== "OperationNotFound", "does not poll the fallback of an operation without record");
        const { endMs = 0, delayMs = 0 } = reads.at(-1) ?? {};
        const mustPoll = isWithoutStatus(reads) && endMs + delayMs < plan.timeoutMs;
        assert.ok(code !== "StatusUnavailable" || !mustPoll, "does not poll the fallback");
    }
}

function checkReason({ plan, reads, elapsedMs }: WaitRun, code: string): void {
    const isOver = elapsedMs >= plan.timeoutMs - TICK_MS;
    switch (code) {
        case "WaitAborted":
            assert.ok(Math.abs(elapsedMs - (plan.abortAfterMs ?? Number.NaN)) <= TICK_MS, "WaitAborted too late");
            break;
        case "WaitTimeout":
            assert.ok(
                isOver && reads.some(({ classification }) => classification === "running"),
                "WaitTimeout without reason",
            );
            break;
        case "StatusUnavailable":
            assert.ok(
                plan.retryAfterMs >= plan.timeoutMs || reads.some(({ classification }) => classification !== "running"),
                "StatusUnavailable although every response had a status",
            );
            assert.ok(
                isOver || hasStatuslessStreak(reads) || isWithoutAzure(reads, elapsedMs),
                "StatusUnavailable too soon",
            );
            break;
        case "InvalidArgument":
            assert.ok(plan.pattern === "resource" || reads.at(-1)?.isOfFallback, "InvalidArgument without reason");
            assert.ok(isWithoutStatus(reads), "InvalidArgument too soon, or because of a proxy");
            break;
        case "OperationNotFound":
            assert.ok(isGone(reads), "OperationNotFound without reason");
            break;
        default:
            assert.fail(`${code} is not expected`);
    }
}

function expectedCode({ outcome }: Plan): string | undefined {
    return outcome === "never" ? undefined : OUTCOME_CODES[outcome];
}

/** Whether Azure itself did not respond in the time for that. */
function isWithoutAzure(reads: readonly Read[], elapsedMs: number): boolean {
    return elapsedMs - (reads[0]?.atMs ?? 0) >= UNREACHED_MS - TICK_MS && !reads.some(({ isFromAzure }) => isFromAzure);
}

/** Whether the last responses, five or more over at least two minutes, had no status. */
function hasStatuslessStreak(reads: readonly Read[]): boolean {
    const streak = reads.slice(reads.findLastIndex(({ classification }) => classification !== "noStatus") + 1);
    return streak.length >= 5 && streak.at(-1)!.endMs - streak[0]!.endMs >= GRACE_MS;
}

/** Whether Azure itself no longer responds with a status. */
function isWithoutStatus(reads: readonly Read[]): boolean {
    return hasStatuslessStreak(reads) && reads.at(-1)!.isFromAzure;
}

/**
 * Whether the last two responses, of the operation or of its fallback, were 404 and either ARM had reported it before, or the grace
 * period for it has passed.
 */
function isGone(reads: readonly Read[]): boolean {
    const last = reads.at(-1);
    const first = reads.findIndex(({ isOfFallback }) => isOfFallback === last?.isOfFallback);
    const own = reads.slice(first);
    if (last === undefined || own.slice(-2).filter(({ classification }) => classification === "notFound").length < 2) {
        return false;
    }
    const sinceMs = reads[first - 1]?.endMs ?? own[0]!.atMs;
    return own.some(({ classification }) => classification === "running") || last.endMs - sinceMs >= GRACE_MS - TICK_MS;
}
