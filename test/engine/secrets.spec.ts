// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeOnEngine, waitsInState } from "../harness/engine/waitFixture";

/** What the engine writes in the place of the code of a dynamic resource. */
const STORED_PROVIDER = "__provider";
const STORED_PROVIDER_LIMIT_BYTES = 800;

const SECRET_PROPERTY = "secret-property-41c9";

describeOnEngine("OperationWait and what must stay secret", (fixture) => {
    it("keeps no secret input or output in clear text, and only a small constant of code, in state", async () => {
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
        const stored = String(first?.outputs?.[STORED_PROVIDER]);
        assert.ok(
            stored.length > 100 && stored.length < STORED_PROVIDER_LIMIT_BYTES,
            `${stored.length} bytes:\n${stored}`,
        );
        assert.equal(second?.outputs?.[STORED_PROVIDER], stored, "it is a constant");
    });

    it("is neither crashed nor coloured by what Azure writes into an error", async () => {
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
