// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationStatus } from "../../provider/wait";
import {
    type Emulator,
    type EmulatorRequest,
    type RawResponse,
    type SignInMethod,
    startEmulator,
} from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { waitInProcess } from "./waitInProcess";

/** Options to poll often enough to need several tokens of a few seconds, and to end before Mocha's timeout. */
export const FREQUENT_POLLS = { minPollInterval: "200ms", maxPollInterval: "500ms", timeout: "30s" };

/** Whether the request asks Entra for a token; its other requests read public documents. */
export function isTokenRequest({ area, method }: Pick<EmulatorRequest, "area" | "method">): boolean {
    return area === "entra" && method === "POST";
}

/** An emulator whose certificate this process trusts, with helpers for token requests. */
export class TokenFixture {
    private constructor(
        readonly emulator: Emulator,
        readonly distrust: () => void,
    ) {}

    /** Call it in `beforeEach`: waits with the same settings share a token, but not across emulators. */
    static async start(): Promise<TokenFixture> {
        const emulator = await startEmulator();
        return new TokenFixture(emulator, trust(emulator));
    }

    /** Call it in `afterEach`. */
    async stop(): Promise<void> {
        this.distrust();
        await this.emulator.close();
    }

    /** The requests for tokens so far. */
    get tokenRequests() {
        return this.emulator.requests.filter(isTokenRequest);
    }

    /** Number of Resource Manager's responses with this status code. */
    armResponses(code: number): number {
        return this.emulator.requests.filter(({ area, status }) => area === "arm" && status === code).length;
    }

    /** Sends these responses to the next token requests, one each, instead of Entra's. */
    injectTokenResponses(...responses: readonly RawResponse[]): void {
        const remaining = [...responses];
        this.emulator.intercept((request) => (isTokenRequest(request) ? remaining.shift() : undefined));
    }

    /** Starts waits with one identity, each for another operation of this duration. */
    async startWaits(
        count: number,
        durationSeconds: number,
        method: SignInMethod,
    ): Promise<Promise<OperationStatus>[]> {
        const environment = await this.emulator.environmentFor(method);
        return Array.from({ length: count }, () => {
            const waiting = waitInProcess(
                this.emulator.startOperation({ durationSeconds }).url,
                { environment },
                FREQUENT_POLLS,
            );
            // A test may await it later; until then a rejection must not count as unhandled.
            waiting.catch(() => undefined);
            return waiting;
        });
    }

    async until(isTrue: () => boolean): Promise<void> {
        while (!isTrue()) {
            await sleep(10);
        }
    }
}
