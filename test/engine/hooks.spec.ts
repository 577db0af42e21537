// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeOnEngine } from "../harness/engine/waitFixture";

/** A custom resource whose creation fails while the file `busyWhile` exists. */
const THING = `
    const { retryWhenBusy, startOperation, waitHook } = require("pulumi-azure-wait");
    const provider = {
        async create(inputs) {
            if (inputs.busyWhile !== undefined && require("node:fs").existsSync(inputs.busyWhile)) {
                throw new Error(inputs.error);
            }
            return { id: "thing", outs: inputs.operation === undefined ? {} : { operation: inputs.operation } };
        },
    };
    class Thing extends pulumi.dynamic.Resource {
        constructor(name, args, opts) { super(provider, name, args, opts, "test", "Thing"); }
    }
`;

/** Running at the first poll, ended at the second. */
const RUNNING_AT_FIRST_POLL = { durationSeconds: 0, answers: [{ body: { status: "InProgress" } }, "timed"] } as const;

describeOnEngine("waitHook and retryWhenBusy", (fixture) => {
    it("waitHook: waits after a create, receives secret outputs in plain text, and does not wait again in the next up", async () => {
        const { url } = fixture.emulator.startOperation(RUNNING_AT_FIRST_POLL);
        const stack = await fixture.stack(`${THING}
            new Thing("thing", { operation: config.requireSecret("url") }, {
                hooks: { afterCreate: [waitHook(({ newOutputs }) => newOutputs.operation, { minPollInterval: "200ms" })] },
            });
        `);
        await stack.config.set("url", url, { secret: true });
        fixture.emulator.clearRequests();
        assert.equal((await stack.preview()).exitCode, 0);
        assert.deepEqual(fixture.emulator.requests, [], "a preview runs no hooks");

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /Thing thing .*InProgress · \d+s · next poll in \d+s/);
        assert.ok(!up.output.includes(new URL(url).searchParams.get("h") ?? "?"));
        fixture.emulator.clearRequests();
        const second = await stack.up();
        assert.match(second.output, /2 unchanged/);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("waitHook: fails the run with the complete error although the resource is created", async () => {
        const { url } = fixture.emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: {
                code: "FailoverRefused",
                message: "No.",
                details: [{ code: "ReplicaIsBehind", message: "By a day." }],
            },
        });
        const stack = await fixture.stack(`${THING}
            new Thing("thing", {}, { hooks: { afterCreate: [waitHook(() => ["${url}", "${url}"])] } });
        `);

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, /after hook ".*" failed: 2 of 2 Azure operations did not succeed:/);
        assert.match(up.output, /Azure operation Failed: FailoverRefused: No\./);
        assert.match(up.output, /- ReplicaIsBehind: By a day\./);
        assert.equal(up.output.match(/operation: .* Failed after 0s/g)?.length, 2, up.output);
        assert.equal((await stack.up()).exitCode, 0, "the next up does not wait again");
    });

    it("waitHook: starts an action and waits for it", async () => {
        fixture.emulator.scriptNext({ durationSeconds: 1 });
        const workspace = `/subscriptions/${fixture.emulator.subscriptionId}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs`;
        fixture.emulator.changeResource({ resourceId: workspace }, { durationSeconds: 0 });
        const stack = await fixture.stack(`${THING}
            const failover = () => startOperation({
                method: "POST", path: "${workspace}/failover", apiVersion: "2025-02-01",
            });
            new Thing("thing", {}, { hooks: { afterCreate: [waitHook(failover, { minPollInterval: "200ms" })] } });
        `);
        fixture.emulator.clearRequests();

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const arm = fixture.emulator.requests
            .filter(({ area }) => area === "arm")
            .map(({ method, path }) => [method, path]);
        assert.deepEqual(arm[0], ["POST", `${workspace}/failover`]);
        assert.match(String(arm.at(-1)?.[1]), /operationStatuses/);
    });

    it("retryWhenBusy: waits for the conflicting operation regardless of its outcome, and retries the create", async () => {
        const { url } = fixture.emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: { code: "X" },
        });
        const stack = await fixture.stack(`${THING}
            const fs = require("node:fs");
            const busyWhile = __dirname + "/busy";
            fs.writeFileSync(busyWhile, "");
            const hook = retryWhenBusy("retry", { onProgress: undefined });
            const done = new pulumi.ErrorHook("done", () => { fs.rmSync(busyWhile, { force: true }); return false; });
            new Thing("thing", {
                busyWhile,
                error: "Conflict: AnotherOperationInProgress. See ${url} for more.",
            }, { hooks: { onError: [done, hook] } });
        `);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /retrying create/);
    });

    it("retryWhenBusy: does not retry a partially created resource, which would lose it", async () => {
        const { url } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const stack = await fixture.stack(`${THING}
            const partiallyCreated = "1 error occurred:\\n\\t* Status=200 Code=RetryableErrorDueToAnotherOperation, see ${url}";
            new Thing("thing", { busyWhile: __dirname, error: partiallyCreated }, { hooks: { onError: [retryWhenBusy("retry")] } });
        `);

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.doesNotMatch(up.output, /retrying/);
    });

    it("retryWhenBusy: does not retry after other errors", async () => {
        const stack = await fixture.stack(`${THING}
            new Thing("thing", { busyWhile: __dirname, error: "QuotaExceeded: no more." }, {
                hooks: { onError: [retryWhenBusy("retry")] },
            });
        `);

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.match(up.output, /QuotaExceeded: no more\./);
        assert.doesNotMatch(up.output, /retrying/);
    });

    it("retryWhenBusy: reports the original error and a warning when the wait for the conflicting operation times out", async () => {
        const { url } = fixture.emulator.startOperation({ durationSeconds: 1_000 });
        const stack = await fixture.stack(`${THING}
            new Thing("thing", { busyWhile: __dirname, error: "AnotherOperationInProgress: see ${url}." }, {
                hooks: { onError: [retryWhenBusy("retry", { timeout: "1s" })] },
            });
        `);

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0);
        assert.match(up.output, /error: AnotherOperationInProgress/);
        assert.match(up.output, /warning: not tried again: Azure operation still InProgress after 1s/);
    });

    it("waitHook: ends at the first Ctrl-C", async () => {
        const { url } = fixture.emulator.startOperation({ durationSeconds: 1_000 });
        const stack = await fixture.stack(`${THING}
            new Thing("thing", {}, { hooks: { afterCreate: [waitHook(() => "${url}")] } });
        `);
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/InProgress/);

        const startMs = performance.now();
        up.signal("SIGINT");

        const { exitCode } = await up.done;
        console.log(
            `      ${Math.round(performance.now() - startMs)} ms from Ctrl-C to the end of pulumi, with a waiting hook`,
        );
        assert.notEqual(exitCode, 0);
        assert.deepEqual(stack.processes(), [], "no process is left");
    });
});
