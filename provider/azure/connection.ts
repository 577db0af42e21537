// SPDX-License-Identifier: Apache-2.0

import type { TokenCredential } from "@azure/core-auth";
import { CodedError } from "../common/codedError";
import { isJsonObject, parseJson } from "../common/json";
import type { ArmResponse } from "../response/armResponse";
import { retryAfterMs } from "../response/armResponse";
import type { ArmClient, RequestOptions } from "./armClient";
import { authMethod, describeAuthMethod, describeUsedSettings } from "./authMethod";
import { type AzureCliAccount, azureCliAccount } from "./azureCli";
import { type Cloud, namedCloud, resolveCloud } from "./cloud";
import type { CredentialContext } from "./credential";
import { type LimiterSlot, ReadLimiter } from "./readLimiter";
import type { Settings } from "./settings";
import { SingleFlight } from "./singleFlight";
import { claimsChallenge, refusedToken } from "./tokenRefusal";
import { TokenSource } from "./tokenSource";

/** Options of a request under the identity of a connection, which adds the token. */
export interface ConnectionRequestOptions extends Omit<RequestOptions, "token"> {
    /** Called when a token is available and the request is sent, also when it is sent again after `onTokenRefused`. May throw. */
    readonly onSend?: () => void;
    /** Called when Azure refuses the token: it did not process the request, which is sent again with another token. May throw. */
    readonly onTokenRefused?: () => void;
}

/** A slot of the read limiter: the right to send one read. */
export interface ReadSlot {
    /** Sends a request as `Connection.request` does, and updates the limiter from its response. */
    request(url: string, options: ConnectionRequestOptions): Promise<ArmResponse>;
    /** Frees the slot for the next read. Further calls have no effect. */
    release(): void;
}

/** Access to ARM under one identity: its cloud, its token and its read limiters. */
export class Connection {
    readonly #client = newArmClient();
    readonly #settings: Settings;
    readonly #credential: TokenCredential | undefined;
    readonly #endpoint: string | undefined;
    readonly #cloudRequest = new SingleFlight<Cloud>();
    #cloud: Cloud | undefined;
    readonly #accountRequest = new SingleFlight<AzureCliAccount>();
    readonly #limiters = new Map<string, ReadLimiter>();
    #account: AzureCliAccount | undefined;
    #tokens: TokenSource | undefined;

    /**
     * @param credential Replaces the sign-in of the settings.
     * @param endpoint Scheme, host and port of the Resource Manager. By default the cloud's.
     */
    constructor(settings: Settings, credential: TokenCredential | undefined, endpoint: string | undefined) {
        this.#settings = settings;
        this.#credential = credential;
        this.#endpoint = endpoint;
    }

    /** Values to redact in every message: secret settings and tokens. */
    get secrets(): readonly string[] {
        return [...this.#settings.secrets, ...(this.#tokens?.secrets ?? [])];
    }

    /** Whether Azure CLI signs in. Its account then provides the subscription and the cloud that no setting specifies. */
    get usesAzureCli(): boolean {
        return this.#credential === undefined && authMethod(this.#settings) === "azureCli";
    }

    /** Origin of the Resource Manager, or `undefined` when only a metadata host or Azure CLI can provide it. */
    get configuredEndpoint(): string | undefined {
        return this.#endpoint ?? namedCloud(this.#settings)?.endpoint;
    }

    /** Where the setting of the cloud was found, for messages; `undefined` without one, and for a given endpoint. */
    get cloudSource(): string | undefined {
        const settings = this.#settings;
        const name = (["metadataHost", "environment"] as const).find(
            (candidate) => settings.get(candidate) !== undefined,
        );
        return name === undefined || this.#endpoint !== undefined ? undefined : settings.source(name);
    }

    /**
     * The default subscription of operations that are given by their id: the setting, or else Azure CLI's subscription.
     *
     * @throws {CodedError} `AuthenticationFailed` when Azure CLI is required and fails.
     */
    async subscriptionId(signal: AbortSignal): Promise<string | undefined> {
        return this.#settings.get("subscriptionId") ?? (await this.#resolveAccount(signal))?.subscriptionId;
    }

    /**
     * Origin of the Resource Manager, the only host to which a token is sent.
     *
     * @throws {CodedError} and transport errors, when a metadata host or Azure CLI is required and fails.
     */
    async endpoint(signal: AbortSignal): Promise<string> {
        return this.#endpoint ?? (await this.#resolveCloud(signal)).endpoint;
    }

    /**
     * Waits for a slot of the limiter that all waits of this identity share. The caller must release it.
     *
     * @param path Path of the read. It selects the limiter by its subscription.
     * @param dueMs When the read became due, on the clock of `performance.now()`. @default now
     * @param limitMs How long to wait. @default without end
     * @returns `undefined` after `limitMs`.
     * @throws The signal's reason.
     */
    async acquireReadSlot(
        path: string,
        signal: AbortSignal,
        dueMs?: number,
        limitMs?: number,
    ): Promise<ReadSlot | undefined> {
        const slot = await this.#limiter(path).acquire(signal, dueMs, limitMs);
        return slot && { request: (url, options) => this.#request(url, options, slot), release: slot.release };
    }

    /** Estimate of the reads that ARM still allows, for the subscription of this path. */
    remainingReads(path: string): number {
        return this.#limiter(path).remainingReads;
    }

    /** Milliseconds until the pause of reads of this path after a 429 ends; 0 without a pause. */
    pausedForMs(path: string): number {
        return this.#limiter(path).pausedForMs;
    }

    /**
     * Sends a request under this identity, outside the read limiters. When Azure refuses the token, it is sent once more with
     * another one.
     *
     * @param url A URL on `endpoint`.
     * @param options The caller's signal and the request; a GET by default.
     * @throws {CodedError} `AuthenticationFailed` or `StatusUnavailable`.
     * @throws {TokenUnavailable} and transport errors.
     */
    async request(url: string, options: ConnectionRequestOptions): Promise<ArmResponse> {
        return await this.#request(url, options, undefined);
    }

    async #request(
        url: string,
        { onSend, onTokenRefused, ...options }: ConnectionRequestOptions,
        slot: LimiterSlot | undefined,
    ): Promise<ArmResponse> {
        const { signal } = options;
        const send = async (token?: string) => {
            onSend?.();
            const response = await this.#client.request(url, { ...options, token });
            slot?.update(response, retryAfterMs(response, Date.now()));
            return response;
        };
        if (!url.startsWith("https://")) {
            return await send();
        }
        const tokens = this.#tokens ?? (await this.#tokenSource(signal));
        const token = await tokens.get(signal);
        const response = await send(token);
        if (response.statusCode !== 401) {
            return response;
        }
        onTokenRefused?.();
        const newToken = await tokens.replace(token, claimsChallenge(response), signal);
        const secondResponse = newToken === undefined ? response : await send(newToken);
        if (secondResponse.statusCode === 401) {
            throw refusedToken(secondResponse);
        }
        return secondResponse;
    }

    /** ARM counts reads per subscription, and those outside of subscriptions per tenant. */
    #limiter(path: string): ReadLimiter {
        const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(path)?.[1]?.toLowerCase() ?? "";
        const limiter = this.#limiters.get(subscriptionId) ?? new ReadLimiter();
        this.#limiters.set(subscriptionId, limiter);
        return limiter;
    }

