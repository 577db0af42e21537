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

/** Looks of one kind, without another between them. */
interface Row {
    readonly kind: "unreadable" | "transient" | "noStatus" | "notFound";
    readonly count: number;
    readonly sinceMs: number;
}

/** Decides how long an unreadable status is borne. Each method notes one look and tells whether it was one too many. */
export class Tolerance {
    readonly #notFoundGraceMs: number;
    /** When the first look began. */
    #startMs: number | undefined;
    /** Looks without a status, of whatever kind; and those of the same kind. */
    #unreadable: Row | undefined;
    #same: Row | undefined;
    #hasReachedAzure = false;
    #hasRead = false;

    constructor(notFoundGraceMs: number) {
        this.#notFoundGraceMs = notFoundGraceMs;
    }

    /** Notes that a look begins: patience counts from the first, not from the time before its turn came. */
    begin(nowMs: number): void {
        this.#startMs ??= nowMs;
    }

    /** Begins again with another URL, which may have to become visible first. */
    restart(nowMs: number): void {
        this.#startMs = nowMs;
        this.#hasRead = false;
        this.#endRows();
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
        return this.#unreadable?.count ?? 0;
    }

    /** Whether nothing is known of the operation any more: it was never read, or not for a long while. */
    isBlind(nowMs: number): boolean {
        const { count = 0, sinceMs = nowMs } = this.#unreadable ?? {};
        return !this.#hasRead || count >= BLIND_TIMES || (count > 1 && nowMs - sinceMs >= BLIND_MS);
    }

    read(): void {
        this.#hasRead = true;
        this.#hasReachedAzure = true;
        this.#endRows();
    }

    reachedAzure(): void {
        this.#hasReachedAzure = true;
    }

    /** How long to go on at most before Azure has answered anything. */
    patienceMs(nowMs: number): number {
        return this.#hasReachedAzure ? Number.POSITIVE_INFINITY : (this.#startMs ?? nowMs) + UNREACHED_MS - nowMs;
    }

    transientIsTooMuch(nowMs: number): boolean {
        this.#note("transient", nowMs);
        return this.patienceMs(nowMs) <= 0;
    }

    meaninglessIsTooMuch(nowMs: number): boolean {
        const { count, sinceMs } = this.#note("noStatus", nowMs);
        return count >= MEANINGLESS_TIMES && nowMs - sinceMs >= MEANINGLESS_MS;
    }

    notFoundIsTooMuch(nowMs: number): boolean {
        const isConfirmed = this.#note("notFound", nowMs).count >= EXPIRED_TIMES;
        const isAfterGrace = nowMs - (this.#startMs ?? nowMs) >= this.#notFoundGraceMs;
        return this.#hasRead ? isConfirmed : isAfterGrace && (isConfirmed || this.#notFoundGraceMs === 0);
    }

    #note(kind: Row["kind"], nowMs: number): Row {
        this.#unreadable = longer(this.#unreadable, "unreadable", nowMs);
        this.#same = longer(this.#same, kind, nowMs);
        return this.#same;
    }

    #endRows(): void {
        this.#unreadable = undefined;
        this.#same = undefined;
    }
}

function longer(row: Row | undefined, kind: Row["kind"], nowMs: number): Row {
    return row?.kind === kind ? { ...row, count: row.count + 1 } : { kind, count: 1, sinceMs: nowMs };
}
