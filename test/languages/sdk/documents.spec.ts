// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { packFolder } from "../../../provider/plugin/build/archive";
import { REPOSITORY_DIRECTORY } from "../../harness/engine/engineRelease";
import { builtPlugin, describePlugin, PLUGIN_VERSION } from "../../harness/engine/pluginFixture";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";
import { describeLanguages, LanguageFixture } from "./languageFixture";
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

describePlugin(
    "The example `python`",
    (plugin) => {
        const fixture = new LanguageFixture(PYTHON, plugin);

        it("waits, then sends the failover, and the failback at destroy", async () => {
            const stack = await fixture.stackIn(exampleDirectory());
            const archive = packFolder(
                await builtPlugin(),
                createTemporaryDirectory("archive"),
                PLUGIN_VERSION,
                "node",
            );
            const name = ["resource", "azure-wait", `v${PLUGIN_VERSION}`];
            await stack.run(["plugin", "install", ...name, "--file", archive]);
            await stack.config.set("clusterOperationId", fixture.startId());
            const group = `/subscriptions/${plugin.emulator.subscriptionId}/resourceGroups/g`;
            await stack.config.set("workspaceId", `${group}/providers/Microsoft.OperationalInsights/workspaces/logs`);

            plugin.emulator.scriptNext({ durationSeconds: 0 });
            const up = await stack.up();
            assert.equal(up.exitCode, 0, up.output);
            assert.equal((await stack.outputs()).status, "Succeeded");
            assert.deepEqual(plugin.takeSent(), ["POST logs/failover"]);

            plugin.emulator.scriptNext({ durationSeconds: 0 });
            const destroy = await stack.destroy();
            assert.equal(destroy.exitCode, 0, destroy.output);
            assert.deepEqual(plugin.takeSent(), ["POST logs/failback"]);
        });
    },
    PYTHON.host,
);
