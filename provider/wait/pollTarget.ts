// SPDX-License-Identifier: Apache-2.0

import { type JsonObject, parseJson } from "../common/json";
import { supportedVersion, withVersion } from "../reference/apiVersion";
import { type ArmUrl, parseArmUrl, resolveArmUrl } from "../reference/armUrl";
import { querySecrets } from "../reference/describeUrl";
import type { WaitTarget } from "../reference/parseReference";
import type { ArmResponse } from "../response/armResponse";
import {
    type DecidedPattern,
    followsLocation,
    NO_HISTORY,
    type PatternHistory,
    type StatusUrl,
} from "../response/pattern";
import type { PollResult } from "../response/pollResult";
import { readOperation } from "../response/readOperation";
import { readResource } from "../response/readResource";
import { isTerminalStatus, statusText } from "../response/statuses";

const PURGE_PATH = /\/Microsoft\.OperationalInsights\/workspaces\/[^/]+\/operations\/[^/]+$/i;

/** A resource that Failed before its deletion shows another state by then. */
const DELETION_BEGINS_MS = 2 * 60 * 1000;

/** What is polled at the moment, for reports. */
export interface PollSubject {
    readonly kind: WaitTarget["kind"];
    /** Whether it is the `fallback`, because the record of the operation is gone. */
    readonly isFallback: boolean;
    readonly path: string;
    /** Name of the argument that names it. */
    readonly property: string;
}

/** The URL to poll. It changes with a new `Location`, with the api-version, and to the fallback. */
export class PollTarget {
    readonly #target: WaitTarget;
    #url: ArmUrl;
    readonly #secrets: Set<string>;
    #kind: WaitTarget["kind"];
    #history: PatternHistory = NO_HISTORY;
    #decided: DecidedPattern = { pattern: undefined, rule: "undecided" };
    /** The version that replaces one that ARM has rejected. */
    #repairedVersion: string | undefined;
    /** Of a resource to be deleted. */
    #wasFound = false;
    #hasBegun = false;

    constructor(target: WaitTarget) {
        this.#target = target;
        this.#url = target.url;
        this.#secrets = new Set(querySecrets(target.url));
        this.#kind = target.kind;
    }

    /** The URL of the reference, whatever is polled at the moment. */
    get original(): ArmUrl {
        return this.#target.url;
    }

    get subject(): PollSubject {
        const { path, property } = this.#url;
        return { kind: this.#kind, isFallback: this.#kind !== this.#target.kind, path, property };
    }

    /** The path polled at the moment. */
    get path(): string {
        return this.#url.path;
    }

    /** The query values to redact, of all URLs so far: a service may quote an earlier one. */
    get secrets(): readonly string[] {
        return [...this.#secrets];
    }

    /** How the last response was interpreted, for the trace: `location by accepted`. */
    get rule(): string {
        const { pattern = "no pattern", rule } = this.#decided;
        return this.#kind === "operation" ? `${pattern} by ${rule}` : "provisioningState";
    }

    /** A note on this kind of operation, for the progress. */
    get note(): string | undefined {
        return PURGE_PATH.test(this.#url.path) ? "purges never report that they failed" : undefined;
    }

    /**
     * The URL to poll.
     *
     * @param source Where the cloud was configured, for messages.
     * @throws {CodedError} `InvalidArgument` for a URL on another host.
     */
    on(endpoint: string, source?: string): string {
        return resolveArmUrl(this.#url, endpoint, source);
    }

    /**
     * Interprets a response and follows it to the next URL.
     *
     * @param ageMs Time since the first response.
     */
    read(response: ArmResponse, endpoint: string, ageMs: number): PollResult {
        if (this.#kind !== "operation") {
            return this.#readResource(response, ageMs);
        }
        const { result, pattern, history } = readOperation(response, this.#statusUrl, this.#history);
        this.#history = history;
        this.#decided = pattern;
        if (result.kind === "running") {
            this.#followLocation(response, endpoint);
        }
        return result;
    }

    /** The result of an operation in its last response: the body, unless it is a status or a resource with `properties`. */
    resultIn(response: ArmResponse, body: JsonObject): unknown {
        const isStatus = this.#decided.pattern !== "location" && statusText(body.status) !== undefined;
        return this.#kind === "operation" && !isStatus ? parseJson(response.body) : body.properties;
    }

    #readResource(response: ArmResponse, ageMs: number): PollResult {
        const result = readResource(response, {
            isDeletion: this.#kind === "deletion",
            wasFound: this.#wasFound,
            hasBegun: this.#hasBegun || ageMs >= DELETION_BEGINS_MS,
        });
        const isRunning = result.kind === "running";
        this.#wasFound ||= isRunning;
        this.#hasBegun ||= isRunning && !isTerminalStatus(result.status);
        return result;
    }

    /** In the Location pattern a 202 may contain the next URL to poll. One on another host is not followed. */
    #followLocation(response: ArmResponse, endpoint: string): void {
        const location = response.header("location");
        const isFollowed = response.statusCode === 202 && followsLocation(this.#statusUrl, this.#history);
        if (location === undefined || !isFollowed) {
            return;
        }
        try {
            const url = parseArmUrl("operation", location);
            resolveArmUrl(url, endpoint);
            this.#url = this.#repaired(url);
            for (const secret of querySecrets(url)) {
                this.#secrets.add(secret);
            }
        } catch {
            // Keep the URL that has responded so far.
        }
    }

    get #statusUrl(): StatusUrl {
        const { pattern, succeededStatuses } = this.#target;
        return { path: this.#url.path, query: this.#url.query, pattern, succeededStatuses };
    }

    /** Changes to the fallback. @returns Whether there is one that is not polled yet. */
    fallBack(): boolean {
        const { fallback } = this.#target;
        if (fallback === undefined || this.#kind !== "operation") {
            return false;
        }
        this.#url = fallback;
        this.#kind = "resource";
        this.#repairedVersion = undefined;
        return true;
    }

    /**
     * Changes the api-version to one that ARM supports, once.
     *
     * @param refusal The message of ARM's error, with the supported versions.
     * @returns The version, if there is one.
     */
    repairVersion(refusal: string | undefined): string | undefined {
        const version = this.#repairedVersion === undefined ? supportedVersion(refusal) : undefined;
        if (version !== undefined) {
            this.#repairedVersion = version;
            this.#url = this.#repaired(this.#url);
        }
        return version;
    }

    /** A service that has named an unsupported version does so in its next `Location`, too. */
    #repaired(url: ArmUrl): ArmUrl {
        const version = this.#repairedVersion;
        return version === undefined ? url : { ...url, query: withVersion(url.query, version) };
    }
}
