// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "../harness/engine/engine";
import type { ProjectFiles, ProjectOptions } from "../harness/engine/projectFiles";
import { Stack } from "../harness/engine/stack";
import { ENGINE_TEST_TIMEOUT_MS, waitsInState } from "../harness/engine/waitFixture";
import { createWorkspace, type Workspace, type WorkspaceOptions } from "../harness/engine/workspace";

const IMPORTS = `
    import * as pulumi from "@pulumi/pulumi";
    import { OperationWait } from "pulumi-azure-wait";
`;
const WAIT = `
    const config = new pulumi.Config();
    const ready = new OperationWait("ready", { asyncOperationId: config.require("operation"), location: "West US" });
`;

/** The program types that Pulumi runs, and the ways to install the package. */
const PROGRAMS: readonly [title: string, files: ProjectFiles, project: ProjectOptions, workspace: WorkspaceOptions][] =
    [
        [
            "a TypeScript program from the template of pulumi new",
            { "index.ts": `${IMPORTS}${WAIT} export const status = ready.status;` },
            {},
            {},
        ],
        [
            "a TypeScript ECMAScript module",
            { "index.ts": `${IMPORTS}${WAIT} export const status = ready.status;` },
            { esm: true, runtimeOptions: { nodeargs: "--import=tsx" } },
            {},
        ],
        [
            "a JavaScript ECMAScript module",
            { "index.js": `${IMPORTS}${WAIT} export const status = ready.status;` },
            { esm: true },
            {},
        ],
        [
            "a JavaScript program with the package linked by npm link",
            {
                "index.js": `
                const pulumi = require("@pulumi/pulumi");
                const { OperationWait } = require("pulumi-azure-wait");
                ${WAIT} exports.status = ready.status;`,
            },
            {},
            { installation: "link" },
        ],
    ];

describe("OperationWait in each program type, on the real engine", function () {
    this.timeout(ENGINE_TEST_TIMEOUT_MS);
    let emulator: Emulator;
    let workspace: Workspace | undefined;
    let stack: Stack | undefined;

    before(async function () {
        this.timeout(ENGINE_TIMEOUT_MS);
        await findOrBuildEngine();
        emulator = await startEmulator();
    });
    afterEach(async () => {
        await stack?.remove();
        workspace?.remove();
    });
    after(() => emulator.close());

    for (const [title, files, project, options] of PROGRAMS) {
        it(`waits and is destroyed in ${title}`, async () => {
            workspace = await createWorkspace(options);
            stack = await Stack.create({
                projectDirectory: workspace.project("project", files, project),
                environment: emulator.environment,
            });
            const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });
            await stack.config.set("operation", asyncOperationId);

            const up = await stack.up();

            assert.equal(up.exitCode, 0, up.output);
            assert.equal((await stack.outputs()).status, "Succeeded");
            assert.equal((await waitsInState(stack)).length, 1);
            const destroy = await stack.destroy();
            assert.equal(destroy.exitCode, 0, destroy.output);
        });
    }
});
