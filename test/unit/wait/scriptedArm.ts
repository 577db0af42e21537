// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import sinon from "sinon";
import {
    OperationError,
    type OperationReference,
    type OperationStatus,
    type WaitOptions,
} from "../../../provider/wait";
import { waitForOperation } from "../../../provider/wait/waitForOperation";

/** One answer of the scripted Resource Manager. */
export interface Reply {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Text is sent as it is, anything else as JSON, nothing when absent. */
    readonly body?: unknown;
    /** What goes wrong instead, or after half of the body. The stalls last until the client gives up. */
    readonly fault?: "reset" | "truncate" | "stallBeforeHeaders" | "stallInBody";
}

/** A line of a script; it may depend on which request it is, from 1 on. */
export type Line = Reply | ((request: number) => Reply);

/** A request, and when it arrived in virtual time since the server was started. */
export interface SeenRequest {
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly atMs: number;
}

/** A Resource Manager on 127.0.0.1 that answers from a script; its last line is for all further requests. */
export class ScriptedArm {
    readonly requests: SeenRequest[] = [];
    /** Stalls so far, to know that nothing will happen by itself any more. */
    stalls = 0;
    readonly #server: Server = createServer((request, response) => {
        this.#unanswered += 1;
        response.on("close", () => {
            this.#unanswered -= 1;
        });
        this.requests.push({ url: request.url ?? "", headers: request.headers, atMs: Date.now() });
        const reply = this.#script[Math.min(this.requests.length, this.#script.length) - 1];
        this.#answer(typeof reply === "function" ? reply(this.requests.length) : (reply ?? {}), response);
    });
    #script: readonly Line[] = [];

    /** Whether an answer is on its way. */
    get isAnswering(): boolean {
        return this.#unanswered > 0;
    }

    #unanswered = 0;
    /** Connections of clients that have not gone away. */
    openConnections = 0;

    static async start(...script: readonly Line[]): Promise<ScriptedArm> {
        const arm = new ScriptedArm();
        arm.#script = script;
        arm.#server.on("connection", (socket) => {
            arm.openConnections += 1;
            socket.on("close", () => {
                arm.openConnections -= 1;
            });
        });
        await new Promise<void>((resolve) => arm.#server.listen(0, "127.0.0.1", resolve));
        return arm;
    }

    get endpoint(): string {
        return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    /** Times between the requests, in milliseconds. */
    get delaysMs(): number[] {
        return this.requests.slice(1).map(({ atMs }, index) => atMs - (this.requests[index]?.atMs ?? 0));
    }

    async close(): Promise<void> {
        const closed = new Promise((resolve) => this.#server.close(resolve));
        this.#server.closeAllConnections();
        await closed;
    }

    #answer({ status = 200, headers = {}, body, fault }: Reply, response: ServerResponse): void {
        const text = body === undefined || typeof body === "string" ? (body ?? "") : JSON.stringify(body);
        const type = { "content-type": text.startsWith("<") ? "text/html" : "application/json" };
        const socket = response.socket as Socket;
        switch (fault) {
            case "reset":
                socket.resetAndDestroy();
                return;
            case "stallBeforeHeaders":
                this.stalls += 1;
                return;
            case "stallInBody":
            case "truncate":
                response.writeHead(status, { ...type, "content-length": `${text.length}`, ...headers });
                response.write(text.slice(0, text.length / 2), () => {
                    if (fault === "truncate") {
                        socket.destroy();
                    } else {
                        this.stalls += 1;
                    }
                });
                return;
            default:
                // By the clock of the test: Node's own date is the real one.
                response.setHeader("date", new Date().toUTCString());
                response.writeHead(status, { ...(text === "" ? {} : type), ...FULL_BUCKET, ...headers }).end(text);
        }
    }
}

/** Without it, a wait would assume that ever less of its read budget remains. */
const FULL_BUCKET = { "x-ms-ratelimit-remaining-subscription-reads": "249" };

/** After so long a silence the wait is waiting for a turn in its read budget, which only time can give. */
const SILENCE_NS = 100_000_000n;
/** On a busy machine that silence must also have had its turns. */
const SILENCE_TURNS = 100;

