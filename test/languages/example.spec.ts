// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";
import { describePlugin } from "../harness/engine/pluginFixture";

describePlugin("The example `yaml`", (fixture) => {
    it("waits, then sends the failover, and the failback at destroy", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const source = readFileSync(path.join(REPOSITORY_DIRECTORY, "examples/yaml/Pulumi.yaml"), "utf8");
        const stack = await fixture.stack(source);
        await stack.config.set("clusterOperationId", asyncOperationId);
        await stack.config.set("workspaceId", fixture.workspaceId);

        fixture.emulator.scriptNext({ durationSeconds: 0 });
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.equal((await stack.outputs()).status, "Succeeded");
        assert.deepEqual(fixture.takeSent(), ["POST one/failover"]);

        fixture.emulator.scriptNext({ durationSeconds: 0 });
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(fixture.takeSent(), ["POST one/failback"]);
    });
});
