// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "../harness/engine/engine";
import { packPackage } from "../harness/engine/packedPackage";
import { Stack } from "../harness/engine/stack";
import { createTemporaryDirectory, removeDirectory } from "../harness/engine/temporaryDirectory";

const INSTALL_TIMEOUT_MS = 300_000;
const TEST_TIMEOUT_MS = 600_000;

const PROGRAM = `
    const pulumi = require("@pulumi/pulumi");
    const { OperationWait } = require("pulumi-azure-wait");
    const config = new pulumi.Config();
    const ready = new OperationWait("ready", { asyncOperationId: config.require("operation"), location: "West US" });
    exports.status = ready.status;
`;

/** Supported package managers. Yarn Plug'n'Play is unsupported, because Pulumi itself reads from `node_modules`. */
const PACKAGE_MANAGERS: readonly [name: string, install: readonly string[], files: Readonly<Record<string, string>>][] =
    [
        ["npm", ["npm", "install", "--no-audit", "--no-fund"], {}],
        [
            "pnpm",
            ["npx", "--yes", "--package=pnpm@12.21.0", "pnpm", "install"],
            { "pnpm-workspace.yaml": "strictDepBuilds: false\n" },
        ],
        [
            "Yarn with the node_modules linker",
            ["npx", "--yes", "--package=@yarnpkg/cli-dist@4.18.1", "yarn", "install"],
            { ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n", "yarn.lock": "" },
        ],
    ];

/** Removes the variables of the npm script that runs these tests, as in a user's shell. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:npm_|INIT_CWD$)/i.test(name)));
}

const { devDependencies } = require("../../package.json") as { devDependencies: Readonly<Record<string, string>> };

describe(`packed package on Node.js ${process.version}`, function () {
    this.timeout(TEST_TIMEOUT_MS);
    let emulator: Emulator;
    let directory: string | undefined;
    let stack: Stack | undefined;

    before(async function () {
        this.timeout(ENGINE_TIMEOUT_MS);
        await findOrBuildEngine();
        emulator = await startEmulator();
    });
    afterEach(async () => {
        await stack?.remove();
        if (directory !== undefined) {
            removeDirectory(directory);
        }
    });
    after(() => emulator.close());

    for (const [name, [command = "", ...install], files] of PACKAGE_MANAGERS) {
        it(`waits and is destroyed when installed with ${name}`, async () => {
            directory = createTemporaryDirectory("matrix");
            const tarball = await packPackage();
            const manifest = {
                name: "project",
                private: true,
                main: "index.js",
                dependencies: {
                    "@pulumi/pulumi": devDependencies["@pulumi/pulumi"],
                    "pulumi-azure-wait": `file:${tarball}`,
                },
            };
            const project = { name: "project", runtime: { name: "nodejs", options: { typescript: false } } };
            mkdirSync(directory, { recursive: true });
            for (const [file, text] of Object.entries({
                ...files,
                "package.json": JSON.stringify(manifest),
                "Pulumi.yaml": JSON.stringify(project),
                "index.js": PROGRAM,
            })) {
                writeFileSync(path.join(directory, file), text);
            }
            await promisify(execFile)(command, install, {
                cwd: directory,
                timeout: INSTALL_TIMEOUT_MS,
                env: withoutNpm(process.env),
            }).catch(({ message, stdout }: Error & { stdout: string }) => assert.fail(`${message}\n${stdout}`));
            stack = await Stack.create({ projectDirectory: directory, environment: emulator.environment });
            const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });
            await stack.config.set("operation", asyncOperationId);

            const up = await stack.up();

            assert.equal(up.exitCode, 0, up.output);
            assert.equal((await stack.outputs()).status, "Succeeded");
            const destroy = await stack.destroy();
            assert.equal(destroy.exitCode, 0, destroy.output);
        });
    }
});
