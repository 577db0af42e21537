// SPDX-License-Identifier: Apache-2.0

import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import { untilAborted } from "../common/abort";
import { exponentialBackoffMs } from "../common/backoff";
import { CodedError } from "../common/codedError";
import { isTransientStatus } from "../response/unreadable";
import { checkToken } from "./checkToken";
import { RequestTimeout, SingleFlight } from "./singleFlight";
import { isCertificateError, transportErrorCode, untrustedCertificate } from "./transportError";

/** A token is renewed this long before it expires, or a tenth of its lifetime when that is shorter. */
const RENEWAL_MARGIN_MS = 2 * 60 * 1000;
const RENEWAL_FRACTION = 0.1;

/** Time limit of a renewal while the old token is still valid. Without a valid token, the default of `SingleFlight` applies. */
const RENEWAL_LIMIT_MS = 10_000;

const TRANSIENT_ERROR_CODES: ReadonlySet<string> = new Set([
    "network_error",
    "no_network_connectivity",
    // A response that is not from Entra, such as an HTML page.
    "unknown_error",
]);

/** After a refusal, no other wait with the same identity requests a token for this long. */
const REFUSAL_PAUSE_MS = 30_000;
/** Pauses between requests to an authority that is unavailable. */
const OUTAGE_BACKOFF = { firstMs: 1_000, maximumMs: 30_000 };

const TRANSPORT_CODE =
    /^(?:ECONN(?:RESET|REFUSED|ABORTED)|E(?:SOCKET)?TIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|E(?:HOST|NET)UNREACH|EOIDC|UND_ERR_\w+)$/;

/**
 * The codes of @azure/identity for every failure to reach the authority, without a cause: the first for its token endpoint, the
 * second for its discovery document.
 */
const UNREACHED_AUTHORITY = /^(?:network_error|endpoints_resolution_error)\b/m;

/** Number of recent tokens to redact; a response may quote one that was just replaced. */
const SECRET_TOKENS = 3;

/** The authority is temporarily unavailable; a retry may succeed. */
export class TokenUnavailable extends Error {
    override readonly name = "TokenUnavailable";
}

/**
 * The token of one identity and scope, shared by all waits. There is one token request at a time, which a single caller's
 * signal does not abort. The first call shortly before the expiry renews the token.
 */
export class TokenSource {
    readonly #createCredential: () => TokenCredential;
    readonly #scope: string;
    readonly #method: string;
    readonly #usedSettings: string;
    readonly #probeAuthority: (signal: AbortSignal) => Promise<unknown>;
    #credential: TokenCredential | undefined;
    #token: (AccessToken & { readonly renewAtMs: number }) | undefined;
    #secrets: readonly string[] = [];
    readonly #request = new SingleFlight<AccessToken>();
    readonly #requestWithClaims = new SingleFlight<AccessToken>();
    #failure: { readonly error: Error; readonly untilMs: number; readonly attempts: number } | undefined;

    /**
     * @param createCredential Creates the credential, and a new one after Azure has refused a token.
     * @param scope The audience with `/.default`.
     * @param method The sign-in method, for messages.
     * @param probeAuthority Reads the discovery document, to find the cause that @azure/identity does not report.
     * @param usedSettings Where the settings of the sign-in were found, for the message of a refusal.
     */
    constructor(
        createCredential: () => TokenCredential,
        scope: string,
        method: string,
        probeAuthority: (signal: AbortSignal) => Promise<unknown> = async () => undefined,
        usedSettings = "",
    ) {
        this.#createCredential = createCredential;
        this.#scope = scope;
        this.#method = method;
        this.#usedSettings = usedSettings;
        this.#probeAuthority = probeAuthority;
    }

    /** Tokens to redact in every message: the current one and those that it replaced recently. */
    get secrets(): readonly string[] {
        return this.#secrets;
    }

    /**
     * A valid token.
     *
     * @throws {CodedError} `AuthenticationFailed` when the authority refuses the identity.
     * @throws {TokenUnavailable} when the authority cannot be reached or returns a server error.
     * @throws {RequestTimeout} when it does not respond in time.
     */
    async get(signal: AbortSignal): Promise<string> {
        if (this.#token !== undefined && Date.now() < this.#token.renewAtMs) {
            return this.#token.token;
        }
        try {
            return (await this.#acquire({}, signal)).token;
        } catch (error) {
            signal.throwIfAborted();
            // The renewal begins before the expiry, so the old token may still be valid while the authority is unavailable.
            const oldToken = error instanceof CodedError ? undefined : this.#validToken;
            if (oldToken === undefined) {
                throw error;
            }
            return oldToken;
        }
    }

    /** The token until its expiry, which is later than its renewal time. */
    get #validToken(): string | undefined {
        return this.#token !== undefined && Date.now() < this.#token.expiresOnTimestamp ? this.#token.token : undefined;
    }

