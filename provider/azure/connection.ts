// SPDX-License-Identifier: Apache-2.0

import type { TokenCredential } from "@azure/core-auth";
import { CodedError } from "../common/codedError";
import { isJsonObject, parseJson } from "../common/json";
import type { ArmResponse } from "../response/armResponse";
import { retryAfterMs } from "../response/armResponse";
import { parseErrorDetail } from "../response/errorDetail";
import { formatErrorHeadline } from "../response/formatError";
import { isArmError } from "../response/unreadable";
import { ArmClient, type RequestOptions } from "./armClient";
import { authMethod, describeAuthMethod } from "./authMethod";
import { type AzureCliAccount, azureCliAccount } from "./azureCli";
import { type Cloud, namedCloud, resolveCloud } from "./cloud";
import { createCredential } from "./credential";
import { ReadLimiter } from "./readLimiter";
import type { Settings } from "./settings";
import { SingleFlight } from "./singleFlight";
import { TokenSource } from "./tokenSource";

/** A request, but for the token, which the connection has. */
export interface ConnectionRequestOptions extends Omit<RequestOptions, "token"> {
    readonly onSend?: () => void;
}

/** A turn in a read budget: whoever has it may send a read. */
export interface ReadSlot {
    /** `Connection.request`, and the budget that the turn is of learns from the answer. */
    request(url: string, options: ConnectionRequestOptions): Promise<ArmResponse>;
    /** Gives the place to the next, the first time that it is called. */
    release(): void;
}

/** The way to ARM under one identity, with its token and its read budgets. */
export class Connection {
    readonly #client = new ArmClient();
    readonly #settings: Settings;
    readonly #credential: TokenCredential | undefined;
    readonly #endpoint: string | undefined;
    readonly #cloudRequest = new SingleFlight<Cloud>();
    #cloud: Cloud | undefined;
    readonly #accountRequest = new SingleFlight<AzureCliAccount>();
    readonly #budgets = new Map<string, ReadLimiter>();
    #account: AzureCliAccount | undefined;
    #tokens: TokenSource | undefined;

    /** @param endpoint Scheme, host and port of the Resource Manager, when it is not the cloud's. */
    constructor(settings: Settings, credential: TokenCredential | undefined, endpoint: string | undefined) {
        this.#settings = settings;
        this.#credential = credential;
        this.#endpoint = endpoint;
    }

    /** The values that must not appear in any text: secret settings and tokens. */
    get secrets(): readonly string[] {
        return [...this.#settings.secrets, ...(this.#tokens?.secrets ?? [])];
    }

    /** Whether Azure CLI signs in, and so decides about subscription and cloud where no setting does. */
    get usesAzureCli(): boolean {
        return this.#credential === undefined && authMethod(this.#settings) === "azureCli";
    }

    /** The Resource Manager, as far as it is known without asking anybody. */
    get knownEndpoint(): string | undefined {
        return this.#endpoint ?? namedCloud(this.#settings)?.endpoint;
    }

    /**
     * The subscription of operations that are given by their id alone, if there is one.
     *
     * @throws {CodedError} `AuthenticationFailed`, when Azure CLI has to be asked and cannot.
     */
    async subscriptionId(signal: AbortSignal): Promise<string | undefined> {
        return this.#settings.get("subscriptionId") ?? (await this.#resolveAccount(signal))?.subscriptionId;
    }

    /**
     * The Resource Manager: the only host that sees a token.
     *
     * @throws {CodedError} and transport errors, when a metadata host has to be asked.
     */
    async endpoint(signal: AbortSignal): Promise<string> {
        return this.#endpoint ?? (await this.#resolveCloud(signal)).endpoint;
    }

    /**
     * Waits until a read of this path fits into the budget that all waits of this identity share. The turn must be ended.
     *
     * @throws The signal's reason.
     */
    async acquireReadSlot(path: string, signal: AbortSignal): Promise<ReadSlot> {
        const budget = this.#budget(path);
        const release = await budget.take(signal);
        return { request: (url, options) => this.#request(url, options, budget), release };
    }

    /** How long a 429 still keeps everybody from reading this path: 0 when none does. */
    pausedForMs(path: string): number {
        return this.#budget(path).pausedForMs;
    }

    /**
     * A request under this identity that is no read of a budget. When Azure refuses the token, once more with another one.
     *
     * @param url A URL on `endpoint`.
     * @param options The caller's signal, and what to send; a GET by default. `onSend` is called when there is a token and the
     *     request goes out.
     * @throws {CodedError} `AuthenticationFailed`, `StatusUnavailable`.
     * @throws {TokenUnavailable} and transport errors.
     */
    async request(url: string, options: ConnectionRequestOptions): Promise<ArmResponse> {
        return await this.#request(url, options, undefined);
    }

    async #request(
        url: string,
        { onSend, ...options }: ConnectionRequestOptions,
        budget: ReadLimiter | undefined,
    ): Promise<ArmResponse> {
        const { signal } = options;
        const send = async (token?: string) => {
            const answer = await this.#client.request(url, { ...options, token });
            budget?.note(answer, retryAfterMs(answer, Date.now()));
            return answer;
        };
        if (!url.startsWith("https://")) {
            onSend?.();
            return await send();
        }
        const tokens = await this.#tokenSource(signal);
        const token = await tokens.get(signal);
        onSend?.();
        const answer = await send(token);
        if (answer.statusCode !== 401) {
            return answer;
        }
        const another = await tokens.replace(token, claimsChallenge(answer), signal);
        const secondAnswer = another === undefined ? answer : await send(another);
        if (secondAnswer.statusCode === 401) {
            throw refusedToken(secondAnswer);
        }
        return secondAnswer;
    }

    /** ARM counts reads for each subscription, and those of no subscription for the tenant. */
    #budget(path: string): ReadLimiter {
        const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(path)?.[1]?.toLowerCase() ?? "";
        const budget = this.#budgets.get(subscriptionId) ?? new ReadLimiter();
        this.#budgets.set(subscriptionId, budget);
        return budget;
    }

