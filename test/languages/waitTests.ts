// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { FAILED_NESTED, FAILED_NESTED_REPORT } from "../harness/engine/failedOperation";
import type { PluginFixture } from "../harness/engine/pluginFixture";
import type { Stack } from "../harness/engine/stack";

/** A canary in values that must never be printed. */
const SIGNATURE = "canary-7d1f";

/** The arguments of a program with a wait `ready`, and a wait `dependent` that depends on it. */
export interface WaitProgram {
    /** The URL for which `ready` waits. */
    readonly operation: string;
    /** The id for which `dependent` waits, in West US. */
    readonly asyncOperationId: string;
    /** `customTimeouts.create` of `ready`. */
    readonly createTimeout?: string;
}

/** Defines what each language has in common. @param stackOf Creates a stack of a program of the language. */
export function defineWaitTests(plugin: PluginFixture, stackOf: (program: WaitProgram) => Promise<Stack>): void {
    const start = (script: object = {}): WaitProgram => ({
        operation: plugin.emulator.startOperation({ durationSeconds: 0, ...script }).url,
        asyncOperationId: plugin.emulator.startOperation({ durationSeconds: 0 }).asyncOperationId,
    });

    it("sends no request in a preview, waits in up, returns outputs, and sends nothing in up again", async () => {
        const stack = await stackOf(start({ durationSeconds: 1, properties: { clusterId: "c" } }));

        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /3 to create/);
        assert.deepEqual(plugin.emulator.requests, []);

        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /OperationWait ready creat.* Succeeded after \d+s, \d+ polls?/);
        const outputs = await stack.outputs({ showSecrets: true });
        assert.equal(outputs.status, "Succeeded");
        assert.match(String(outputs.operationId), /^\/subscriptions\/.*\/operationStatuses\/[^?]+$/);
        assert.deepEqual(outputs.properties, { clusterId: "c" });
        assert.equal((await stack.outputs()).properties, "[secret]");

        plugin.emulator.clearRequests();
        const again = await stack.up();
        assert.match(again.output, /3 unchanged/);
        assert.deepEqual(plugin.emulator.requests, []);
    });

    it("fails with the whole error, creates no dependents and records nothing", async () => {
        const stack = await stackOf(start({ outcome: "Failed", error: FAILED_NESTED }));

        const { exitCode, output } = await stack.up();

        assert.notEqual(exitCode, 0);
        const diagnostics = output.slice(output.indexOf("Diagnostics:"));
        for (const line of FAILED_NESTED_REPORT) {
            assert.ok(diagnostics.includes(line), `${line}\nis not in\n${output}`);
        }
        assert.doesNotMatch(output, /dependent creating/);
        assert.deepEqual(await plugin.inState(stack), []);
    });

    it("stops on Ctrl-C, leaves no process, and waits again in the next up", async () => {
        const stack = await stackOf(start());
        const release = plugin.hold();
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/ready creating.*InProgress/);

        const startMs = performance.now();
        up.signal("SIGINT");
        await up.waitForOutput(/error: Stopped waiting for the Azure operation\./);
        const stopped = Math.round(performance.now() - startMs);
        const { exitCode, output } = await up.done;
        const ended = Math.round(performance.now() - startMs);
        console.log(`      ${stopped} ms from SIGINT to the error, ${ended} ms to the end of pulumi`);

        assert.notEqual(exitCode, 0, output);
        assert.deepEqual(stack.processes(), []);
        assert.deepEqual(await plugin.inState(stack), []);
        release();
        const next = await stack.up();
        assert.equal(next.exitCode, 0, next.output);
    });

    it("refreshes and destroys without credentials and requests", async () => {
        const stack = await stackOf(start());
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        plugin.emulator.clearRequests();
        const environment = plugin.noCredentials;
        for (const result of [await stack.refresh([], { environment }), await stack.destroy([], { environment })]) {
            assert.equal(result.exitCode, 0, result.output);
        }
        assert.deepEqual(await plugin.inState(stack), []);
        assert.deepEqual(plugin.emulator.requests, []);
    });

    it("honours customTimeouts.create when no timeout is given", async () => {
        const stack = await stackOf({ ...start(), createTimeout: "1s" });
        plugin.hold();
        const up = await stack.up();
        assert.match(up.output, /Azure operation still InProgress after 1s, the `timeout` of this wait\./);
    });

    it("encrypts a signed URL in state, and prints it nowhere", async () => {
        const { operation, ...others } = start({ properties: { key: SIGNATURE } });
        const stack = await stackOf({ ...others, operation: `${operation}&sig=${SIGNATURE}` });
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.doesNotMatch(up.output, new RegExp(SIGNATURE));
        assert.equal((await plugin.inState(stack)).length, 2);
        assert.doesNotMatch(JSON.stringify(await stack.export()), new RegExp(SIGNATURE));
    });
}
