// SPDX-License-Identifier: Apache-2.0

import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import { untilAborted } from "../common/abort";
import { exponentialBackoffMs } from "../common/backoff";
import { CodedError } from "../common/codedError";
import { isTransientStatus } from "../response/unreadable";
import { RequestTimeout, SingleFlight } from "./singleFlight";
import { isCertificateError, transportErrorCode, transportErrorMessage } from "./transportError";

/** A token is renewed this long before it expires, or at a tenth of its lifetime when that is less. */
const RENEWAL_MARGIN_MS = 2 * 60 * 1000;
const RENEWAL_FRACTION = 0.1;

/** How long to wait for another token while the old one still does. Without one, it is the limit of every shared request. */
const RENEWAL_LIMIT_MS = 10_000;

const TRANSIENT_ERROR_CODES: ReadonlySet<string> = new Set([
    "network_error",
    "endpoints_resolution_error",
    "no_network_connectivity",
    // An answer that is none of Entra's, such as a page of HTML.
    "unknown_error",
]);

/** A refusal is not repeated for every wait that shares the identity, and an authority in trouble is asked ever more rarely. */
const REFUSAL_PAUSE_MS = 30_000;
const OUTAGE_BACKOFF = { firstMs: 1_000, maximumMs: 30_000 };

const TRANSPORT_CODE =
    /^(?:ECONN(?:RESET|REFUSED|ABORTED)|E(?:SOCKET)?TIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|E(?:HOST|NET)UNREACH|EOIDC|UND_ERR_\w+)$/;

/** How the identity library calls every trouble with the authority's discovery document, and says nothing more. */
const DISCOVERY_ERROR = /^endpoints_resolution_error/;

/** So many tokens are kept secret: an answer may quote one that was replaced while the request with it was under way. */
const SECRET_TOKENS = 3;

/** The authority could not be asked; it may be later. */
export class TokenUnavailable extends Error {
    override readonly name = "TokenUnavailable";
}

/**
 * One token for one identity and scope, shared by everybody who asks: one request at a time, which nobody's signal ends,
 * renewed in the foreground shortly before it expires.
 */
export class TokenSource {
    readonly #createCredential: () => TokenCredential;
    readonly #scope: string;
    readonly #method: string;
    readonly #probeAuthority: (signal: AbortSignal) => Promise<unknown>;
    #credential: TokenCredential | undefined;
    #token: (AccessToken & { readonly renewAtMs: number }) | undefined;
    #secrets: readonly string[] = [];
    readonly #request = new SingleFlight<AccessToken>();
    readonly #requestWithClaims = new SingleFlight<AccessToken>();
    #trouble: { readonly error: Error; readonly untilMs: number; readonly times: number } | undefined;

    /**
     * @param createCredential Makes the credential, and a fresh one when Azure refuses the token of the first.
     * @param scope The audience with `/.default`.
     * @param method How this signs in, for messages.
     * @param probeAuthority Asks the authority for anything, to find out why the identity library could not.
     */
    constructor(
        createCredential: () => TokenCredential,
        scope: string,
        method: string,
        probeAuthority: (signal: AbortSignal) => Promise<unknown> = async () => undefined,
    ) {
        this.#createCredential = createCredential;
        this.#scope = scope;
        this.#method = method;
        this.#probeAuthority = probeAuthority;
    }

    /** The tokens that must not appear in any text: also those that were replaced not long ago. */
    get secrets(): readonly string[] {
        return this.#secrets;
    }

    /**
     * A token that is still good.
     *
     * @throws {CodedError} `AuthenticationFailed` when the authority refuses the identity.
     * @throws {TokenUnavailable} when the authority cannot be reached or is in trouble.
     * @throws {RequestTimeout} when it does not answer.
     */
    async get(signal: AbortSignal): Promise<string> {
        if (this.#token !== undefined && Date.now() < this.#token.renewAtMs) {
            return this.#token.token;
        }
        try {
            return (await this.#acquire({}, signal)).token;
        } catch (error) {
            signal.throwIfAborted();
            // A token is renewed before it must be. Whatever is wrong with the authority, until then the old one still does.
            const oldToken = error instanceof CodedError ? undefined : this.#goodToken;
            if (oldToken === undefined) {
                throw error;
            }
            return oldToken;
        }
    }

    /** The token until it expires, which is later than when it should be renewed. */
    get #goodToken(): string | undefined {
        return this.#token !== undefined && Date.now() < this.#token.expiresOnTimestamp ? this.#token.token : undefined;
    }

