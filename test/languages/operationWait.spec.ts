// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { SecretIdentity } from "../emulator/src/index";
import { describePlugin, OTHER_IDENTITY, reference, type YamlProgram } from "../harness/engine/pluginFixture";
import type { Stack } from "../harness/engine/stack";
import { defineWaitTests } from "./waitTests";

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

    defineWaitTests(fixture, ({ operation, asyncOperationId, createTimeout }) =>
        fixture.stack(
            waits(
                { operation },
                { asyncOperationId, location: "West US" },
                createTimeout === undefined ? {} : { customTimeouts: { create: createTimeout } },
            ),
        ),
    );

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

    it("has less than 2,200 characters in state, beside the ciphertext of its operation", async () => {
        const { url } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const stack = await fixture.stack(waits({ operation: url }, start()));
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        const [ready] = await fixture.inState(stack);
        assert.ok(ready !== undefined);
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
