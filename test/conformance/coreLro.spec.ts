// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createHttpPoller } from "@azure/core-lro";
import { OperationError, waitForOperation } from "../../provider/wait/index";
import { type Emulator, faults, type OperationScript, startEmulator } from "../emulator/src/index";
import { send } from "../emulator/test/send";
import { settingsOf, trust } from "../unit/azure/trust";

const TREE = {
    code: "ClusterProvisioningFailed",
    message: "The cluster could not be provisioned.",
    target: "/clusters/logs",
    details: [
        {
            code: "CapacityUnavailable",
            message: "Not enough capacity.",
            target: "sku.capacity",
            details: [{ code: "ZoneUnavailable", message: "Zone 2 is full." }],
        },
    ],
    additionalInfo: [{ type: "PolicyViolation", info: { policyDefinitionDisplayName: "Allowed locations" } }],
};
const ENDS_AS_FAILED: OperationScript = { durationSeconds: 0.3, outcome: "Failed", error: TREE };
const ENDS_AS_SUCCEEDED: OperationScript = { durationSeconds: 0.3 };
const NO_STATUS = { body: { name: "op-1" } };

/** Longer than any wait in these tests. */
const TIMEOUT_MS = 2_000;

/** Verifies the README's comparison with core-lro. A test that fails because core-lro was fixed means that the claim must be removed. */
describe("waitForOperation compared with the poller of @azure/core-lro", () => {
    let emulator: Emulator;
    let distrust: () => void = () => undefined;

    before(async () => {
        emulator = await startEmulator();
        distrust = trust(emulator);
    });

    after(async () => {
        distrust();
        await emulator.close();
    });

    /** @returns "Succeeded" or the error message */
    async function coreLroResult(script: OperationScript): Promise<string> {
        const { url } = emulator.startOperation(script);
        const initialResponse = { statusCode: 201, headers: { "azure-asyncoperation": url }, body: {} };
        const poller = createHttpPoller(
            {
                sendInitialRequest: async () => ({
                    flatResponse: {},
                    rawResponse: { ...initialResponse, request: { method: "POST", url } },
                }),
                sendPollRequest: async (path: string) => {
                    const { status, body, ...received } = await send(emulator, path);
                    const headers = received.headers as Record<string, string>;
                    const request = { method: "GET", url: path };
                    return { flatResponse: body, rawResponse: { statusCode: status, headers, body, request } };
                },
            },
            { intervalInMs: 20, baseUrl: emulator.origin },
        );
        return await poller.pollUntilDone({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) }).then(
            () => "Succeeded",
            (error: Error) => error.message,
        );
    }

    /** @returns the status or the error message */
    async function waitResult(script: OperationScript): Promise<string> {
        const { url } = emulator.startOperation(script);
        try {
            const options = { settings: settingsOf(emulator), minPollInterval: "20ms", timeout: "15s" };
            return (await waitForOperation(url, options)).status;
        } catch (error) {
            assert.ok(OperationError.isInstance(error));
            return error.message;
        }
    }

    const wrongResults: readonly {
        readonly name: string;
        readonly script: OperationScript;
        readonly coreLro: RegExp;
    }[] = [
        {
            name: "an HTML sign-in page with status code 200",
            script: { ...ENDS_AS_FAILED, answers: [faults.html(200), "timed"] },
            coreLro: /^Succeeded$/,
        },
        {
            name: "a 200 whose body has no status",
            script: { ...ENDS_AS_FAILED, answers: [NO_STATUS, "timed"] },
            coreLro: /^Succeeded$/,
        },
        {
            name: "a 204 while the operation is in progress, after a status",
            script: { ...ENDS_AS_FAILED, answers: ["timed", { status: 204, body: "" }, "timed"] },
            coreLro: /^Succeeded$/,
        },
        {
            name: "the non-terminal status PartiallySucceeded",
            script: { ...ENDS_AS_FAILED, statusWords: ["PartiallySucceeded"] },
            coreLro: /^Succeeded$/,
        },
        {
            name: "the non-terminal status FailingOver",
            script: { ...ENDS_AS_SUCCEEDED, statusWords: ["FailingOver"] },
            coreLro: /failed/i,
        },
        {
            name: "a 404 while the operation is not visible yet",
            script: { ...ENDS_AS_SUCCEEDED, answers: [faults.status(404), "timed"] },
            coreLro: /./,
        },
    ];
    for (const { name, script, coreLro } of wrongResults) {
        it(`reports the actual outcome, unlike core-lro, after ${name}`, async () => {
            const [theirs, ours] = await Promise.all([coreLroResult(script), waitResult(script)]);
            assert.match(theirs, coreLro);
            const succeeds = script.outcome === undefined;
            assert.equal(/^Succeeded$/.test(theirs), !succeeds, "core-lro reports the correct outcome");
            assert.match(ours, succeeds ? /^Succeeded$/ : /^Azure operation Failed: ClusterProvisioningFailed/);
        });
    }

    it("reports all parts of a nested error, of which core-lro reports only one", async () => {
        const [theirs, ours] = await Promise.all([coreLroResult(ENDS_AS_FAILED), waitResult(ENDS_AS_FAILED)]);
        const reportedParts = (message: string) =>
            ["ClusterProvisioningFailed", "CapacityUnavailable", "sku.capacity", "Zone 2 is full", "Allowed locations"]
                .map((part) => message.includes(part))
                .filter(Boolean).length;
        assert.deepEqual([reportedParts(theirs), reportedParts(ours)], [1, 5]);
    });

    it("reports an error wrapped in an `error` envelope, as in Log Analytics, which core-lro omits", async () => {
        const script: OperationScript = { ...ENDS_AS_FAILED, error: { error: TREE } };
        const [theirs, ours] = await Promise.all([coreLroResult(script), waitResult(script)]);
        assert.doesNotMatch(theirs, /ClusterProvisioningFailed/);
        assert.match(ours, /ClusterProvisioningFailed[\s\S]*Zone 2 is full/);
    });

    it("reports the error of a Canceled operation, which core-lro omits", async () => {
        const script: OperationScript = { ...ENDS_AS_FAILED, outcome: "Canceled" };
        const [theirs, ours] = await Promise.all([coreLroResult(script), waitResult(script)]);
        assert.doesNotMatch(theirs, /ClusterProvisioningFailed/);
        assert.match(ours, /^Azure operation Canceled: ClusterProvisioningFailed/);
    });

    it("accepts the terminal status Completed, on which core-lro polls until it is aborted", async () => {
        const script: OperationScript = { durationSeconds: 0, outcome: "Completed" };
        const [theirs, ours] = await Promise.all([coreLroResult(script), waitResult(script)]);
        assert.match(theirs, /abort/i);
        assert.equal(ours, "Completed");
    });
});