    /**
     * Another token than the one that Azure refused, or `undefined` when the identity has no other.
     *
     * @param claims What Azure wants to see proved (continuous access evaluation). Without it a fresh credential is asked.
     */
    async replace(refused: string, claims: string | undefined, signal: AbortSignal): Promise<string | undefined> {
        if (this.#token?.token === refused) {
            this.#token = undefined;
            if (claims === undefined) {
                this.#credential = undefined;
            }
        }
        const { token } = this.#token ?? (await this.#acquire(claims === undefined ? {} : { claims }, signal));
        return token === refused ? undefined : token;
    }

    #acquire(options: { readonly claims?: string }, signal: AbortSignal): Promise<AccessToken> {
        const request = options.claims === undefined ? this.#request : this.#requestWithClaims;
        const limitMs = this.#goodToken === undefined ? undefined : RENEWAL_LIMIT_MS;
        return request.run((abortSignal) => this.#ask(options, abortSignal), signal, limitMs);
    }

    async #ask(options: GetTokenOptions, abortSignal: AbortSignal): Promise<AccessToken> {
        if (this.#trouble !== undefined && performance.now() < this.#trouble.untilMs) {
            throw this.#trouble.error;
        }
        try {
            this.#credential ??= this.#createCredential();
            const asked = this.#credential.getToken(this.#scope, { enableCae: true, ...options, abortSignal });
            // The identity library does not always end with the signal.
            const token = await untilAborted(asked, abortSignal);
            if (token === null) {
                throw new CodedError("AuthenticationFailed", "the credential returned no token");
            }
            this.#token = { ...token, renewAtMs: renewalTime(token) };
            this.#secrets = [...new Set([token.token, ...this.#secrets])].slice(0, SECRET_TOKENS);
            this.#trouble = undefined;
            return token;
        } catch (error) {
            const explained = await this.#explained(error, abortSignal);
            const { aborted, reason } = abortSignal;
            // That nobody waits any more says nothing about the authority; that it does not answer is trouble like any other.
            if (aborted && !(reason instanceof RequestTimeout)) {
                throw reason;
            }
            throw this.#noted(tokenError(aborted ? reason : explained, this.#method));
        }
    }

    /** Remembers an error for a while, and drops a credential that would remember it for longer. */
    #noted(error: Error): Error {
        const times = (this.#trouble?.times ?? 0) + 1;
        const pauseMs =
            error instanceof TokenUnavailable ? exponentialBackoffMs(times, OUTAGE_BACKOFF) : REFUSAL_PAUSE_MS;
        this.#trouble = { error, untilMs: performance.now() + pauseMs, times };
        this.#credential = undefined;
        return error;
    }

    /** Finds the cause that the identity library leaves out, such as a certificate that is not trusted. */
    async #explained(error: unknown, signal: AbortSignal): Promise<unknown> {
        if (!isDiscoveryError(error)) {
            return error;
        }
        try {
            await untilAborted(this.#probeAuthority(signal), signal);
            return error;
        } catch (cause) {
            return cause instanceof CodedError ? cause : new Error((error as Error).message, { cause });
        }
    }
}

/** Whether the identity library could not read the authority's discovery document, for whatever reason. */
function isDiscoveryError(error: unknown): boolean {
    return error instanceof Error && DISCOVERY_ERROR.test(error.message);
}

function renewalTime(token: AccessToken): number {
    const lifetimeMs = token.expiresOnTimestamp - Date.now();
    const latest = token.expiresOnTimestamp - Math.min(RENEWAL_MARGIN_MS, lifetimeMs * RENEWAL_FRACTION);
    return Math.min(latest, token.refreshAfterTimestamp ?? latest);
}

/**
 * The identity library reports both a refusal and an unreachable authority as the same kind of error. Only its cause tells
 * them apart.
 */
function tokenError(error: unknown, method: string): Error {
    if (error instanceof CodedError) {
        return error;
    }
    const cause = ((error as { cause?: unknown }).cause ?? error) as {
        status?: unknown;
        statusCode?: unknown;
        errorCode?: unknown;
    };
    const status = Number(cause.status ?? cause.statusCode);
    if (isCertificateError(error)) {
        return new CodedError(
            "AuthenticationFailed",
            `no token with ${method}: the certificate of the authority is not trusted (${transportErrorMessage(error)}): ` +
                "set NODE_EXTRA_CA_CERTS to the file with the certificate of its authority",
            { cause: error },
        );
    }
    const isTransient =
        isTransientStatus(status) ||
        TRANSIENT_ERROR_CODES.has(String(cause.errorCode)) ||
        isDiscoveryError(error) ||
        TRANSPORT_CODE.test(transportErrorCode(error));
    const text = error instanceof Error ? error.message : String(error);
    return isTransient
        ? new TokenUnavailable(text, { cause: error })
        : new CodedError("AuthenticationFailed", `no token with ${method}: ${text}`, { cause: error });
}
