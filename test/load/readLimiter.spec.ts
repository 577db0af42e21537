// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { cleanEnvironment } from "../harness/engine/cleanEnvironment";
import { sharedTemporaryDirectory } from "../harness/engine/temporaryDirectory";

const WAITS = 1_000;
const CAPACITY = 250;
const REFILL_PER_SECOND = 25;
const HALF_REFILL = REFILL_PER_SECOND / 2;

const OUTCOMES = ["Succeeded", "Succeeded", "Succeeded", "Failed", "Canceled"] as const;
const EXPECTED_RESULTS = { Succeeded: "Succeeded", Failed: "OperationFailed", Canceled: "OperationCanceled" } as const;

interface Load {
    readonly processes: number;
    readonly headers: "subscription" | "none";
    readonly latencyMs: number;
    /** Reads per second that another client takes. @default 0 */
    readonly drained?: number;
    /** @default 60 */
    readonly operationSeconds?: number;
    /** The largest share of reads that may be throttled. */
    readonly throttledShare: number;
    /** The longest duration, as a multiple of the time that the bucket requires. */
    readonly factor?: number;
}

const LOADS: readonly Load[] = [
    { processes: 1, headers: "subscription", latencyMs: 50, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "subscription", latencyMs: 300, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "subscription", latencyMs: 1_000, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "none", latencyMs: 300, throttledShare: 0, factor: 1.6 },
    { processes: 1, headers: "subscription", latencyMs: 300, drained: HALF_REFILL, throttledShare: 0, factor: 1.3 },
    { processes: 1, headers: "none", latencyMs: 300, drained: HALF_REFILL, throttledShare: 0.01, factor: 1.6 },
    { processes: 10, headers: "subscription", latencyMs: 50, throttledShare: 0.01 },
    { processes: 10, headers: "subscription", latencyMs: 300, throttledShare: 0.01 },
    { processes: 10, headers: "none", latencyMs: 50, throttledShare: 0.03 },
    { processes: 10, headers: "none", latencyMs: 300, throttledShare: 0.03 },
    { processes: 10, headers: "subscription", latencyMs: 1_000, operationSeconds: 20, throttledShare: 1 },
    { processes: 10, headers: "none", latencyMs: 1_000, operationSeconds: 20, throttledShare: 1 },
];

/** Runs in real time, over TLS, in processes of their own. */
describe(`waitForOperation with ${WAITS} concurrent waits`, () => {
    let emulator: Emulator;
    let children: ChildProcess[];

    beforeEach(() => {
        children = [];
    });

    afterEach(async () => {
        for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
            child.kill();
            await once(child, "exit");
        }
        await emulator.close();
    });

    async function startProcess(): Promise<ChildProcess> {
        const child = fork(path.join(__dirname, "waitingProcess.ts"), {
            execArgv: ["--import=tsx"],
            env: cleanEnvironment({
                homeDirectory: sharedTemporaryDirectory("home"),
                environment: emulator.environment,
            }),
        });
        children.push(child);
        await once(child, "message");
        return child;
    }

    function startOperation(index: number, durationSeconds: number) {
        const outcome = OUTCOMES[index % OUTCOMES.length]!;
        const { url } = emulator.startOperation({ durationSeconds, outcome, error: { code: "KeyDenied" } });
        return { url, expectedResult: EXPECTED_RESULTS[outcome] };
    }

    for (const load of LOADS) {
        const { processes, headers, latencyMs, drained = 0, operationSeconds = 60, throttledShare, factor } = load;
        const refill = REFILL_PER_SECOND - drained;
        const boundSeconds = operationSeconds + (WAITS - CAPACITY) / refill;
        const promises = [
            "reports every outcome",
            ...(throttledShare === 0 ? ["avoids every 429"] : []),
            ...(throttledShare > 0 && throttledShare < 1 ? [`has at most ${100 * throttledShare} % of 429s`] : []),
            ...(factor === undefined ? [] : [`ends within ${factor} times ${boundSeconds} s`]),
        ];
        const circumstances =
            `${processes === 1 ? "one process" : `${processes} processes`}, ${latencyMs} ms of latency, ` +
            `${headers === "none" ? "no rate-limit header" : "rate-limit headers"}, ${refill} reads per second`;

        it(`${promises.join(", ")}: ${circumstances}`, async function () {
            this.timeout(600_000);
            const reads = { capacity: CAPACITY, refillPerSecond: REFILL_PER_SECOND, headers };
            emulator = await startEmulator({ reads, latencyMs });
            emulator.drain({ perSecond: drained });
            await Promise.all(Array.from({ length: processes }, startProcess));
            const startMs = performance.now();
            const results = await Promise.all(
                children.map(async (child) => {
                    const operations = Array.from({ length: WAITS / processes }, (_, index) =>
                        startOperation(index, operationSeconds),
                    );
                    child.send(operations.map(({ url }) => url));
                    const [received] = await once(child, "message");
                    return { received, expected: operations.map(({ expectedResult }) => expectedResult) };
                }),
            );
            const seconds = (performance.now() - startMs) / 1000;
            const sent = emulator.requests.filter(({ path: url }) => /operationStatuses/i.test(url));
            const throttled = sent.filter(({ status }) => status === 429).length;
            console.log(
                `      last end after ${seconds.toFixed(1)} s, ${(seconds / boundSeconds).toFixed(2)} times ${boundSeconds} s; ` +
                    `${sent.length} reads, ${throttled} throttled (${((100 * throttled) / sent.length).toFixed(1)} %)`,
            );
            for (const { received, expected } of results) {
                assert.deepEqual(received, expected);
            }
            assert.ok(throttled <= throttledShare * sent.length, `${throttled} reads throttled`);
            assert.ok(seconds <= (factor ?? Number.POSITIVE_INFINITY) * boundSeconds, `${seconds} s`);
        });
    }
});
