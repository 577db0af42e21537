// SPDX-License-Identifier: Apache-2.0

import { supportedVersion, withVersion } from "../reference/apiVersion";
import { type ArmUrl, parseArmUrl, resolveArmUrl } from "../reference/armUrl";
import { querySecrets } from "../reference/describeUrl";
import type { WaitTarget } from "../reference/parseReference";
import type { ErrorDetail } from "../response/errorDetail";
import { initialPattern, type PatternState, updatePattern } from "../response/pattern";
import { type ArmResponse, isTerminalStatus, type PollResult } from "../response/pollResult";
import { readOperation } from "../response/readOperation";
import { readResource } from "../response/readResource";

const PURGE_PATH = /\/Microsoft\.OperationalInsights\/workspaces\/[^/]+\/operations\/[^/]+$/i;

/** A deletion of a resource that Failed before shows itself by then. */
const BEGIN_LIMIT_MS = 2 * 60 * 1000;

/** What a wait looks at. It changes with an updated `Location`, with the api-version, and when the fallback takes over. */
export class PollTarget {
    readonly #target: WaitTarget;
    #url: ArmUrl;
    #kind: WaitTarget["kind"];
    #pattern: PatternState;
    #hasRepairedVersion = false;
    /** Of a resource that is to go away: whether its state was read, and whether another than that which it had before. */
    #wasSeen = false;
    #hasBegun = false;

    constructor(target: WaitTarget) {
        this.#target = target;
        this.#url = target.url;
        this.#kind = target.kind;
        this.#pattern = initialPattern(target.pattern, target.url.path);
    }

    /** What the wait is for, whatever it looks at now. */
    get original(): ArmUrl {
        return this.#target.url;
    }

    /** What is looked at now. */
    get subject() {
        return { kind: this.#kind, isFallback: this.#kind !== this.#target.kind, path: this.path };
    }

    /** The path that is looked at now. */
    get path(): string {
        return this.#url.path;
    }

    /** What must not appear in any text. */
    get secrets(): readonly string[] {
        return [...querySecrets(this.#target.url), ...querySecrets(this.#url)];
    }

    /** The host for messages. */
    get host(): string {
        return this.#url.origin ?? "the Resource Manager";
    }

    /** What people should know of this kind of operation while they wait. */
    get note(): string | undefined {
        return PURGE_PATH.test(this.#url.path) ? "purges never report that they failed" : undefined;
    }

    /** The URL to ask. @throws {CodedError} `InvalidArgument` when it is on another host. */
    on(endpoint: string): string {
        return resolveArmUrl(this.#url, endpoint);
    }

    /**
     * What an answer says, and where it says to look next.
     *
     * @param ageMs Time since the first answer.
     */
    read(answer: ArmResponse, endpoint: string, ageMs: number): PollResult {
        if (this.#kind !== "operation") {
            return this.#readResource(answer, ageMs);
        }
        const reading = readOperation(answer, this.#pattern);
        this.#pattern = updatePattern(this.#pattern, answer, reading);
        this.#followLocation(answer, endpoint);
        return reading;
    }

    #readResource(answer: ArmResponse, ageMs: number): PollResult {
        const reading = readResource(answer, {
            isDeletion: this.#kind === "deletion",
            wasSeen: this.#wasSeen,
            hasBegun: this.#hasBegun || ageMs >= BEGIN_LIMIT_MS,
        });
        const isRunning = reading.kind === "running";
        this.#wasSeen ||= isRunning;
        this.#hasBegun ||= isRunning && !isTerminalStatus(reading.word);
        return reading;
    }

    /** In the Location pattern each answer may name another URL for the next look. One on another host is not followed. */
    #followLocation(answer: ArmResponse, endpoint: string): void {
        const location = answer.header("location");
        if (answer.statusCode !== 202 || location === undefined || this.#pattern.pattern !== "location") {
            return;
        }
        try {
            const url = parseArmUrl("operation", location);
            resolveArmUrl(url, endpoint);
            this.#url = url;
        } catch {
            // The URL that answered so far goes on to be asked.
        }
    }

    /** Goes over to the fallback. @returns whether there is one that was not asked yet. */
    fallBack(): boolean {
        const { fallback } = this.#target;
        if (fallback === undefined || this.#kind !== "operation") {
            return false;
        }
        this.#url = fallback;
        this.#kind = "resource";
        this.#hasRepairedVersion = false;
        return true;
    }

    /** Takes an api-version that ARM names in its refusal, once. @returns that version, if there is one. */
    repairVersion(refusal: ErrorDetail | undefined): string | undefined {
        const version = this.#hasRepairedVersion ? undefined : supportedVersion(refusal);
        if (version !== undefined) {
            this.#hasRepairedVersion = true;
            this.#url = { ...this.#url, query: withVersion(this.#url.query, version) };
        }
        return version;
    }
}
