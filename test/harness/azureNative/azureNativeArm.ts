// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import { AzureNativeError, responseError } from "./azureNativeError";
import type { Properties } from "./azureNativeTypes";

/** What azure-native is configured with, as far as the stand-in reads it. */
export interface AzureNativeSettings {
    readonly metadataHost: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
}

/** How the genuine plugin treats 409 AnotherOperationInProgress: three more times, after 20, 60 and 120 s. */
const CONFLICT_RETRIES = 3;
const CONFLICT_PAUSE_MS = 50;
/** The genuine plugin looks every 10 s, or as `Retry-After` says. */
const POLL_PAUSE_MS = 200;

interface Answer {
    readonly statusCode: number;
    readonly headers: Headers;
    readonly body: Properties | undefined;
}

interface Connection {
    readonly origin: string;
    readonly token: string;
}

/** Azure Resource Manager, asked as azure-native asks it. With a client secret only, and impatiently. */
export class AzureNativeArm {
    #connection: Promise<Connection> | undefined;

    constructor(
        private readonly settings: AzureNativeSettings,
        private readonly signal: AbortSignal,
    ) {}

    /** A resource, or undefined when there is none. */
    async read(id: string, apiVersion: string): Promise<Properties | undefined> {
        const answer = await this.#send("GET", id, apiVersion);
        if (answer.statusCode === 404) {
            return undefined;
        }
        return requireSuccess(answer).body ?? {};
    }

    /**
     * Creates or changes a resource, and polls to the end.
     *
     * @throws {AzureNativeError} with `hasBegun` when Azure took the request and the operation failed later.
     */
    async put(id: string, apiVersion: string, body: Properties): Promise<Properties> {
        const answer = requireSuccess(await this.#send("PUT", id, apiVersion, body));
        try {
            await this.#waitForEnd(answer);
        } catch (error) {
            throw error instanceof AzureNativeError ? error.asBegun() : error;
        }
        return (await this.read(id, apiVersion)) ?? answer.body ?? {};
    }

    /** Deletes a resource, and polls to the end. One that is not there is fine. */
    async delete(id: string, apiVersion: string): Promise<void> {
        const answer = await this.#send("DELETE", id, apiVersion);
        if (answer.statusCode !== 404) {
            await this.#waitForEnd(requireSuccess(answer));
        }
    }

    async #waitForEnd(answer: Answer): Promise<void> {
        const url = answer.headers.get("azure-asyncoperation");
        if (url === null) {
            return;
        }
        for (;;) {
            const status = requireSuccess(await this.#send("GET", url));
            const word = String(status.body?.status);
            if (word === "Succeeded") {
                return;
            }
            if (/^(?:Failed|Cancell?ed)$/.test(word)) {
                throw responseError(status.statusCode, status.body);
            }
            await sleep(POLL_PAUSE_MS, undefined, { signal: this.signal });
        }
    }

    async #send(method: string, target: string, apiVersion?: string, body?: Properties): Promise<Answer> {
        this.#connection ??= connect(this.settings, this.signal);
        const { origin, token } = await this.#connection;
        const url = apiVersion === undefined ? target : `${origin}${target}?api-version=${apiVersion}`;
        for (let retries = CONFLICT_RETRIES; ; retries -= 1) {
            const response = await fetch(url, {
                method,
                headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
                body: body === undefined ? null : JSON.stringify(body),
                signal: this.signal,
            });
            const text = await response.text();
            const answer = {
                statusCode: response.status,
                headers: response.headers,
                body: text === "" ? undefined : JSON.parse(text),
            };
            const isBusy = answer.statusCode === 409 && answer.body?.error?.code === "AnotherOperationInProgress";
            if (!isBusy || retries === 0) {
                return answer;
            }
            await sleep(CONFLICT_PAUSE_MS, undefined, { signal: this.signal });
        }
    }
}

function requireSuccess(answer: Answer): Answer {
    if (answer.statusCode >= 300) {
        throw responseError(answer.statusCode, answer.body);
    }
    return answer;
}

async function connect(settings: AzureNativeSettings, signal: AbortSignal): Promise<Connection> {
    const metadata = await readJson(`https://${settings.metadataHost}/metadata/endpoints?api-version=2022-09-01`, {
        signal,
    });
    const { loginEndpoint, audiences } = metadata.authentication;
    const { access_token } = await readJson(`${loginEndpoint}${settings.tenantId}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: settings.clientId,
            client_secret: settings.clientSecret,
            scope: `${audiences[0]}/.default`,
        }),
        signal,
    });
    return { origin: String(metadata.resourceManager).replace(/\/$/, ""), token: access_token };
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the server says; a test of a wrong server is not the stand-in's matter.
async function readJson(url: string, options: RequestInit): Promise<any> {
    const response = await fetch(url, options);
    if (!response.ok) {
        throw new Error(`${new URL(url).pathname} answered ${response.status}: ${await response.text()}`);
    }
    return await response.json();
}
