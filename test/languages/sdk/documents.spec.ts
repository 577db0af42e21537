// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY_DIRECTORY } from "../../harness/engine/engineRelease";
import { describeLanguage, describeLanguages } from "./languageFixture";
import { exampleDirectory, PYTHON } from "./python";

const README = readFileSync(path.join(REPOSITORY_DIRECTORY, "README.md"), "utf8");

describeLanguages("The program of the README with the plugin", (fixture) => {
    it("waits", async () => {
        const programs = [...README.matchAll(new RegExp(`\`\`\`${fixture.language.fence}\n(.*?)\`\`\``, "gs"))];
        assert.equal(programs.length, 1);
        const stack = await fixture.stackOf(programs[0]?.[1] ?? "", { clusterOperationId: fixture.startId() });

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.equal((await stack.outputs()).status, "Succeeded");
    });
});

describeLanguage("The example `python`", PYTHON, (fixture) => {
    const { plugin } = fixture;

    it("waits, then sends the failover, and the failback at destroy", async () => {
        const stack = await fixture.stackIn(exampleDirectory());
        await fixture.install(stack);
        await stack.config.set("clusterOperationId", fixture.startId());
        await stack.config.set("workspaceId", plugin.workspaceId);

        plugin.emulator.scriptNext({ durationSeconds: 0 });
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.equal((await stack.outputs()).status, "Succeeded");
        assert.deepEqual(plugin.takeSent(), ["POST one/failover"]);

        plugin.emulator.scriptNext({ durationSeconds: 0 });
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(plugin.takeSent(), ["POST one/failback"]);
    });
});
