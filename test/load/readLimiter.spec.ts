// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { OperationError, waitForOperation } from "../../provider/wait";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { settingsOf, trust } from "../unit/azure/trust";

const WAITS = 1_000;
const CAPACITY = 250;
const REFILL_PER_SECOND = 25;
const OPERATION_SECONDS = 60;
/** Longest time that the waits may take, as a multiple of the time that the bucket requires. */
const FACTOR = 1.3;

const OUTCOMES = ["Succeeded", "Succeeded", "Succeeded", "Failed", "Canceled"] as const;
const EXPECTED_CODES = { Succeeded: "Succeeded", Failed: "OperationFailed", Canceled: "OperationCanceled" } as const;

/** Runs in real time, over TLS. */
describe(`waitForOperation with ${WAITS} concurrent waits in one process`, () => {
    let emulator: Emulator;
    let distrust: () => void = () => undefined;

    beforeEach(async () => {
        emulator = await startEmulator({ reads: { capacity: CAPACITY, refillPerSecond: REFILL_PER_SECOND } });
        distrust = trust(emulator);
    });

    afterEach(async () => {
        distrust();
        await emulator.close();
    });

    async function codeOf(operation: string): Promise<string> {
        try {
            return (await waitForOperation(operation, { settings: settingsOf(emulator), timeout: "15m" })).status;
        } catch (error) {
            return OperationError.isInstance(error) ? error.code : String(error);
        }
    }

    for (const drained of [0, REFILL_PER_SECOND / 2]) {
        const refill = REFILL_PER_SECOND - drained;
        const boundSeconds = OPERATION_SECONDS + (WAITS - CAPACITY) / refill;

        it(`avoids every 429 and ends within ${FACTOR} times ${boundSeconds} s at ${refill} reads per second`, async function () {
            this.timeout(2 * FACTOR * boundSeconds * 1000);
            emulator.drain({ perSecond: drained });
            const operations = Array.from({ length: WAITS }, (_, index) => {
                const outcome = OUTCOMES[index % OUTCOMES.length]!;
                const script = { durationSeconds: OPERATION_SECONDS, outcome, error: { code: "KeyDenied" } };
                return { url: emulator.startOperation(script).url, expectedCode: EXPECTED_CODES[outcome] };
            });
            const startMs = performance.now();
            const startCpu = process.cpuUsage();
            const codes = await Promise.all(operations.map(({ url }) => codeOf(url)));
            const seconds = (performance.now() - startMs) / 1000;
            const { user, system } = process.cpuUsage(startCpu);
            const reads = emulator.requests.filter(({ path }) => /operationStatuses/i.test(path));
            const throttled = reads.filter(({ status }) => status === 429).length;
            console.log(
                `      last end after ${seconds.toFixed(1)} s, ${(seconds / boundSeconds).toFixed(2)} times ${boundSeconds} s; ` +
                    `${reads.length} reads, ${throttled} throttled, ${((user + system) / 1e6).toFixed(1)} s of CPU with the emulator`,
            );
            assert.deepEqual(
                codes,
                operations.map(({ expectedCode }) => expectedCode),
            );
            assert.equal(throttled, 0);
            assert.ok(seconds <= FACTOR * boundSeconds, `${seconds} s`);
        });
    }
});
