// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { GO_PLATFORM, packFolder } from "../../../provider/plugin/build/archive";
import { serveArchive } from "../../harness/engine/archiveServer";
import { builtPlugin, PLUGIN_VERSION } from "../../harness/engine/pluginFixture";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";
import { describeLanguages } from "./languageFixture";

describeLanguages("The plugin, as the generated SDK finds it", (fixture) => {
    const configuration = () => ({ operation: fixture.startUrl(), asyncOperationId: fixture.startId() });

    it("waits in the version of the SDK, which `pulumi plugin install --file` has installed", async () => {
        const stack = await fixture.stack("wait", configuration(), { plugin: "none" });
        await fixture.install(stack);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.doesNotMatch(up.output, /warning/);
        assert.equal((await fixture.plugin.inState(stack)).length, 2);
    });

    it("is downloaded in the version of the SDK, from the `pluginDownloadURL` of the program", async () => {
        const folder = createTemporaryDirectory("archive");
        const archive = packFolder(await builtPlugin(), folder, PLUGIN_VERSION, GO_PLATFORM);
        const server = await serveArchive(archive);
        try {
            const environment = {
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined,
                // The engine first tries the URL of the SDK, which is on GitHub. No proxy listens there.
                HTTPS_PROXY: "http://127.0.0.1:1",
                NO_PROXY: "127.0.0.1,localhost",
            };
            const stack = await fixture.stack(
                "wait",
                { ...configuration(), pluginDownloadUrl: server.url },
                { plugin: "none", environment },
            );

            const up = await stack.up();

            assert.equal(up.exitCode, 0, up.output);
            assert.deepEqual(server.requested, [`/${path.basename(archive)}`]);
            assert.equal((await fixture.plugin.inState(stack)).length, 2);
        } finally {
            server.close();
        }
    });
});