    async #tokenSource(signal: AbortSignal): Promise<TokenSource> {
        const cloud = await this.#resolveCloud(signal);
        const account = await this.#resolveAccount(signal);
        const { client, settings } = { client: this.#client, settings: this.#settings };
        this.#tokens ??= new TokenSource(
            () => this.#credential ?? createCredential({ settings, cloud, client, account }),
            `${cloud.audience}/.default`,
            this.#credential === undefined ? describeAuthMethod(settings) : "the given `credential`",
            (probeSignal) => probeAuthority(cloud, settings, client, probeSignal),
        );
        return this.#tokens;
    }

    async #resolveCloud(signal: AbortSignal): Promise<Cloud> {
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
                (requestSignal) => azureCliAccount(this.#settings.get("subscriptionId"), requestSignal),
                signal,
            );
        }
        return this.#account;
    }
}

/** Asks for the document that every sign-in begins with. @throws {CodedError} when the authority does not know the tenant. */
async function probeAuthority(cloud: Cloud, settings: Settings, client: ArmClient, signal: AbortSignal): Promise<void> {
    const path = `${settings.get("tenantId") ?? "common"}/v2.0/.well-known/openid-configuration`;
    const answer = await client.request(new URL(path, cloud.authority).href, { signal });
    if (answer.statusCode === 400 || answer.statusCode === 404) {
        const body = parseJson(answer.body);
        const text =
            isJsonObject(body) && typeof body.error_description === "string" ? ` (${body.error_description})` : "";
        throw new CodedError(
            "AuthenticationFailed",
            `no token with ${describeAuthMethod(settings)}: the authority does not know the tenant${text}: check \`tenantId\` (${settings.source("tenantId")})`,
        );
    }
}

function claimsChallenge(answer: ArmResponse): string | undefined {
    const encoded = /\bclaims="([^"]+)"/i.exec(answer.header("www-authenticate") ?? "")?.[1];
    return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

function refusedToken(answer: ArmResponse): CodedError {
    const body = parseJson(answer.body);
    const detail = parseErrorDetail(body);
    const reason = detail === undefined ? "" : ` (${formatErrorHeadline(detail)})`;
    return new CodedError(
        "AuthenticationFailed",
        isArmError(body)
            ? `Azure refused the token${reason}: check that tenant, client and cloud belong to the subscription of the operation`
            : `the answer with code 401${reason} is not Azure's: something between here and Azure refuses the request (proxy, sign-in page)`,
    );
}
