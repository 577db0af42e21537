// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeOnEngine } from "../harness/engine/waitFixture";

describeOnEngine("OperationWait where dynamic resources cannot work", (fixture) => {
    it("fails a preview without a stack trace when default providers are disabled", async () => {
        const stack = await fixture.stack(
            `new OperationWait("ready", { asyncOperationId: "op-1", location: "westus" });`,
        );
        await stack.config.set("pulumi:disable-default-providers", '["*"]');

        const preview = await stack.preview();

        assert.notEqual(preview.exitCode, 0);
        assert.match(
            preview.output,
            /pulumi-azure-wait: `pulumi:disable-default-providers` makes dynamic resources impossible/,
        );
        assert.doesNotMatch(preview.output, /at .*waitResource/);
    });
});
