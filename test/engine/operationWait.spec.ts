// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { FAILED_NESTED, FAILED_NESTED_REPORT } from "../harness/engine/failedOperation";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine, waitsInState } from "../harness/engine/waitFixture";

/** Waits for the configured operation. The dependent resource must not be created before the operation succeeded. */
const WAIT = `
    const ready = new OperationWait("ready", {
        asyncOperationId: config.require("operation"),
        location: "West US",
        timeout: config.get("timeout"),
        minPollInterval: "200ms",
    });
    new pulumi.ComponentResource("test:index:Dependent", "dependent", {}, { dependsOn: ready });
    exports.status = ready.status;
    exports.operationId = ready.operationId;
    exports.waitName = ready.name;
    exports.times = pulumi.all([ready.startTime, ready.endTime]);
    exports.percentComplete = ready.percentComplete;
    exports.properties = ready.properties;
    exports.polls = ready.polls;
    exports.durationSeconds = ready.durationSeconds;
`;

describeOnEngine("OperationWait", (fixture) => {
    const waitStack = async (asyncOperationId: string): Promise<Stack> => {
        const stack = await fixture.stack(WAIT);
        await stack.config.set("operation", asyncOperationId);
        return stack;
    };

    it("waits until the operation is Succeeded and returns its details as outputs", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({
            durationSeconds: 3,
            percentComplete: true,
            properties: { clusterId: "a-property" },
        });
        const stack = await waitStack(asyncOperationId);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const outputs = await stack.outputs({ showSecrets: true });
        assert.equal(outputs.status, "Succeeded");
        assert.equal(outputs.waitName, asyncOperationId);
        assert.match(String(outputs.operationId), new RegExp(`/operationStatuses/${asyncOperationId}$`));
        assert.equal((outputs.times as string[]).filter((time) => /^\d{4}-.*Z$/.test(time)).length, 2);
        assert.equal(outputs.percentComplete, 100);
        assert.deepEqual(outputs.properties, { clusterId: "a-property" });
        assert.ok(Number(outputs.polls) >= 1);
        assert.equal((await stack.outputs()).properties, "[secret]", "properties is a secret output");
    });

    it("fails with the complete error of a Failed operation, creates no dependents and stores nothing in state", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({
            durationSeconds: 0.5,
            outcome: "Failed",
            error: FAILED_NESTED,
        });
        const stack = await waitStack(asyncOperationId);

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        const diagnostics = up.output.slice(up.output.indexOf("Diagnostics:"));
        for (const line of [
            ...FAILED_NESTED_REPORT,
            "  innererror:",
            "  details:",
            `  operation: ${asyncOperationId} (Microsoft.OperationalInsights, westus), Failed after`,
        ]) {
            assert.ok(diagnostics.includes(line), `${line}\nis not in\n${up.output}`);
        }
        assert.match(diagnostics, /request id [\w-]+, correlation id [\w-]+/);
        assert.doesNotMatch(up.output, /dependent/);
        assert.deepEqual(await waitsInState(stack), []);
        assert.equal((await stack.export()).deployment.pending_operations?.length ?? 0, 0);
    });

    it("sends no request in a preview and accepts unknown inputs", async () => {
        const stack = await fixture.stack(`
            const { asyncOperationId } = config.requireObject("started");
            const first = new OperationWait("first", { asyncOperationId, location: "westus", minPollInterval: "200ms" });
            new OperationWait("second", {
                asyncOperationId: first.name, location: first.status.apply(() => "West US"), timeout: first.status.apply(() => "1h"),
                minPollInterval: first.status.apply(() => "200ms"),
            });
            new OperationWait("third", { operation: first.operationId, minPollInterval: "200ms" });
        `);
        const operation = fixture.emulator.startOperation({ durationSeconds: 0 });
        await stack.config.set("started", JSON.stringify(operation), { secret: true });
        fixture.emulator.clearRequests();

        const preview = await stack.preview();

        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /4 to create/);
        assert.deepEqual(fixture.emulator.requests, []);

        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.equal((await waitsInState(stack)).length, 3);
    });

    it("fails at the timeout and succeeds in the next up", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const stack = await waitStack(asyncOperationId);
        await stack.config.set("timeout", "2s");

        const finish = fixture.emulator.intercept(({ path }) =>
            path.endsWith(asyncOperationId) ? { body: { status: "InProgress" } } : undefined,
        );
        const first = await stack.up();
        finish();

        assert.notEqual(first.exitCode, 0);
        assert.match(first.output, /Azure operation still InProgress after 2s, the `timeout` of this wait\./);
        assert.match(first.output, /Run again to go on waiting, or set a longer `timeout`\./);
        assert.deepEqual(await waitsInState(stack), []);

        await stack.config.set("timeout", "1m");
        const second = await stack.up();
        assert.equal(second.exitCode, 0, second.output);
        assert.equal((await stack.outputs()).status, "Succeeded");
    });

    it("uses customTimeouts.create when no timeout is given", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 100 });
        const stack = await fixture.stack(`
            const operation = { asyncOperationId: "${asyncOperationId}", location: "westus" };
            new OperationWait("ready", operation, { customTimeouts: { create: "1s" } });
        `);

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.match(up.output, /still InProgress after 1s/);
    });

    it("runs the waits of a component in sequence when one depends on the other", async () => {
        const [first, second] = [1, 1].map((durationSeconds) => fixture.emulator.startOperation({ durationSeconds }));
        const stack = await fixture.stack(`
            class Clusters extends pulumi.ComponentResource {
                constructor(name) {
                    super("test:index:Clusters", name);
                    const location = "westus";
                    const one = new OperationWait("one", { asyncOperationId: "${first?.asyncOperationId}", location }, { parent: this });
                    const two = new OperationWait(
                        "two",
                        { asyncOperationId: "${second?.asyncOperationId}", location },
                        { parent: this, dependsOn: one },
                    );
                    this.status = pulumi.all([one.status, two.status]);
                }
            }
            exports.status = new Clusters("clusters").status;
        `);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.deepEqual((await stack.outputs()).status, ["Succeeded", "Succeeded"]);
    });

    for (const [title, flags] of [
        ["", []],
        [
            " with --logflow, --logtostderr and --tracing",
            ["--logflow", "--logtostderr", "-v=3", "--tracing=file:./up.trace"],
        ],
        [" with --logflow and a tracing endpoint", ["--logflow", "-v=3", "--tracing=tcp://127.0.0.1:9"]],
    ] as const) {
        it(`shows a status message on the resource while it waits${title}`, async () => {
            const { asyncOperationId } = fixture.emulator.startOperation({
                durationSeconds: 0,
                answers: [{ body: { status: "InProgress" } }, "timed"],
            });
            const stack = await waitStack(asyncOperationId);

            const up = await stack.up(flags);

            assert.match(up.stdout, /OperationWait ready creating.* InProgress · \d+s · next poll in \d+s/);
            assert.doesNotMatch(
                up.stdout.slice(up.stdout.indexOf("Diagnostics:")),
                /InProgress/,
                "status messages are not in the diagnostics",
            );
        });
    }
});
