// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type OperationScript, recordedScripts, startEmulator } from "../src/index";
import { type ReceivedResponse, send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const URL_HEADERS = ["azure-asyncoperation", "operation-location", "location"];

/** What a response shows: its code, the names of its headers with URLs, and its status with the error or its whole body. */
type Shown = readonly [status: number, headers: readonly string[], content: unknown];

const NONE: readonly string[] = [];
const ASYNC = ["azure-asyncoperation"];
const LOCATION = ["location"];
const BOTH = ["azure-asyncoperation", "location"];

describe("Recorded scripts of the emulator", () => {
    let emulator: Emulator;
    let now: number;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now });
    });

    afterEach(() => emulator.close());

    const cases: Readonly<Record<keyof typeof recordedScripts, readonly Shown[]>> = {
        appConfiguration: [
            [200, ASYNC, "Creating"],
            [200, ASYNC, "Updating"],
            [200, ASYNC, "Succeeded"],
        ],
        capacity: [
            [200, BOTH, "Pending"],
            [200, BOTH, "PendingPurchases"],
            [200, NONE, "Succeeded"],
        ],
        communicationDelete: [
            [202, NONE, "InProgress"],
            [200, NONE, "Deleted"],
        ],
        computeDisk: [
            [200, NONE, "InProgress"],
            [200, NONE, "Succeeded"],
        ],
        containerService: [
            [200, NONE, "InProgress"],
            [200, NONE, "ProvisioningControlPlane"],
            [200, NONE, "CreatingAgentPools: 0/1 nodes completed"],
            [200, NONE, "Succeeded"],
        ],
        containerServiceDelete: [
            [202, LOCATION, "InProgress"],
            [204, LOCATION, ""],
        ],
        dataProtection: [
            [200, NONE, "Inprogress"],
            [200, NONE, "Succeeded"],
        ],
        documentDb: [
            [200, NONE, ["Enqueued", {}]],
            [200, NONE, ["Dequeued", {}]],
            [200, NONE, ["Succeeded", {}]],
        ],
        documentDbFailover: [
            [202, LOCATION, ["Dequeued", {}]],
            [200, NONE, ""],
        ],
        media: [
            [200, ASYNC, ["InProgress", { code: "None", message: null }]],
            [200, ASYNC, ["Succeeded", { code: "None", message: null }]],
        ],
        netApp: [
            [200, NONE, "Patching"],
            [200, NONE, "Succeeded"],
        ],
        netAppDelete: [
            [202, LOCATION, ""],
            [200, NONE, '{"name":"account","properties":{"provisioningState":"Deleting"}}'],
        ],
        network: [
            [202, BOTH, "null"],
            [200, LOCATION, "null"],
        ],
        privateDns: [
            [202, BOTH, "InProgress"],
            [200, NONE, "Succeeded"],
        ],
        redis: [
            [202, BOTH, "InProgress"],
            [200, NONE, "Succeeded"],
        ],
        streamAnalytics: [
            [200, NONE, ["InProgress", null]],
            [200, NONE, ["CreatingVirtualMachines", null]],
            [200, NONE, ["Succeeded", null]],
        ],
    };

    function show({ status, headers, body, text }: ReceivedResponse): Shown {
        const names = URL_HEADERS.filter((name) => name in headers);
        if (typeof body?.status !== "string") {
            return [status, names, text];
        }
        return [status, names, "error" in body ? [body.status, body.error] : body.status];
    }

    /** Starts the operation by a POST, and polls the newest URL of the preferred header at equal intervals. */
    async function follow(script: OperationScript, polls: number) {
        emulator.scriptNext({ ...script, durationSeconds: polls - 1 });
        const action = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/A.B/c/d/act`;
        const initial = await send(emulator, `${action}?api-version=2025-02-01`, { method: "POST" });
        const header = ASYNC.concat(LOCATION).find((name) => name in initial.headers) as string;
        const responses = [];
        let url = initial.headers[header] as string;
        for (let poll = 0; poll < polls; poll += 1) {
            const response = await send(emulator, url);
            responses.push(response);
            url = (response.headers[header] as string | undefined) ?? url;
            now += 1_000;
        }
        return responses;
    }

    for (const [name, expected] of Object.entries(cases)) {
        it(`respond to polls like the recorded service: ${name}`, async () => {
            const script = recordedScripts[name as keyof typeof recordedScripts];
            const responses = await follow(script, expected.length);
            assert.deepEqual(responses.map(show), expected);
        });
    }

    it("separate the status and the result of a disk operation by ?monitor=true", async () => {
        const { url, locationUrl } = emulator.startOperation({ ...recordedScripts.computeDisk, durationSeconds: 0 });
        assert.equal((await send(emulator, url)).body.status, "Succeeded");
        assert.deepEqual((await send(emulator, locationUrl)).body, { accessSAS: "https://disk.invalid/" });
    });
});
