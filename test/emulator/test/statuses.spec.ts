// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type OperationScript, startEmulator } from "../src/index";
import { send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const ERROR = { code: "KeyDenied", message: "Key not readable." };

describe("Status records of the emulator", () => {
    let emulator: Emulator;
    let now: number;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now });
    });

    afterEach(() => emulator.close());

    /** Reads a status once in each equal share of the duration, and once after the end. */
    async function readAll(script: OperationScript, shares: number) {
        now = START;
        const { url } = emulator.startOperation({ durationSeconds: shares, ...script });
        const bodies = [];
        for (let share = 0; share <= shares; share += 1) {
            bodies.push((await send(emulator, url)).body);
            now += 1_000;
        }
        return bodies;
    }

    const words: readonly [statusWords: readonly string[], outcome: string][] = [
        [["Provisioning", "Running"], "Succeeded"],
        [["Accepted", "ResolvingParameters"], "Succeeded"],
        [["PreparingForFailover"], "Succeeded"],
        [["Enqueued", "Dequeued"], "Failed"],
        [["Created"], "Succeeded"],
        [["Inprogress"], "Succeeded"],
        [["newReplicaGroup"], "succeeded"],
        [["NotStarted", "Running, Progress = 0%", "CreatingAgentPools: 0/1 nodes completed"], "SUCCEEDED"],
        [["BreakReplication"], "failed"],
        [["RestoreFiles"], "CANCELED"],
        [["Deleting"], "Deleted"],
        [["InProgress"], "Completed"],
    ];
    for (const [statusWords, outcome] of words) {
        it(`can be ${statusWords.join(", then ")} and in the end ${outcome}`, async () => {
            const bodies = await readAll({ statusWords, outcome }, statusWords.length);
            assert.deepEqual(
                bodies.map(({ status }) => status),
                [...statusWords, outcome],
            );
            assert.ok(bodies.slice(0, -1).every((body) => !("error" in body)));
        });
    }

    const outcomes: readonly [outcome: string, status: number][] = [
        ["Succeeded", 204],
        ["succeeded", 204],
        ["Deleted", 204],
        ["Completed", 204],
        ["PartiallySucceeded", 204],
        ["Failed", 409],
        ["failed", 409],
        ["FAILED", 409],
        ["Canceled", 409],
        ["canceled", 409],
        ["Cancelled", 409],
    ];
    for (const [outcome, expectedStatus] of outcomes) {
        it(`that end as ${outcome} belong to a ${expectedStatus} at the Location URL`, async () => {
            const { url, locationUrl } = emulator.startOperation({ durationSeconds: 0, outcome, error: ERROR });
            assert.equal((await send(emulator, url)).body.status, outcome);
            assert.equal((await send(emulator, locationUrl)).status, expectedStatus);
        });
    }

    const deletions: readonly [outcome: string, status: number][] = [
        ["succeeded", 404],
        ["Deleted", 404],
        ["failed", 200],
        ["Canceled", 200],
    ];
    for (const [outcome, expectedStatus] of deletions) {
        it(`that end a deletion as ${outcome} leave a ${expectedStatus} at the resource`, async () => {
            const id = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/A.B/c/d`;
            emulator.changeResource({ resourceId: id, method: "DELETE" }, { durationSeconds: 5, outcome });
            const read = () => send(emulator, `${id}?api-version=2025-02-01`);
            assert.equal((await read()).body.properties.provisioningState, "Deleting");
            now += 5_000;
            assert.equal((await read()).status, expectedStatus);
        });
    }

    it("have 100 percent in the end for success in any letter case", async () => {
        for (const [outcome, percent] of [
            ["succeeded", 100],
            ["FAILED", undefined],
        ] as const) {
            const bodies = await readAll({ outcome, percentComplete: true }, 1);
            assert.deepEqual(
                bodies.map(({ percentComplete }) => percentComplete),
                [0, percent],
            );
        }
    });

    const errors: readonly [what: string, error: unknown][] = [
        ["null", null],
        ["{}", {}],
        ["an error with empty fields", { code: "", message: "" }],
        ["an error with only an empty message", { message: "" }],
        ["an error with null fields", { code: null, message: null }],
        ["an error with the code None", { code: "None", message: null }],
        ["an error with a target and the code None", { code: "None", message: null, target: "m" }],
        ["a whole error", ERROR],
    ];
    for (const [what, error] of errors) {
        it(`can contain ${what} while the operation runs`, async () => {
            const [running, ended] = await readAll({ errorWhileRunning: error }, 1);
            assert.deepEqual([running.status, running.error], ["InProgress", error]);
            assert.deepEqual([ended.status, "error" in ended], ["Succeeded", false]);
        });

        it(`can contain ${what} after success`, async () => {
            const [running, ended] = await readAll({ error }, 1);
            assert.deepEqual([running.status, "error" in running], ["InProgress", false]);
            assert.deepEqual([ended.status, ended.error], ["Succeeded", error]);
        });
    }

    const resourceErrors: readonly [outcome: string, error: unknown][] = [
        ["Failed", ERROR],
        ["failed", ERROR],
        ["Succeeded", undefined],
        ["succeeded", undefined],
    ];
    for (const [outcome, expected] of resourceErrors) {
        it(`that end as ${outcome} leave ${expected === undefined ? "no error" : "their error"} in the resource`, async () => {
            const id = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/A.B/c/d`;
            emulator.changeResource({ resourceId: id }, { durationSeconds: 0, outcome, error: ERROR });
            const { body } = await send(emulator, `${id}?api-version=2025-02-01`);
            assert.deepEqual([body.properties.provisioningState, body.properties.error], [outcome, expected]);
        });
    }

    it("can contain different errors while the operation runs and after its failure", async () => {
        const script = { outcome: "Failed", errorWhileRunning: { code: "NotLatestOperation" }, error: ERROR };
        const [running, ended] = await readAll(script, 1);
        assert.deepEqual([running.status, running.error], ["InProgress", { code: "NotLatestOperation" }]);
        assert.deepEqual([ended.status, ended.error], ["Failed", ERROR]);
    });
});
