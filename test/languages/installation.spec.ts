// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { GO_PLATFORM, packFolder } from "../../provider/plugin/build/archive";
import { serveArchive } from "../harness/engine/archiveServer";
import { packPackage } from "../harness/engine/packedPackage";
import { builtExecutable, builtPlugin, describePlugin, PLUGIN_VERSION } from "../harness/engine/pluginFixture";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

/** A value that an error must not print. */
const CANARY = "canary-7d1f";

describePlugin("The plugin, as it is installed", (fixture) => {
    const program = (options: object = {}) => {
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 0 });
        const properties = { asyncOperationId, location: "westus" };
        return { resources: { ready: { type: "azure-wait:OperationWait", properties, options } } };
    };
    const pack = (folder: string, form: string) =>
        packFolder(folder, createTemporaryDirectory("archive"), PLUGIN_VERSION, form);

    it("waits from the tarball that `pulumi plugin install --file` takes", async () => {
        const stack = await fixture.stack(program(), { plugin: "none" });
        const name = ["resource", "azure-wait", `v${PLUGIN_VERSION}`];
        const install = await stack.run(["plugin", "install", ...name, "--file", pack(await builtPlugin(), "node")]);
        assert.equal(install.exitCode, 0, install.output);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.doesNotMatch(up.output, /warning/);
        assert.equal((await fixture.inState(stack)).length, 1);
    });

    it("is downloaded by the engine from its `pluginDownloadURL`, and waits where there is no Node", async () => {
        const archive = pack(await builtExecutable(), GO_PLATFORM);
        const server = await serveArchive(archive);
        try {
            const stack = await fixture.stack(program({ version: PLUGIN_VERSION, pluginDownloadURL: server.url }), {
                plugin: "none",
                environment: {
                    PATH: fixture.engineDirectory,
                    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined,
                },
            });

            const up = await stack.up();

            assert.equal(up.exitCode, 0, up.output);
            assert.deepEqual(server.requested, [`/${path.basename(archive)}`]);
            assert.equal((await fixture.inState(stack)).length, 1);
        } finally {
            server.close();
        }
    });

    it("has the schema that `pulumi package get-schema` prints", async () => {
        const stack = await fixture.stack(program());
        const executable = path.join(await builtPlugin(), "pulumi-resource-azure-wait");
        const { exitCode, stdout, output } = await stack.run(["package", "get-schema", executable]);
        assert.equal(exitCode, 0, output);
        const { name, version, resources } = JSON.parse(stdout);
        assert.deepEqual([name, version], ["azure-wait", PLUGIN_VERSION]);
        assert.deepEqual(Object.keys(resources).sort(), [
            "azure-wait:index:OperationWait",
            "azure-wait:index:OperationWaitAll",
            "azure-wait:index:ResourceAction",
        ]);
    });

    it("says what is missing where there is no Node on PATH", async () => {
        const launcher = path.join(await builtPlugin(), "pulumi-resource-azure-wait");
        const { status, stdout, stderr } = spawnSync(launcher, ["127.0.0.1:1"], {
            env: { PATH: "" },
            encoding: "utf8",
        });
        assert.deepEqual([status, stdout], [1, ""]);
        assert.equal(stderr, "pulumi-resource-azure-wait needs Node 22.12 or newer on PATH\n");
    });

    it("starts through a symbolic link on PATH", async () => {
        const link = path.join(createTemporaryDirectory("link"), "pulumi-resource-azure-wait");
        symlinkSync(path.join(await builtPlugin(), "pulumi-resource-azure-wait"), link);
        const { stdout, stderr } = spawnSync(link, ["127.0.0.1:1"], { input: "", encoding: "utf8" });
        assert.match(stdout, /^\d+\n$/, stderr);
    });

    it("starts with the NODE_OPTIONS of another Node where it contains Node", async () => {
        const executable = path.join(await builtExecutable(), "pulumi-resource-azure-wait");
        const { status, stdout, stderr } = spawnSync(executable, ["127.0.0.1:1"], {
            env: { NODE_OPTIONS: "--experimental-specifier-resolution=node --require ./not-here.js" },
            // The end of the standard input ends the plugin.
            input: "",
            encoding: "utf8",
        });
        assert.match(stdout, /^\d+\n$/, stderr);
        assert.equal(status, 0);
    });

    it("contains the notices and the bill of materials of its packages", async () => {
        const packages = ["@azure/identity", "@grpc/grpc-js", "@pulumi/pulumi", "p-retry"];
        const forms = [
            { folder: await builtPlugin(), contained: packages },
            { folder: await builtExecutable(), contained: ["node", ...packages] },
        ];
        for (const { folder, contained } of forms) {
            const notices = readFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8");
            const { components } = JSON.parse(readFileSync(path.join(folder, "sbom.json"), "utf8"));
            const listed = components.map(({ name }: { name: string }) => name);
            for (const name of contained) {
                assert.match(notices, new RegExp(`^${name} \\d`, "m"));
                assert.ok(listed.includes(name), name);
            }
        }
    });

    it("is not in the package for npm", async () => {
        const names = execFileSync("tar", ["-tzf", await packPackage()], { encoding: "utf8" })
            .trim()
            .split("\n");
        assert.ok(names.includes("package/dist/index.js"));
        assert.deepEqual(
            names.filter((name) => /plugin/.test(name)),
            [],
        );
    });

    it("rejects invalid arguments in a preview, without their values", async () => {
        const properties = { operation: CANARY, timeout: { "fn::secret": CANARY } };
        const stack = await fixture.stack({ resources: { ready: { type: "azure-wait:OperationWait", properties } } });
        const preview = await stack.preview();
        assert.notEqual(preview.exitCode, 0);
        assert.match(preview.output, /resource 'ready' has a problem: `timeout` must be a duration/);
        assert.doesNotMatch(preview.output, new RegExp(CANARY));
        assert.deepEqual(fixture.emulator.requests, []);
    });

    it("rejects a provider argument that azure-native does not have", async () => {
        const stack = await fixture.stack(program());
        await stack.config.set("azure-wait:clientID", "x");
        const preview = await stack.preview();
        assert.notEqual(preview.exitCode, 0);
        assert.match(preview.output, /`clientID` is no argument of this provider: use the names of azure-native's/);
    });

    it("says that the configuration of a project of its own name is that of the provider, too", async () => {
        const stack = await fixture.stack({ name: "azure-wait", ...program() });
        await stack.config.set("clusterOperationId", CANARY);
        const preview = await stack.preview();
        assert.notEqual(preview.exitCode, 0);
        assert.match(
            preview.output,
            /`clusterOperationId` is no argument of this provider: .*, or rename the project,/,
        );
        assert.doesNotMatch(preview.output, new RegExp(CANARY));
    });

    it("reads the stack configuration of its own namespace", async () => {
        const { identity, subscriptionId, metadataHost } = fixture.emulator;
        const stack = await fixture.stack(program(), { environment: fixture.noCredentials });
        const { tenantId, clientId, clientSecret } = identity;
        for (const [name, value] of Object.entries({ tenantId, clientId, subscriptionId, metadataHost })) {
            await stack.config.set(`azure-wait:${name}`, value);
        }
        await stack.config.set("azure-wait:clientSecret", clientSecret, { secret: true });
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.ok(!JSON.stringify(await stack.export()).includes(clientSecret), "the secret is encrypted");
    });
});
