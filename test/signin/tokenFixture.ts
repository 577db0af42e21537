// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationStatus } from "../../provider/wait";
import {
    type Emulator,
    type EmulatorRequest,
    type RawAnswer,
    type SignInMethod,
    startEmulator,
} from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { waitHere } from "./waitInProcess";

/** Waits that look often, so that tokens of a few seconds matter, and that end before Mocha loses patience. */
export const OFTEN = { minPollInterval: "200ms", maxPollInterval: "500ms", timeout: "10s" };

/** Whether Entra is asked for a token: everything before that is for everybody to read. */
export function isTokenRequest({ area, method }: Pick<EmulatorRequest, "area" | "method">): boolean {
    return area === "entra" && method === "POST";
}

/** An Azure whose tokens matter, trusted by this process. */
export class TokenBench {
    private constructor(
        readonly emulator: Emulator,
        readonly distrust: () => void,
    ) {}

    /** Call it in `beforeEach`: waits with the same settings share their token within the process, but not with another cloud. */
    static async start(): Promise<TokenBench> {
        const emulator = await startEmulator();
        return new TokenBench(emulator, trust(emulator));
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

    /** How often Resource Manager answered with this code. */
    armAnswers(code: number): number {
        return this.emulator.requests.filter(({ area, status }) => area === "arm" && status === code).length;
    }

    /** Answers requests for tokens with these, one after the other, before Entra comes to its turn. */
    disturbTokens(...answers: readonly RawAnswer[]): void {
        const left = [...answers];
        this.emulator.intercept((request) => (isTokenRequest(request) ? left.shift() : undefined));
    }

    /** So many waits with one identity, each for an operation of this length. */
    async waits(count: number, durationSeconds: number, method: SignInMethod): Promise<Promise<OperationStatus>[]> {
        const environment = await this.emulator.environmentFor(method);
        return Array.from({ length: count }, () => {
            const waiting = waitHere(this.emulator.startOperation({ durationSeconds }).url, { environment }, OFTEN);
            // A test may look at it later.
            waiting.catch(() => undefined);
            return waiting;
        });
    }

    async until(isSo: () => boolean): Promise<void> {
        while (!isSo()) {
            await sleep(10);
        }
    }
}
