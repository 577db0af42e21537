// SPDX-License-Identifier: Apache-2.0

/** An answer that says nothing is tolerated this often in a row, and for at least this long. */
const MEANINGLESS_TIMES = 5;
const MEANINGLESS_MS = 2 * 60 * 1000;
/** Before anything of Azure ever answered, trouble is tolerated this long: a wrong address must not look like patience. */
const UNREACHED_MS = 5 * 60 * 1000;
/** After so many unreadable looks in a row, or so long a time of them, the status seen last says nothing about now. */
const BLIND_TIMES = 5;
const BLIND_MS = 2 * 60 * 1000;
/** A record is gone when it is missed this often in a row: one 404 alone may be anybody's. */
const EXPIRED_TIMES = 2;

/** Counts how often and since when something goes on without interruption. */
class Streak {
    count = 0;
    #sinceMs = 0;

    add(nowMs: number): void {
        if (this.count === 0) {
            this.#sinceMs = nowMs;
        }
        this.count += 1;
    }

    end(): void {
        this.count = 0;
    }

    lastsMs(nowMs: number): number {
        return this.count === 0 ? 0 : nowMs - this.#sinceMs;
    }
}

/** Decides how long an unreadable status is borne. Each method notes one look and tells whether it was one too many. */
export class Tolerance {
    #startMs: number;
    readonly #notFoundGraceMs: number;
    readonly #unreadable = new Streak();
    readonly #meaningless = new Streak();
    readonly #notFound = new Streak();
    #hasReachedAzure = false;
    #hasRead = false;

    constructor(startMs: number, notFoundGraceMs: number) {
        this.#startMs = startMs;
        this.#notFoundGraceMs = notFoundGraceMs;
    }

    /** Begins again with another URL, which may have to become visible first. */
    restart(nowMs: number): void {
        this.#startMs = nowMs;
        this.#hasRead = false;
        this.#endStreaks();
    }

    /** Whether a status was read before. */
    get hasRead(): boolean {
        return this.#hasRead;
    }

    /** Whether Azure answered anything before: then patience is in place. */
    get hasReachedAzure(): boolean {
        return this.#hasReachedAzure;
    }

    /** Unreadable looks since the last status. */
    get unreadableInARow(): number {
        return this.#unreadable.count;
    }

    /** Whether nothing is known of the operation any more: it was never read, or not for a long while. */
    isBlind(nowMs: number): boolean {
        const { count } = this.#unreadable;
        return !this.#hasRead || count >= BLIND_TIMES || (count > 1 && this.#unreadable.lastsMs(nowMs) >= BLIND_MS);
    }

    read(): void {
        this.#hasRead = true;
        this.#hasReachedAzure = true;
        this.#endStreaks();
    }

    #endStreaks(): void {
        for (const streak of [this.#unreadable, this.#meaningless, this.#notFound]) {
            streak.end();
        }
    }

    reachedAzure(): void {
        this.#hasReachedAzure = true;
    }

    /** How long to go on at most before Azure has answered anything. */
    patienceMs(nowMs: number): number {
        return this.#hasReachedAzure ? Number.POSITIVE_INFINITY : this.#startMs + UNREACHED_MS - nowMs;
    }

    transientIsTooMuch(nowMs: number): boolean {
        this.#unreadable.add(nowMs);
        this.#meaningless.end();
        return this.patienceMs(nowMs) <= 0;
    }

    meaninglessIsTooMuch(nowMs: number): boolean {
        this.#unreadable.add(nowMs);
        this.#meaningless.add(nowMs);
        return this.#meaningless.count >= MEANINGLESS_TIMES && this.#meaningless.lastsMs(nowMs) >= MEANINGLESS_MS;
    }

    notFoundIsTooMuch(nowMs: number): boolean {
        this.#unreadable.add(nowMs);
        this.#notFound.add(nowMs);
        const isConfirmed = this.#notFound.count >= EXPIRED_TIMES;
        const isAfterGrace = nowMs - this.#startMs >= this.#notFoundGraceMs;
        return this.#hasRead ? isConfirmed : isAfterGrace && (isConfirmed || this.#notFoundGraceMs === 0);
    }
}