    /**
     * A new token in place of the one that Azure refused, or `undefined` when the identity gets the same token again.
     *
     * @param claims Claims challenge of Azure's response (continuous access evaluation). Without it a new credential is created.
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
        const limitMs = this.#validToken === undefined ? undefined : RENEWAL_LIMIT_MS;
        return request.run((abortSignal) => this.#requestToken(options, abortSignal), signal, limitMs);
    }

    async #requestToken(options: GetTokenOptions, abortSignal: AbortSignal): Promise<AccessToken> {
        if (this.#failure !== undefined && performance.now() < this.#failure.untilMs) {
            throw this.#failure.error;
        }
        try {
            this.#credential ??= this.#createCredential();
            const request = this.#credential.getToken(this.#scope, { enableCae: true, ...options, abortSignal });
            // @azure/identity does not always observe the signal.
            const token = await untilAborted(request, abortSignal);
            if (token === null) {
                throw new CodedError("AuthenticationFailed", `no token with ${this.#method}: it returned none`);
            }
            checkToken(token.token, `the access token from ${this.#method}`);
            this.#token = { ...token, renewAtMs: renewalTime(token) };
            this.#secrets = [...new Set([token.token, ...this.#secrets])].slice(0, SECRET_TOKENS);
            this.#failure = undefined;
            return token;
        } catch (error) {
            const errorWithCause = await this.#findCause(error, abortSignal);
            const { aborted, reason } = abortSignal;
            // An abort by the callers is no failure of the authority; a timeout is one.
            if (aborted && !(reason instanceof RequestTimeout)) {
                throw reason;
            }
            const hasSignedIn = this.#secrets.length > 0;
            throw this.#recordFailure(this.#tokenError(aborted ? reason : errorWithCause, hasSignedIn));
        }
    }

    /** Caches an error for a while, and drops the credential, which may cache it for longer. */
    #recordFailure(error: Error): Error {
        const attempts = (this.#failure?.attempts ?? 0) + 1;
        const pauseMs =
            error instanceof TokenUnavailable ? exponentialBackoffMs(attempts, OUTAGE_BACKOFF) : REFUSAL_PAUSE_MS;
        this.#failure = { error, untilMs: performance.now() + pauseMs, attempts };
        this.#credential = undefined;
        return error;
    }

    /** Adds a cause that @azure/identity does not report, such as a certificate that is not trusted. */
    async #findCause(error: unknown, signal: AbortSignal): Promise<unknown> {
        if (!hasNotReachedAuthority(error)) {
            return error;
        }
        try {
            await untilAborted(this.#probeAuthority(signal), signal);
            return error;
        } catch (cause) {
            return cause instanceof CodedError ? cause : new Error((error as Error).message, { cause });
        }
    }

    /**
     * Classifies an error of @azure/identity, which throws the same class for a refusal and for an unreachable authority. Only the
     * cause differs.
     *
     * @param hasSignedIn Whether there was a token before. The certificate of the authority is then trusted, and a certificate error
     *     comes from something in between.
     */
    #tokenError(error: unknown, hasSignedIn: boolean): Error {
        if (error instanceof CodedError) {
            return error;
        }
        const cause = ((error as { cause?: unknown }).cause ?? error) as {
            status?: unknown;
            statusCode?: unknown;
            errorCode?: unknown;
        };
        const status = Number(cause.status ?? cause.statusCode);
        if (isCertificateError(error) && !hasSignedIn) {
            return new CodedError(
                "AuthenticationFailed",
                `no token with ${this.#method}: ${untrustedCertificate(error)}`,
                {
                    cause: error,
                },
            );
        }
        const isTransient =
            isTransientStatus(status) ||
            TRANSIENT_ERROR_CODES.has(String(cause.errorCode)) ||
            hasNotReachedAuthority(error) ||
            isCertificateError(error) ||
            TRANSPORT_CODE.test(transportErrorCode(error));
        const message = error instanceof Error ? error.message : String(error);
        return isTransient
            ? new TokenUnavailable(message, { cause: error })
            : new CodedError("AuthenticationFailed", `no token with ${this.#method}: ${message}${this.#usedSettings}`, {
                  cause: error,
              });
    }
}

/** Whether @azure/identity could not reach the authority, for any reason. */
function hasNotReachedAuthority(error: unknown): boolean {
    return error instanceof Error && UNREACHED_AUTHORITY.test(error.message);
}

function renewalTime(token: AccessToken): number {
    const lifetimeMs = token.expiresOnTimestamp - Date.now();
    const latest = token.expiresOnTimestamp - Math.min(RENEWAL_MARGIN_MS, lifetimeMs * RENEWAL_FRACTION);
    return Math.min(latest, token.refreshAfterTimestamp ?? latest);
}
