// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { type BuildOptions, build } from "esbuild";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "../harness/engine/engine";
import { Stack } from "../harness/engine/stack";
import { ENGINE_TEST_TIMEOUT_MS, waitsInState } from "../harness/engine/waitFixture";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";

const PROGRAM = `
    import * as pulumi from "@pulumi/pulumi";
    import { OperationWait, OperationWaitAll, waitHook } from "pulumi-azure-wait";
    const config = new pulumi.Config();
    const operation = { asyncOperationId: config.require("operation"), location: "West US" };
    const hook = new pulumi.ResourceHook("wait", waitHook(() => operation));
    const ready = new OperationWait("ready", operation, { hooks: { afterCreate: [hook] } });
    const all = new OperationWaitAll("all", { operations: [operation] }, { dependsOn: ready });
    export const status = ready.status;
    export const ids = all.operationIds;
`;

/** Defines the `require` that esbuild's bundles in ESM format lack. */
const DEFINE_REQUIRE = {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
};
const SDK = "@pulumi/pulumi";

const WORKING: readonly (readonly [title: string, options: BuildOptions])[] = [
    ["a CommonJS bundle", { format: "cjs", external: [SDK] }],
    ["a minified CommonJS bundle", { format: "cjs", external: [SDK], minify: true }],
    ["a CommonJS bundle that contains Pulumi's SDK, too", { format: "cjs" }],
    [
        "a minified ESM bundle that defines require",
        { format: "esm", external: [SDK], minify: true, banner: DEFINE_REQUIRE },
    ],
    ["an ESM bundle without the package", { format: "esm", external: [SDK, "pulumi-azure-wait"] }],
];

describe("a program that esbuild has bundled, on the real engine", function () {
    this.timeout(ENGINE_TEST_TIMEOUT_MS);
    let emulator: Emulator;
    let workspace: Workspace;
    let stack: Stack | undefined;

    before(async function () {
        this.timeout(ENGINE_TIMEOUT_MS);
        await findOrBuildEngine();
        emulator = await startEmulator();
    });
    beforeEach(async () => {
        workspace = await createWorkspace();
    });
    afterEach(async () => {
        await stack?.remove();
        workspace.remove();
    });
    after(() => emulator.close());

    /** A stack whose program is the bundle. */
    async function bundledStack(options: BuildOptions): Promise<Stack> {
        const projectDirectory = workspace.project("project", { "index.js": "" }, { esm: options.format === "esm" });
        await build({
            stdin: { contents: PROGRAM, resolveDir: projectDirectory },
            outfile: path.join(projectDirectory, "index.js"),
            allowOverwrite: true,
            bundle: true,
            platform: "node",
            logLevel: "error",
            ...options,
        });
        stack = await Stack.create({ projectDirectory, environment: emulator.environment });
        await stack.config.set("operation", emulator.startOperation({ durationSeconds: 0 }).asyncOperationId);
        return stack;
    }

    for (const [title, options] of WORKING) {
        it(`waits in a resource and in a hook, and is destroyed, as ${title}`, async () => {
            const bundled = await bundledStack(options);

            const up = await bundled.up();

            assert.equal(up.exitCode, 0, up.output);
            const { status, ids } = await bundled.outputs();
            assert.equal(status, "Succeeded");
            assert.equal((ids as string[]).length, 1);
            const [wait] = await waitsInState(bundled);
            const { STORED_PROVIDER } = require(path.join(workspace.packageDirectory, "dist/pulumi/storedProvider.js"));
            assert.equal(wait?.outputs?.__provider, STORED_PROVIDER);
            assert.match((await bundled.up()).output, /3 unchanged/);
            const destroy = await bundled.destroy();
            assert.equal(destroy.exitCode, 0, destroy.output);
        });
    }

    it("fails a preview with one sentence as an ESM bundle without require", async () => {
        const bundled = await bundledStack({ format: "esm", external: [SDK] });

        const preview = await bundled.preview();

        assert.notEqual(preview.exitCode, 0);
        assert.match(
            preview.output,
            /error: pulumi-azure-wait: this bundle is an ECMAScript module, .*: keep the package external \(`external: \["pulumi-azure-wait"\]` or `packages: "external"`\)\n/,
        );
        assert.doesNotMatch(preview.output, /Dynamic require| at .*index\.js/);
    });

    it("fails a preview with one sentence where the package is in the bundle only", async () => {
        const bundled = await bundledStack({ format: "cjs", external: [SDK] });
        workspace.uninstall();

        const preview = await bundled.preview();

        assert.notEqual(preview.exitCode, 0);
        assert.match(
            preview.output,
            /error: pulumi-azure-wait: the process that waits does not find this package in \S+: install it there, .* keep the package external/,
        );
        assert.doesNotMatch(preview.output, / at .*index\.js/);
    });
});
