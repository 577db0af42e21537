// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describeLanguages } from "./languageFixture";

describeLanguages("OperationWaitAll", (fixture) => {
    const { plugin } = fixture;

    it("waits for operations that are given by URL and by id, with a status of its own", async () => {
        const configuration = {
            operation: fixture.startUrl(),
            asyncOperationId: fixture.startId({ outcome: "Deleted" }),
            resourceId: plugin.workspaceId,
        };
        const stack = await fixture.stack("all", configuration);

        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.deepEqual(plugin.emulator.requests, []);

        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        const { operationIds, statuses } = await stack.outputs({ showSecrets: true });
        assert.deepEqual(statuses, ["Succeeded", "Deleted"]);
        const names = (operationIds as string[]).map((id) => id.split("/").at(-1));
        assert.deepEqual(names, [
            new URL(configuration.operation).pathname.split("/").at(-1),
            configuration.asyncOperationId,
        ]);
        assert.equal((await stack.outputs()).statuses, "[secret]");
    });
});