/** A look over loopback takes less than a millisecond. A wait that hangs must not hang the tests. */
const LONGEST_SILENCE_NS = 10_000_000_000n;

/** Stops the clock. `setImmediate` and the sockets go on. */
export function stopTheClock(): sinon.SinonFakeTimers {
    return sinon.useFakeTimers({
        now: Date.UTC(2026, 2, 2, 9),
        toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
    });
}

const unfinished = new Set<VirtualWait>();

export type Outcome = { readonly status?: OperationStatus; readonly error?: OperationError };

/**
 * A wait in virtual time, over real sockets. Time stands still while a look is under way, and goes on to the next timer as
 * soon as the wait has said `onProgress`, or the server does not go on.
 */
export class VirtualWait {
    outcome: Outcome | undefined;
    readonly #clock: sinon.SinonFakeTimers;
    readonly #arm: ScriptedArm;
    readonly #controller = new AbortController();
    #looks = 0;
    #handled = 0;

    constructor(
        clock: sinon.SinonFakeTimers,
        arm: ScriptedArm,
        operation: OperationReference,
        options: WaitOptions = {},
    ) {
        this.#clock = clock;
        this.#arm = arm;
        const signal = options.signal ?? this.#controller.signal;
        unfinished.add(this);
        const onProgress: WaitOptions["onProgress"] = (progress) => {
            this.#looks += 1;
            return options.onProgress?.(progress);
        };
        // With an identity of its own, and so with a read budget that knows nothing of earlier waits.
        const own = { endpoint: arm.endpoint, credential: { getToken: async () => null } };
        waitForOperation(operation, { ...own, ...options, signal, onProgress })
            .then(
                (status) => {
                    this.outcome = { status };
                },
                (error) => {
                    this.outcome = { error };
                },
            )
            .finally(() => unfinished.delete(this));
    }

    /** Lets time pass until the wait has ended, or until `isEnough`. */
    async run(isEnough: () => boolean = () => false): Promise<Outcome> {
        while (this.outcome === undefined && !isEnough()) {
            await this.#quiet();
            if (this.outcome === undefined && !isEnough()) {
                this.#handled = this.#events;
                await this.#clock.nextAsync();
            }
        }
        return this.outcome ?? {};
    }

    /** Real time only: lets sockets and promises go on while the clock stands still. */
    async settle(isEnough: () => boolean = () => this.outcome !== undefined): Promise<Outcome> {
        const began = process.hrtime.bigint();
        while (!isEnough()) {
            if (process.hrtime.bigint() - began > LONGEST_SILENCE_NS) {
                throw new Error(`nothing happens any more after ${this.#events} looks`);
            }
            await nextTurn();
        }
        return this.outcome ?? {};
    }

    /** Ends the wait, if it was not given a signal of its own. */
    async end(): Promise<void> {
        this.#controller.abort();
        await nextTurn();
    }

    get #events(): number {
        return this.#looks + this.#arm.stalls;
    }

    async #quiet(): Promise<void> {
        let began = process.hrtime.bigint();
        let turns = 0;
        const isSilent = () => {
            if (this.#arm.isAnswering) {
                began = process.hrtime.bigint();
                turns = 0;
            }
            turns += 1;
            const isQuiet = turns > SILENCE_TURNS && process.hrtime.bigint() - began > SILENCE_NS;
            return isQuiet && this.#clock.countTimers() > 0;
        };
        await this.settle(() => this.outcome !== undefined || this.#events > this.#handled || isSilent());
        for (let turn = 0; turn < 3; turn += 1) {
            await nextTurn();
        }
    }
}

/** What each test ends with: no wait goes on into the next one. */
export async function cleanUp(arm: ScriptedArm | undefined): Promise<void> {
    await Promise.all([...unfinished].map((wait) => wait.end()));
    unfinished.clear();
    sinon.restore();
    await arm?.close();
}

/** The error of a wait that ends without success. */
export async function failureOf(wait: VirtualWait): Promise<OperationError> {
    const { error, status } = await wait.run();
    if (!OperationError.isInstance(error)) {
        throw new Error(`the wait was to fail, but: ${JSON.stringify(status)}`, { cause: error });
    }
    return error;
}

function nextTurn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}
