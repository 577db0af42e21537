// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import { AzureNativeError, responseError } from "./azureNativeError";
import type { Properties } from "./azureNativeTypes";

/** The part of azure-native's configuration that the fake plugin reads. */
export interface AzureNativeSettings {
    readonly metadataHost: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
}

/** Retries of 409 AnotherOperationInProgress. The real plugin waits 20, 60 and 120 s before its three retries. */
const CONFLICT_RETRIES = 3;
const CONFLICT_RETRY_DELAY_MS = 50;
/** The real plugin polls every 10 s, or after `Retry-After`. */
const POLL_DELAY_MS = 200;

interface ArmResponse {
    readonly statusCode: number;
    readonly headers: Headers;
    readonly body: Properties | undefined;
}

interface Connection {
    readonly origin: string;
    readonly token: string;
}

/** Client of Azure Resource Manager with azure-native's requests, but with client secrets only and short delays. */
export class AzureNativeArm {
    #connection: Promise<Connection> | undefined;

    constructor(
        private readonly settings: AzureNativeSettings,
        private readonly signal: AbortSignal,
    ) {}

    /** @returns the resource, or `undefined` if it does not exist. */
    async read(id: string, apiVersion: string): Promise<Properties | undefined> {
        const response = await this.#send("GET", id, apiVersion);
        if (response.statusCode === 404) {
            return undefined;
        }
        return requireSuccess(response).body ?? {};
    }

    /**
     * Creates or updates a resource and polls until the operation has ended.
     *
     * @throws {AzureNativeError} with `wasAccepted` if Azure accepted the request and the operation failed later.
     */
    async put(id: string, apiVersion: string, body: Properties): Promise<Properties> {
        const response = requireSuccess(await this.#send("PUT", id, apiVersion, body));
        try {
            await this.#waitForEnd(response);
        } catch (error) {
            throw error instanceof AzureNativeError ? error.asAccepted() : error;
        }
        return (await this.read(id, apiVersion)) ?? response.body ?? {};
    }

    /** Deletes a resource and polls until the operation has ended. A missing resource is not an error. */
    async delete(id: string, apiVersion: string): Promise<void> {
        const response = await this.#send("DELETE", id, apiVersion);
        if (response.statusCode !== 404) {
            await this.#waitForEnd(requireSuccess(response));
        }
    }

    async #waitForEnd(response: ArmResponse): Promise<void> {
        const url = response.headers.get("azure-asyncoperation");
        if (url === null) {
            return;
        }
        for (;;) {
            const status = requireSuccess(await this.#send("GET", url));
            const value = String(status.body?.status);
            if (value === "Succeeded") {
                return;
            }
            if (/^(?:Failed|Cancell?ed)$/.test(value)) {
                throw responseError(status.statusCode, status.body);
            }
            await sleep(POLL_DELAY_MS, undefined, { signal: this.signal });
        }
    }

    async #send(method: string, target: string, apiVersion?: string, body?: Properties): Promise<ArmResponse> {
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
            const armResponse = {
                statusCode: response.status,
                headers: response.headers,
                body: text === "" ? undefined : JSON.parse(text),
            };
            const isBusy =
                armResponse.statusCode === 409 && armResponse.body?.error?.code === "AnotherOperationInProgress";
            if (!isBusy || retries === 0) {
                return armResponse;
            }
            await sleep(CONFLICT_RETRY_DELAY_MS, undefined, { signal: this.signal });
        }
    }
}

function requireSuccess(response: ArmResponse): ArmResponse {
    if (response.statusCode >= 300) {
        throw responseError(response.statusCode, response.body);
    }
    return response;
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

// biome-ignore lint/suspicious/noExplicitAny: unvalidated JSON of the emulator.
async function readJson(url: string, options: RequestInit): Promise<any> {
    const response = await fetch(url, options);
    if (!response.ok) {
        throw new Error(`${new URL(url).pathname} returned ${response.status}: ${await response.text()}`);
    }
    return await response.json();
}