    async #tokenSource(signal: AbortSignal): Promise<TokenSource> {
        const cloud = await this.#resolveCloud(signal);
        const account = await this.#resolveAccount(signal);
        const client = this.#client;
        const settings = this.#settings;
        this.#tokens ??= new TokenSource(
            () => this.#credential ?? newCredential({ settings, cloud, client, account }),
            `${cloud.audience}/.default`,
            this.#credential === undefined ? describeAuthMethod(settings) : "the given `credential`",
            (probeSignal) => probeAuthority(cloud, settings, client, probeSignal),
            this.#credential === undefined ? describeUsedSettings(settings) : "",
        );
        return this.#tokens;
    }

    async #resolveCloud(signal: AbortSignal): Promise<Cloud> {
        if (this.#cloud !== undefined) {
            return this.#cloud;
        }
        const account = await this.#resolveAccount(signal);
        this.#cloud ??= await this.#cloudRequest.run(
            (requestSignal) => resolveCloud(this.#settings, account, this.#client, requestSignal),
            signal,
        );
        return this.#cloud;
    }

    async #resolveAccount(signal: AbortSignal): Promise<AzureCliAccount | undefined> {
        if (this.usesAzureCli) {
            this.#account ??= await this.#accountRequest.run(
                (requestSignal) => configuredAccount(this.#settings, requestSignal),
                signal,
            );
        }
        return this.#account;
    }
}

/** Loads the HTTP client on first use: a program loads this package in every preview, which sends no request. */
function newArmClient(): ArmClient {
    const armClient = require("./armClient") as typeof import("./armClient");
    return new armClient.ArmClient();
}

/** Loads the sign-in methods on first use, because many processes never sign in. */
function newCredential(context: CredentialContext): TokenCredential {
    const { createCredential } = require("./credential") as typeof import("./credential");
    return createCredential(context);
}

/** Azure CLI's account in the configured subscription. Its errors contain the sources of the settings. */
async function configuredAccount(settings: Settings, signal: AbortSignal): Promise<AzureCliAccount> {
    try {
        return await azureCliAccount(settings.get("subscriptionId"), signal);
    } catch (error) {
        throw error instanceof CodedError
            ? new CodedError(error.code, error.message + describeUsedSettings(settings), { cause: error.cause })
            : error;
    }
}

/** Reads the discovery document that every sign-in needs. @throws {CodedError} when the tenant does not exist. */
async function probeAuthority(cloud: Cloud, settings: Settings, client: ArmClient, signal: AbortSignal): Promise<void> {
    const path = `${settings.get("tenantId") ?? "common"}/v2.0/.well-known/openid-configuration`;
    const response = await client.request(new URL(path, cloud.authority).href, { signal });
    if (response.statusCode === 400 || response.statusCode === 404) {
        const body = parseJson(response.body);
        const description =
            isJsonObject(body) && typeof body.error_description === "string" ? ` (${body.error_description})` : "";
        throw new CodedError(
            "AuthenticationFailed",
            `no token with ${describeAuthMethod(settings)}: the authority does not know the tenant${description}: check \`tenantId\` (${settings.source("tenantId")})`,
        );
    }
}
