// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { loadGrpc } from "../../../provider/engine/grpc";
import { type Emulator, startEmulator } from "../../emulator/src/index";
import { settingsOf, trust } from "../azure/trust";
import { call, halfMadeIn, PluginFixture, type Properties, secret, struct, UNKNOWN } from "./pluginFixture";

const FAILED = {
    durationSeconds: 0,
    outcome: "Failed",
    error: {
        code: "NoReplica",
        message: "There is no replica.",
        details: [{ code: "Inner", message: "Zone 2 is full." }],
    },
};
const DONE = { durationSeconds: 0 };

describe("the service of the plugin", () => {
    let emulator: Emulator;
    let restoreTrust: () => void;
    let plugin: PluginFixture;

    before(async () => {
        emulator = await startEmulator();
        restoreTrust = trust(emulator);
    });
    beforeEach(async () => {
        emulator.clearRequests();
        plugin = await PluginFixture.start();
        await plugin.configure(settingsOf(emulator));
    });
    afterEach(() => plugin.stop());
    after(async () => {
        restoreTrust();
        await emulator.close();
    });

    /** A wait of the emulator's operation. */
    const waitInputs = (script = {}): Properties => {
        const { asyncOperationId } = emulator.startOperation({ ...DONE, ...script });
        return { asyncOperationId, location: "West US", minPollInterval: "200ms" };
    };
    const action = (more: Properties = {}): Properties => ({
        resourceId: `/subscriptions/${emulator.subscriptionId}/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/one`,
        apiVersion: "2025-02-01",
        action: "failover",
        minPollInterval: "200ms",
        ...more,
    });
    const sent = () => emulator.requests.filter(({ area, method }) => area === "arm" && method !== "GET").length;
    /** Keeps every operation running. @returns what lets them end. */
    const hold = () =>
        emulator.intercept(({ path }) =>
            path.includes("/operationStatuses/") ? { body: { status: "InProgress" } } : undefined,
        );
    const untilPolled = async () => {
        while (!emulator.requests.some(({ path }) => path.includes("/operationStatuses/"))) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    };

    it("accepts secrets and supports previews, and does not accept resources and outputs", async () => {
        const response = await plugin.configure({});
        assert.deepEqual(response.toObject(), {
            acceptsecrets: true,
            supportspreview: true,
            acceptresources: false,
            acceptoutputs: false,
            supportsAutonamingConfiguration: false,
        });
        const handshake = await call<protocol.ProviderHandshakeRequest, protocol.ProviderHandshakeResponse>(
            plugin.client.handshake.bind(plugin.client),
            new protocol.ProviderHandshakeRequest().setEngineAddress("127.0.0.1:1"),
        );
        assert.equal(handshake.getAcceptSecrets(), true);
    });

    it("reports UNIMPLEMENTED for the methods that it does not have", async () => {
        const invoked = call<protocol.InvokeRequest, protocol.InvokeResponse>(
            plugin.client.invoke.bind(plugin.client),
            new protocol.InvokeRequest().setTok("azure-wait:index:x"),
        );
        await assert.rejects(invoked, { code: loadGrpc().status.UNIMPLEMENTED });
    });

    it("waits for an operation, marks its properties as secret, and holds no inputs in its outputs", async () => {
        const inputs = waitInputs({ properties: { clusterId: "c" } });
        const { id, outputs } = await plugin.create("OperationWait", { ...inputs, location: secret("westus") });
        assert.match(id, new RegExp(`/locations/westus/operationStatuses/${inputs.asyncOperationId}$`));
        assert.equal(outputs.status, "Succeeded");
        assert.deepEqual(outputs.properties, secret({ clusterId: "c" }));
        assert.equal(outputs.location, undefined);
        assert.deepEqual(await plugin.diff("OperationWait", id, outputs, inputs, inputs), {
            changes: false,
            replaces: [],
            deleteBeforeReplace: false,
            details: [],
        });
    });

    it("waits for all operations of a list, as URLs and as objects", async () => {
        const { url } = emulator.startOperation(DONE);
        const { minPollInterval, ...reference } = waitInputs();
        const { outputs } = await plugin.create("OperationWaitAll", {
            operations: secret([url, reference]),
            minPollInterval,
        });
        assert.equal((outputs.operationIds as string[]).length, 2);
        const { value } = outputs.statuses as { value: Properties[] };
        assert.deepEqual(
            value.map(({ status }) => status),
            ["Succeeded", "Succeeded"],
        );
    });

    it("fails with Azure's whole error, and records nothing", async () => {
        const created = plugin.create("OperationWait", waitInputs(FAILED));
        await assert.rejects(created, (error: { details: string }) => {
            assert.match(error.details, /^Azure operation Failed: NoReplica: There is no replica\.\n/);
            assert.match(error.details, /- Inner: Zone 2 is full\./);
            assert.equal(halfMadeIn(error), undefined);
            return true;
        });
    });

    it("waits until the customTimeouts of the resource, unless its inputs have a timeout", async () => {
        const release = hold();
        await assert.rejects(plugin.create("OperationWait", waitInputs(), { timeout: 1 }), /still InProgress after 1s/);
        const inputs = { ...waitInputs(), timeout: "2s" };
        await assert.rejects(plugin.create("OperationWait", inputs, { timeout: 1 }), /still InProgress after 2s/);
        release();
    });

    it("sends no request in previews, whose outputs are all unknown", async () => {
        const { id, outputs } = await plugin.create("OperationWait", waitInputs(), { preview: true });
        assert.equal(id, "");
        assert.ok(Object.keys(outputs).includes("status"));
        assert.ok(Object.values(outputs).every((value) => value === UNKNOWN));
        assert.deepEqual(await plugin.update("OperationWaitAll", "x", {}, { operations: [] }, { preview: true }), {
            operationIds: UNKNOWN,
            statuses: UNKNOWN,
        });
        assert.deepEqual(emulator.requests, []);
    });

    it("returns in the preview of an update the outputs, if nothing would be sent", async () => {
        const { id, outputs } = await plugin.create("ResourceAction", action());
        emulator.clearRequests();
        const longer = action({ timeout: "3h" });
        const previewed = await plugin.update("ResourceAction", id, outputs, longer, { preview: true });
        assert.deepEqual(previewed, { ...outputs, timeout: "3h" });
        const again = await plugin.update("ResourceAction", id, outputs, action({ triggers: [1] }), { preview: true });
        assert.equal(again.status, UNKNOWN);
        assert.deepEqual(emulator.requests, []);
    });

    it("returns what is in state from a read, with its secrets, and nothing for an import", async () => {
        const state = { status: "Succeeded", properties: secret({ a: 1 }) };
        assert.deepEqual(await plugin.read("OperationWait", "/x", state, { operation: secret("u") }), {
            id: "/x",
            state,
            inputs: { operation: secret("u") },
        });
        assert.equal((await plugin.read("OperationWait", "/x", {}, {})).id, "");
        assert.deepEqual(emulator.requests, []);
    });

    it("keeps an interrupted action half-made, with its operation as a secret, and goes on without a second request", async () => {
        const release = hold();
        const inputs = action({ body: secret({ key: "k" }) });
        const created = plugin.create("ResourceAction", inputs).catch((error: unknown) => error);
        await untilPolled();
        await plugin.cancel();
        const halfMade = halfMadeIn(await created);
        assert.match(halfMade?.reasons[0] ?? "", /^Stopped waiting for the Azure operation\./);
        assert.equal(halfMade?.outputs.status, "InProgress");
        assert.equal(typeof halfMade?.outputs.pendingOperation, "object", "pendingOperation is secret");
        const { id, outputs } = halfMade as NonNullable<typeof halfMade>;
        assert.equal((await plugin.diff("ResourceAction", id, outputs, inputs, inputs)).changes, true);

        release();
        const resumed = await plugin.update("ResourceAction", id, outputs, inputs);
        assert.equal(resumed.status, "Succeeded");
        assert.equal(resumed.pendingOperation, undefined);
        assert.equal(sent(), 1);
        assert.equal((await plugin.diff("ResourceAction", id, resumed, inputs, inputs)).changes, false);
    });

    it("undoes an action at its deletion, and sends nothing where there is nothing to undo", async () => {
        const { id, outputs } = await plugin.create("ResourceAction", action({ destroy: { action: "failback" } }));
        await plugin.delete("ResourceAction", id, outputs);
        assert.equal(emulator.requests.filter(({ path }) => path.endsWith("/failback")).length, 1);
        emulator.clearRequests();
        const { destroy: _destroy, ...without } = outputs;
        await plugin.delete("ResourceAction", id, without);
        await plugin.delete("OperationWait", "/x", { status: "Succeeded" });
        assert.deepEqual(emulator.requests, []);
    });

    it("names the inputs of a replacement, and shows no others in the details of the difference", async () => {
        const inputs = waitInputs();
        const { id, outputs } = await plugin.create("OperationWait", inputs);
        const news = { ...inputs, asyncOperationId: "other" };
        const diff = await plugin.diff("OperationWait", id, outputs, inputs, news);
        assert.deepEqual(diff, {
            changes: true,
            replaces: ["asyncOperationId"],
            deleteBeforeReplace: false,
            details: ["asyncOperationId"],
        });
    });

    it("replaces an action of another resource after its deletion", async () => {
        const diff = await plugin.diff(
            "ResourceAction",
            "/x",
            action(),
            action(),
            action({ resourceId: "/providers/other" }),
        );
        assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["resourceId"], true]);
    });

    it("refuses the resources of a later version", async () => {
        const request = new protocol.CheckRequest()
            .setUrn("urn:pulumi:d::p::azure-wait:index:Later::x")
            .setNews(struct({}));
        const checked = call<protocol.CheckRequest, protocol.CheckResponse>(
            plugin.client.check.bind(plugin.client),
            request,
        );
        await assert.rejects(checked, /this version of the azure-wait plugin has no resource azure-wait:index:Later: /);
    });

    for (const parents of ["my:index:Component$", "my:index:Outer$my:index:Inner$", "a:b/c:D$a:b/c:E$a:b/c:F$"]) {
        it(`finds the type of a resource whose parents are ${parents}`, async () => {
            const urn = `urn:pulumi:d::p::${parents}azure-wait:index:OperationWait::x`;
            const request = new protocol.CheckRequest().setUrn(urn).setNews(struct(waitInputs()));
            const checked = await call<protocol.CheckRequest, protocol.CheckResponse>(
                plugin.client.check.bind(plugin.client),
                request,
            );
            assert.deepEqual(checked.getFailuresList(), []);
        });
    }
});
