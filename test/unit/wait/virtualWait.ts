// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import {
    OperationError,
    type OperationReference,
    type OperationStatus,
    type WaitOptions,
} from "../../../provider/wait";
import { waitForOperation } from "../../../provider/wait/waitForOperation";
import { OPERATION_PATH } from "./operations";
import { cleanUp, type Line, ScriptedArm, stopTheClock } from "./scriptedArm";

/** How long loopback must be idle before a pending timer, such as that of the read limiter, is taken for the next event. */
const IDLE_NS = 100_000_000n;
/** Turns of the event loop that must pass in that time, too: on a busy machine time alone proves nothing. */
const IDLE_TURNS = 100;

/** A poll over loopback takes less than a millisecond. After this long without one, a hanging wait fails its test. */
const LONGEST_IDLE_NS = 10_000_000_000n;

/** The server of a wait. A test may have its own. */
export type VirtualServer = Pick<ScriptedArm, "endpoint" | "isAnswering" | "stalls">;

/** How a wait ended; empty while it runs. */
export type Outcome = { readonly status?: OperationStatus; readonly error?: OperationError };

/**
 * A wait in virtual time, over real sockets. The clock stands still during a poll, and advances to the next timer once the
 * wait has called `onProgress` or the server stalls.
 */
export class VirtualWait {
    outcome: Outcome | undefined;
    readonly #clock: sinon.SinonFakeTimers;
    readonly #arm: VirtualServer;
    readonly #controller = new AbortController();
    #polls = 0;
    #handled = 0;

    constructor(clock: sinon.SinonFakeTimers, arm: VirtualServer, operation: OperationReference, options: WaitOptions) {
        this.#clock = clock;
        this.#arm = arm;
        const signal = options.signal ?? this.#controller.signal;
        const onProgress: WaitOptions["onProgress"] = (progress) => {
            this.#polls += 1;
            return options.onProgress?.(progress);
        };
        // The read limiter is per identity: a new identity shares no state with earlier waits.
        const defaults = { endpoint: arm.endpoint, credential: { getToken: async () => null } };
        waitForOperation(operation, { ...defaults, ...options, signal, onProgress }).then(
            (status) => {
                this.outcome = { status };
            },
            (error) => {
                this.outcome = { error };
            },
        );
    }

    /** Advances the clock until the wait has ended or `isEnough`. */
    async run(isEnough: () => boolean = () => false): Promise<Outcome> {
        while (this.outcome === undefined && !isEnough()) {
            await this.#idle();
            if (this.outcome === undefined && !isEnough()) {
                this.#handled = this.#events;
                await this.#clock.nextAsync();
            }
        }
        return this.outcome ?? {};
    }

    /** Lets sockets and promises proceed in real time, without advancing the clock. */
    async settle(isEnough: () => boolean = () => this.outcome !== undefined): Promise<Outcome> {
        const startNs = process.hrtime.bigint();
        while (!isEnough()) {
            if (process.hrtime.bigint() - startNs > LONGEST_IDLE_NS) {
                throw new Error(`the wait hangs after ${this.#events} polls`);
            }
            await nextTurn();
        }
        return this.outcome ?? {};
    }

    /** Runs the wait to its end and returns its error. */
    async failure(): Promise<OperationError> {
        const { error, status } = await this.run();
        if (!OperationError.isInstance(error)) {
            throw new Error(`expected the wait to fail, but it returned ${JSON.stringify(status)}`, { cause: error });
        }
        return error;
    }

    /** Runs the wait to its end and returns its status. */
    async status(): Promise<OperationStatus> {
        const { error, status } = await this.run();
        assert.ok(status, error);
        return status;
    }

    /** Aborts the wait, unless the test supplied the signal. */
    async end(): Promise<void> {
        this.#controller.abort();
        await nextTurn();
    }

    get #events(): number {
        return this.#polls + this.#arm.stalls;
    }

    async #idle(): Promise<void> {
        let startNs = process.hrtime.bigint();
        let turns = 0;
        const isIdle = () => {
            if (this.#arm.isAnswering) {
                startNs = process.hrtime.bigint();
                turns = 0;
            }
            turns += 1;
            const isQuiet = turns > IDLE_TURNS && process.hrtime.bigint() - startNs > IDLE_NS;
            return isQuiet && this.#clock.countTimers() > 0;
        };
        await this.settle(() => this.outcome !== undefined || this.#events > this.#handled || isIdle());
        for (let turn = 0; turn < 3; turn += 1) {
            await nextTurn();
        }
    }
}

/** Waits of one `describe` against one scripted Resource Manager at a time; new for each test. */
export class VirtualWaits {
    #clock: sinon.SinonFakeTimers | undefined;
    #arm: ScriptedArm | undefined;
    readonly #unfinished = new Set<VirtualWait>();

    /** The stopped clock of the current test. */
    get clock(): sinon.SinonFakeTimers {
        assert.ok(this.#clock, "outside of a test");
        return this.#clock;
    }

    /** The server of the latest script. */
    get arm(): ScriptedArm {
        assert.ok(this.#arm, "no script is served yet");
        return this.#arm;
    }

    /** Replaces the server by one that responds from `script`. */
    async serve(...script: readonly Line[]): Promise<ScriptedArm> {
        await this.#arm?.close();
        this.#arm = await ScriptedArm.start(...script);
        return this.#arm;
    }

    /** Starts a wait against the current server. */
    start(options: WaitOptions = {}, operation: OperationReference = OPERATION_PATH): VirtualWait {
        const wait = new VirtualWait(this.clock, this.arm, operation, options);
        this.#unfinished.add(wait);
        return wait;
    }

    /** Serves `script` and starts a wait against it. */
    async wait(
        script: readonly Line[],
        options: WaitOptions = {},
        operation: OperationReference = OPERATION_PATH,
    ): Promise<VirtualWait> {
        await this.serve(...script);
        return this.start(options, operation);
    }

    /** The status that a wait for `script` returns. */
    async statusOf(...parameters: Parameters<VirtualWaits["wait"]>): Promise<OperationStatus> {
        return await (await this.wait(...parameters)).status();
    }

    /** The error that a wait for `script` fails with. */
    async failureOf(...parameters: Parameters<VirtualWaits["wait"]>): Promise<OperationError> {
        return await (await this.wait(...parameters)).failure();
    }

    /** Milliseconds between the polls of a wait for `script`. */
    async delaysOf(...parameters: Parameters<VirtualWaits["wait"]>): Promise<number[]> {
        await (await this.wait(...parameters)).run();
        return this.arm.delaysMs;
    }

    setUp(): void {
        this.#clock = stopTheClock();
        sinon.stub(Math, "random").returns(0);
    }

    async tearDown(): Promise<void> {
        await Promise.all([...this.#unfinished].map((wait) => wait.end()));
        this.#unfinished.clear();
        await cleanUp(this.#arm);
        this.#arm = undefined;
        this.#clock = undefined;
    }
}

/** Stops the clock and `Math.random()` for each test of the surrounding `describe`, and ends its waits afterwards. */
export function useVirtualWait(): VirtualWaits {
    const waits = new VirtualWaits();
    beforeEach(() => waits.setUp());
    afterEach(() => waits.tearDown());
    return waits;
}

function nextTurn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}
