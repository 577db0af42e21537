// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeOnEngine, waitsInState } from "../harness/engine/waitFixture";

/** The output in which Pulumi stores the serialized provider of a dynamic resource. */
const PROVIDER_OUTPUT = "__provider";
const PROVIDER_LIMIT_BYTES = 800;

const SECRET_PROPERTY = "secret-property-41c9";

describeOnEngine("OperationWait with secret values", (fixture) => {
    it("stores no secret in plain text, and the same small serialized provider for each wait", async () => {
        const operations = [1, 2].map(() =>
            fixture.emulator.startOperation({ durationSeconds: 0, properties: { key: SECRET_PROPERTY } }),
        );
        const stack = await fixture.stack(`
            const first = new OperationWait("first", { operation: config.require("first"), timeout: config.requireSecret("timeout") });
            new OperationWait("second", { operation: config.requireSecret("second"), timeout: "3h" }, { dependsOn: first });
            exports.properties = first.properties;
        `);
        await stack.config.set("first", operations[0]?.url ?? "", { secret: true });
        await stack.config.set("second", operations[1]?.url ?? "", { secret: true });
        await stack.config.set("timeout", "61m", { secret: true });

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const state = JSON.stringify(await stack.export());
        const signatures = operations.flatMap(({ url }) =>
            ["t", "c", "s", "h"].map((name) => new URL(url).searchParams.get(name)),
        );
        for (const secret of [
            SECRET_PROPERTY,
            "61m",
            fixture.emulator.identity.clientSecret,
            ...signatures.filter((signature) => signature !== null && signature.length > 8),
        ]) {
            assert.ok(!state.includes(String(secret)), `${secret} is in the state`);
            assert.ok(!up.output.includes(String(secret)), `${secret} is in the output`);
        }
        const [first, second] = await waitsInState(stack);
        const stored = String(first?.outputs?.[PROVIDER_OUTPUT]);
        assert.ok(stored.length > 100 && stored.length < PROVIDER_LIMIT_BYTES, `${stored.length} bytes:\n${stored}`);
        assert.equal(second?.outputs?.[PROVIDER_OUTPUT], stored, "the serialized provider is constant");
    });

    it("escapes control characters, colour directives and log commands in an Azure error", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: {
                code: "<{%bogus%}>",
                message:
                    "red \u001b[31mtext\u0007 <{%fg 1%}>\u202e 100% %d\r\nerror: forged\n::error::forged\n##vso[task.complete]forged",
            },
        });
        const stack = await fixture.stack(
            `new OperationWait("ready", { asyncOperationId: "${asyncOperationId}", location: "westus" });`,
        );

        const up = await stack.up(["--color", "always"]);

        assert.equal(up.exitCode, 1, up.output);
        assert.match(
            up.output,
            /Azure operation Failed: <\u200b\{%bogus%\}>: red ␛\[31mtext␇ <\u200b\{%fg 1%\}>\ufffd 100% %d/,
        );
        assert.doesNotMatch(up.output, /\u001b\[31mtext|\u0007|\u202e|panic|<\{%/);
        assert.doesNotMatch(up.output, /^\s*::|##vso\[/m);
        const again = await stack.preview();
        assert.equal(again.exitCode, 0, `the stack is not locked: ${again.output}`);
    });
});
