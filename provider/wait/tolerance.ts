// SPDX-License-Identifier: Apache-2.0

import type { UnreadableResult } from "../response/pollResult";
import { isForOriginalCaller } from "../response/unreadable";
import type { WaitLimits } from "./options";

/** Responses without a status are retried until there are this many in a row, and for at least this long. */
const NO_STATUS_TIMES = 5;
const NO_STATUS_MS = 2 * 60 * 1000;
/** Until Azure has responded once, give up after this long, so that a wrong host fails early. */
const UNREACHED_MS = 5 * 60 * 1000;
/** After this many polls without a status in a row, or this long without one, the last status is stale. */
const STALE_TIMES = 5;
export const STALE_MS = 2 * 60 * 1000;
/** Consecutive 404s required before a record counts as expired; a single one may come from a proxy. */
const EXPIRED_TIMES = 2;

/** How long errors before the first status are retried. */
export type GracePeriods = Pick<WaitLimits, "notFoundGraceMs" | "forbiddenGraceMs">;

/** Consecutive polls of one kind. */
interface Streak {
    readonly kind: "unreadable" | "transient" | "noStatus" | "notFound" | "forbidden";
    readonly count: number;
    readonly sinceMs: number;
}

/** What to do after a poll without a status. */
export type ToleranceDecision = "retry" | "giveUp";

/** Decides when to stop polling without a status. Each `record…` method records one such poll and returns the decision. */
export class Tolerance {
    readonly #graces: GracePeriods;
    /** When the first poll began. */
    #startMs: number | undefined;
    /** Polls without a status: of all kinds, and of the kind of the last one. */
    #unreadable: Streak | undefined;
    #sameKind: Streak | undefined;
    #hasReachedAzure = false;
    #hasStatus = false;

    constructor(graces: GracePeriods) {
        this.#graces = graces;
    }

    /** Records that a poll begins. Grace periods count from the first one, not from the time before its slot. */
    start(nowMs: number): void {
        this.#startMs ??= nowMs;
    }

    /** Begins again with another URL, which may not be visible yet. */
    restart(nowMs: number): void {
        this.#startMs = nowMs;
        this.#hasStatus = false;
        this.#endStreaks();
    }

    /** Whether any poll of this URL got a status. */
    get hasStatus(): boolean {
        return this.#hasStatus;
    }

    /** Whether Azure has responded once. */
    get hasReachedAzure(): boolean {
        return this.#hasReachedAzure;
    }

    /** Polls without a status since the last one with a status. */
    get failedPolls(): number {
        return this.#unreadable?.count ?? 0;
    }

    /** Whether the status is unknown: no poll got one, or none did for a while. */
    isStatusUnknown(nowMs: number): boolean {
        const { count = 0, sinceMs = nowMs } = this.#unreadable ?? {};
        return !this.#hasStatus || count >= STALE_TIMES || nowMs - sinceMs >= STALE_MS;
    }

    /** Time left to reach Azure; infinite once it has responded. */
    leftToReachAzureMs(nowMs: number): number {
        return this.#hasReachedAzure ? Number.POSITIVE_INFINITY : (this.#startMs ?? nowMs) + UNREACHED_MS - nowMs;
    }

    recordStatus(): void {
        this.#hasStatus = true;
        this.#hasReachedAzure = true;
        this.#endStreaks();
    }

    /** Records a response without a status. Reasons that no retry cures end the wait at once. */
    recordUnreadable(
        result: Pick<UnreadableResult, "reason" | "isFromAzure" | "errorDetail">,
        nowMs: number,
    ): ToleranceDecision {
        const { reason, isFromAzure, errorDetail } = result;
        this.#hasReachedAzure ||= isFromAzure;
        switch (reason) {
            case "transient":
                return this.recordTransient(nowMs);
            case "noStatus":
                return this.#recordNoStatus(nowMs);
            case "notFound":
                return this.#recordNotFound(nowMs);
            case "forbidden":
                return isForOriginalCaller(errorDetail) ? "giveUp" : this.#recordForbidden(nowMs, isFromAzure);
            case "expired":
            case "unauthorized":
            case "apiVersion":
            case "invalid":
            case "notReadable":
            case "proxyAuthentication":
                return "giveUp";
        }
    }

    /** Records a poll without a response, or with one that says nothing about the operation, such as a 503. */
    recordTransient(nowMs: number): ToleranceDecision {
        this.#record("transient", nowMs);
        return this.#decide(false, nowMs);
    }

    #recordNoStatus(nowMs: number): ToleranceDecision {
        const { count, sinceMs } = this.#record("noStatus", nowMs);
        return this.#decide(count >= NO_STATUS_TIMES && nowMs - sinceMs >= NO_STATUS_MS, nowMs);
    }

    #recordNotFound(nowMs: number): ToleranceDecision {
        const isConfirmed = this.#record("notFound", nowMs).count >= EXPIRED_TIMES;
        const { notFoundGraceMs } = this.#graces;
        const isAfterGrace = this.#isAfter(notFoundGraceMs, nowMs) && (isConfirmed || notFoundGraceMs === 0);
        return this.#decide(this.#hasStatus ? isConfirmed : isAfterGrace, nowMs);
    }

    /** A permission that was there once is not "not effective yet". A proxy's page says nothing about permissions. */
    #recordForbidden(nowMs: number, isFromAzure: boolean): ToleranceDecision {
        if (!isFromAzure && this.#hasReachedAzure) {
            return this.recordTransient(nowMs);
        }
        this.#record("forbidden", nowMs);
        return this.#decide(this.#hasStatus || this.#isAfter(this.#graces.forbiddenGraceMs, nowMs), nowMs);
    }

    /** Gives up in any case when the time to reach Azure is over. */
    #decide(isOver: boolean, nowMs: number): ToleranceDecision {
        return isOver || this.leftToReachAzureMs(nowMs) <= 0 ? "giveUp" : "retry";
    }

    #isAfter(graceMs: number, nowMs: number): boolean {
        return nowMs - (this.#startMs ?? nowMs) >= graceMs;
    }

    #record(kind: Streak["kind"], nowMs: number): Streak {
        this.#unreadable = extend(this.#unreadable, "unreadable", nowMs);
        this.#sameKind = extend(this.#sameKind, kind, nowMs);
        return this.#sameKind;
    }

    #endStreaks(): void {
        this.#unreadable = undefined;
        this.#sameKind = undefined;
    }
}

function extend(streak: Streak | undefined, kind: Streak["kind"], nowMs: number): Streak {
    return streak?.kind === kind ? { ...streak, count: streak.count + 1 } : { kind, count: 1, sinceMs: nowMs };
}
