// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { SecretIdentity } from "../emulator/src/index";
import { FAILED_NESTED, FAILED_NESTED_REPORT } from "../harness/engine/failedOperation";
import { describePlugin, OTHER_IDENTITY, reference, type YamlProgram } from "../harness/engine/pluginFixture";
import type { Stack } from "../harness/engine/stack";

/** A canary in values that must never be printed. */
const SIGNATURE = "canary-7d1f";

/** A wait, and a wait that depends on it. */
function waits(operation: object, dependent: object, options: object = {}): YamlProgram {
    const interval = { minPollInterval: "200ms" };
    return {
        resources: {
            ready: { type: "azure-wait:OperationWait", properties: { ...operation, ...interval }, options },
            dependent: {
                type: "azure-wait:OperationWait",
                properties: { ...dependent, ...interval },
                options: { dependsOn: [reference("ready")] },
            },
        },
        outputs: {
            status: reference("ready.status"),
            properties: reference("ready.properties"),
            operationId: reference("ready.operationId"),
        },
    };
}

describePlugin("OperationWait of the plugin, in YAML", (fixture) => {
    const start = (script: object = {}) => {
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 0, ...script });
        return { asyncOperationId, location: "West US" };
    };

    it("sends no request in a preview, waits in up, returns outputs, and sends nothing in up again", async () => {
        const stack = await fixture.stack(
            waits(start({ durationSeconds: 1, properties: { clusterId: "c" } }), start()),
        );

        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /3 to create/);
        assert.deepEqual(fixture.emulator.requests, []);

        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /OperationWait ready creat.* Succeeded after \d+s, \d+ polls?/);
        const outputs = await stack.outputs({ showSecrets: true });
        assert.equal(outputs.status, "Succeeded");
        assert.deepEqual(outputs.properties, { clusterId: "c" });
        assert.equal((await stack.outputs()).properties, "[secret]");

        fixture.emulator.clearRequests();
        const again = await stack.up();
        assert.match(again.output, /3 unchanged/);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("fails with the whole error, creates no dependents and records nothing", async () => {
        const stack = await fixture.stack(waits(start({ outcome: "Failed", error: FAILED_NESTED }), start()));

        const { exitCode, output } = await stack.up();

        assert.notEqual(exitCode, 0);
        const diagnostics = output.slice(output.indexOf("Diagnostics:"));
        for (const line of FAILED_NESTED_REPORT) {
            assert.ok(diagnostics.includes(line), `${line}\nis not in\n${output}`);
        }
        assert.doesNotMatch(output, /dependent creating/);
        assert.deepEqual(await fixture.inState(stack), []);
    });

    it("prints a report of the greatest length", async () => {
        const details = Array.from({ length: 3_000 }, (_value, index) => ({
            code: `Code${index}`,
            message: "„Größe“".repeat(8),
        }));
        const stack = await fixture.stack(
            waits(start({ outcome: "Failed", error: { code: "Many", message: "m", details } }), start()),
        );
        const { output } = await stack.up();
        assert.match(output, /… \(cut: a report has at most 64 KiB/);
        assert.match(output, /Code100: „Größe“/);
    });

    it("ends at once on Ctrl-C, leaves no process, and waits again in the next up", async () => {
        const stack = await fixture.stack(waits(start(), start()));
        const release = fixture.hold();
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/ready creating.*InProgress/);

        const startMs = performance.now();
        up.signal("SIGINT");
        const { exitCode, output } = await up.done;
        console.log(`      ${Math.round(performance.now() - startMs)} ms from SIGINT to the end of pulumi`);

        assert.notEqual(exitCode, 0);
        assert.match(output, /error: Stopped waiting for the Azure operation\./);
        assert.deepEqual(stack.processes(), []);
        assert.deepEqual(await fixture.inState(stack), []);
        release();
        const next = await stack.up();
        assert.equal(next.exitCode, 0, next.output);
    });

    it("leaves no process when the engine is killed", async () => {
        const stack = await fixture.stack(waits(start(), start()));
        fixture.hold();
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/ready creating.*InProgress/);
        const engine = stack.processes().find(({ commandLine }) => /(?:^|\/)pulumi /.test(commandLine));
        assert.ok(engine !== undefined, JSON.stringify(stack.processes()));

        const startMs = performance.now();
        process.kill(engine.processId, "SIGKILL");
        await up.done;
        const plugins = () => stack.processes().filter(({ commandLine }) => commandLine.includes("plugin.js"));
        while (plugins().length > 0 && performance.now() - startMs < 20_000) {
            await setTimeout(20);
        }
        console.log(`      ${Math.round(performance.now() - startMs)} ms from SIGKILL to the end of the plugin`);
        assert.deepEqual(plugins(), []);
    });

    it("refreshes and destroys without credentials and requests", async () => {
        const stack = await fixture.stack(waits(start(), start()));
        assert.equal((await stack.up()).exitCode, 0);
        fixture.emulator.clearRequests();
        const environment = fixture.noCredentials;
        for (const result of [await stack.refresh([], { environment }), await stack.destroy([], { environment })]) {
            assert.equal(result.exitCode, 0, result.output);
        }
        assert.deepEqual(await fixture.inState(stack), []);
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("honours customTimeouts.create when no timeout is given", async () => {
        fixture.hold();
        const stack = await fixture.stack(waits(start(), start(), { customTimeouts: { create: "1s" } }));
        const up = await stack.up();
        assert.match(up.output, /Azure operation still InProgress after 1s, the `timeout` of this wait\./);
    });

    it("encrypts a signed URL in state, and prints it nowhere", async () => {
        const { url } = fixture.emulator.startOperation({ durationSeconds: 0, properties: { key: SIGNATURE } });
        const operation = `${url}&sig=${SIGNATURE}`;
        const stack = await fixture.stack(waits({ operation }, start()));
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.doesNotMatch(up.output, new RegExp(SIGNATURE));
        const [ready] = await fixture.inState(stack);
        assert.ok(ready !== undefined);
        assert.doesNotMatch(JSON.stringify(await stack.export()), new RegExp(SIGNATURE));
        const { ciphertext } = Object(ready.inputs?.operation) as { ciphertext: string };
        // The YAML host adds the positions in its own source.
        const { stackTrace: _stackTrace, sourcePosition: _sourcePosition, ...recorded } = ready;
        const size = JSON.stringify(recorded).length - ciphertext.length;
        console.log(`      the state of a wait has ${size} characters beside the ciphertext of its operation`);
        assert.ok(size < 2_200, JSON.stringify(ready));
    });

    it("replaces a wait for another operation, and shows only that in the preview", async () => {
        const stack = await fixture.stack(waits(start(), start()));
        assert.equal((await stack.up()).exitCode, 0);
        await fixture.rewrite(waits({ ...start(), timeout: "3h" }, start()));
        const preview = await stack.preview(["--diff"]);
        assert.match(preview.output, /~ asyncOperationId: "/);
        const up: { readonly exitCode: number | null; readonly output: string } = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /2 replaced/);
    });

    it("signs in as each explicit provider says, in one program", async () => {
        const { emulator } = fixture;
        const provider = ({ tenantId, clientId, clientSecret }: SecretIdentity) => {
            const metadata = { metadataHost: emulator.metadataHost, subscriptionId: emulator.subscriptionId };
            return {
                type: "pulumi:providers:azure-wait",
                properties: { tenantId, clientId, clientSecret, ...metadata },
            };
        };
        const wait = (name: string) => ({
            type: "azure-wait:OperationWait",
            properties: { ...start(), minPollInterval: "200ms" },
            options: { provider: reference(name) },
        });
        const resources = {
            one: provider(emulator.identity),
            two: provider(OTHER_IDENTITY),
            waitOne: wait("one"),
            waitTwo: wait("two"),
        };
        const stack = await fixture.stack({ resources }, { environment: fixture.noCredentials });

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const secrets = [emulator.identity, OTHER_IDENTITY].map(({ clientSecret }) => clientSecret);
        const state = JSON.stringify(await stack.export());
        assert.ok(
            secrets.every((value) => !state.includes(value)),
            "the secrets of providers are encrypted",
        );
        const clients = new Set(
            emulator.requests.filter(({ area }) => area === "arm").map(({ headers }) => headers.authorization),
        );
        assert.equal(clients.size, 2, JSON.stringify([...clients]));
    });

    it("names its own keys where there is nothing to sign in with", async () => {
        const stack: Stack = await fixture.stack(waits(start(), start()), {
            environment: {
                ARM_CLIENT_SECRET: undefined,
                PATH: `${fixture.engineDirectory}:${process.execPath.replace(/\/node$/, "")}:/bin`,
            },
        });
        const up = await stack.up();
        assert.notEqual(up.exitCode, 0);
        assert.match(
            up.output,
            /or set azure-wait's settings \(the configuration of azure-native is not visible to this plugin\)/,
        );
    });
});
