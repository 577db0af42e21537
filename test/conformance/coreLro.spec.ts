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
const ENDS_WELL: OperationScript = { durationSeconds: 0.3 };
const NO_STATUS = { body: { name: "op-1" } };

/** Nothing here takes so long. */
const PATIENCE_MS = 2_000;

/** What the README says that others get wrong, side by side: when core-lro learns it, a claim has to go. */
describe("the poller of @azure/core-lro and waitForOperation, told the same", () => {
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

    /** "Succeeded", or the text of the error. */
    async function verdictOfPeer(script: OperationScript): Promise<string> {
        const { url } = emulator.startOperation(script);
        const answer = { statusCode: 201, headers: { "azure-asyncoperation": url }, body: {} };
        const poller = createHttpPoller(
            {
                sendInitialRequest: async () => ({
                    flatResponse: {},
                    rawResponse: { ...answer, request: { method: "POST", url } },
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
        return await poller.pollUntilDone({ abortSignal: AbortSignal.timeout(PATIENCE_MS) }).then(
            () => "Succeeded",
            (error: Error) => error.message,
        );
    }

    /** "Succeeded", or the whole error. */
    async function ourVerdict(script: OperationScript): Promise<string> {
        const { url } = emulator.startOperation(script);
        try {
            const options = { settings: settingsOf(emulator), minPollInterval: "20ms", timeout: "15s" };
            return (await waitForOperation(url, options)).status;
        } catch (error) {
            assert.ok(OperationError.isInstance(error));
            return error.message;
        }
    }

    const lies: readonly { readonly name: string; readonly script: OperationScript; readonly peer: RegExp }[] = [
        {
            name: "a sign-in page of a proxy, with 200",
            script: { ...ENDS_AS_FAILED, answers: [faults.html(200), "timed"] },
            peer: /^Succeeded$/,
        },
        {
            name: "a 200 without a status",
            script: { ...ENDS_AS_FAILED, answers: [NO_STATUS, "timed"] },
            peer: /^Succeeded$/,
        },
        {
            name: "a 204 on the way",
            script: { ...ENDS_AS_FAILED, answers: [{ status: 204, body: "" }, "timed"] },
            peer: /^Succeeded$/,
        },
        {
            name: "PartiallySucceeded on the way",
            script: { ...ENDS_AS_FAILED, statusWords: ["PartiallySucceeded"] },
            peer: /^Succeeded$/,
        },
        {
            name: "FailingOver on the way",
            script: { ...ENDS_WELL, statusWords: ["FailingOver"] },
            peer: /failed/i,
        },
        {
            name: "a 404 because the operation is not visible yet",
            script: { ...ENDS_WELL, answers: [faults.status(404), "timed"] },
            peer: /./,
        },
    ];
    for (const { name, script, peer } of lies) {
        it(`differ at ${name}`, async () => {
            const [theirs, ours] = await Promise.all([verdictOfPeer(script), ourVerdict(script)]);
            assert.match(theirs, peer);
            const isGood = script.outcome === undefined;
            assert.equal(/^Succeeded$/.test(theirs), !isGood, "the peer is right by now");
            assert.match(ours, isGood ? /^Succeeded$/ : /^Azure operation Failed: ClusterProvisioningFailed/);
        });
    }

    it("differ in how much of an error reaches the user", async () => {
        const [theirs, ours] = await Promise.all([verdictOfPeer(ENDS_AS_FAILED), ourVerdict(ENDS_AS_FAILED)]);
        const told = (text: string) =>
            ["ClusterProvisioningFailed", "CapacityUnavailable", "sku.capacity", "Zone 2 is full", "Allowed locations"]
                .map((part) => text.includes(part))
                .filter(Boolean).length;
        assert.deepEqual([told(theirs), told(ours)], [1, 5]);
    });

    it("differ in what they tell of an error in an envelope, as the schema of Log Analytics has it", async () => {
        const script: OperationScript = { ...ENDS_AS_FAILED, error: { error: TREE } };
        const [theirs, ours] = await Promise.all([verdictOfPeer(script), ourVerdict(script)]);
        assert.doesNotMatch(theirs, /ClusterProvisioningFailed/);
        assert.match(ours, /ClusterProvisioningFailed[\s\S]*Zone 2 is full/);
    });

    it("differ in the reason of a cancellation", async () => {
        const script: OperationScript = { ...ENDS_AS_FAILED, outcome: "Canceled" };
        const [theirs, ours] = await Promise.all([verdictOfPeer(script), ourVerdict(script)]);
        assert.doesNotMatch(theirs, /ClusterProvisioningFailed/);
        assert.match(ours, /^Azure operation Canceled: ClusterProvisioningFailed/);
    });

    it("differ at Completed, which some services say", async () => {
        const script: OperationScript = { durationSeconds: 0, outcome: "Completed" };
        const [theirs, ours] = await Promise.all([verdictOfPeer(script), ourVerdict(script)]);
        assert.match(theirs, /abort/i);
        assert.equal(ours, "Completed");
    });
});
