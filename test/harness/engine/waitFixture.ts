// SPDX-License-Identifier: Apache-2.0
import { type Emulator, startEmulator } from "../../emulator/src/index";
import type { Environment } from "./cleanEnvironment";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "./engine";
import { Stack, type StackExportResource } from "./stack";
import { createWorkspace, type Workspace } from "./workspace";

/** Timeout of a test with several engine runs. */
export const ENGINE_TEST_TIMEOUT_MS = 180_000;

export const WAIT_TYPE = "pulumi-nodejs:dynamic/pulumi-azure-wait:OperationWait";
export const ACTION_TYPE = "pulumi-nodejs:dynamic/pulumi-azure-wait:ResourceAction";

/** Shared by the tests of one file: the emulator, a workspace with the installed package, and the stacks of the current test. */
export class WaitFixture {
    readonly #stacks: Stack[] = [];
    #projects = 0;
    #emulator: Emulator | undefined;
    #workspace: Workspace | undefined;

    /** To be called in `before`. Finds or builds the engine, installs the package and starts the emulator. */
    async start(context: Mocha.Context): Promise<void> {
        context.timeout(ENGINE_TIMEOUT_MS);
        await findOrBuildEngine();
        this.#emulator = await startEmulator();
        this.#workspace = await createWorkspace();
    }

    get emulator(): Emulator {
        return this.#emulator as Emulator;
    }

    get workspace(): Workspace {
        return this.#workspace as Workspace;
    }

    /** To be called in `after`. */
    async stop(): Promise<void> {
        await this.#emulator?.close();
        this.#workspace?.remove();
    }

    /** To be called in `afterEach`. */
    async removeStacks(): Promise<void> {
        await Promise.all(this.#stacks.splice(0).map((stack) => stack.remove()));
    }

    /**
     * Creates a project with this program, and a stack whose environment has the emulator's endpoint and credentials.
     *
     * @param program JavaScript after the usual imports: `pulumi`, `config`, and the resources of the package.
     * @param environment Added to the environment of the stack.
     */
    async stack(program: string, environment: Environment = {}): Promise<Stack> {
        this.#projects += 1;
        const projectDirectory = this.workspace.project(`project-${this.#projects}`, {
            "index.js": withImports(program),
        });
        const stack = await Stack.create({
            projectDirectory,
            environment: { ...this.emulator.environment, ...environment },
        });
        this.#stacks.push(stack);
        return stack;
    }

    /** Replaces the program of the project created last. */
    rewrite(program: string): void {
        this.workspace.write(`${this.workspace.directory}/project-${this.#projects}`, {
            "index.js": withImports(program),
        });
    }

    /** The number of GET requests to Resource Manager. */
    get statusReads(): number {
        return this.emulator.requests.filter((request) => request.area === "arm" && request.method === "GET").length;
    }
}

/** Defines tests on the real engine that share a fixture. The stacks of each test are removed after it. */
export function describeOnEngine(title: string, define: (fixture: WaitFixture) => void): void {
    describe(`${title}, on the real engine`, function () {
        this.timeout(ENGINE_TEST_TIMEOUT_MS);
        const fixture = new WaitFixture();

        before(function () {
            return fixture.start(this);
        });
        afterEach(() => fixture.removeStacks());
        after(() => fixture.stop());

        define(fixture);
    });
}

function withImports(program: string): string {
    return `
        const pulumi = require("@pulumi/pulumi");
        ${/(?:OperationWait(?:All)?|ResourceAction)\(/.test(program) ? 'const { OperationWait, OperationWaitAll, ResourceAction } = require("pulumi-azure-wait");' : ""}
        const config = new pulumi.Config();
        ${program}
    `;
}

/** The `OperationWait` resources, or those of another type, in a stack's state. */
export async function waitsInState(stack: Stack, type = WAIT_TYPE): Promise<readonly StackExportResource[]> {
    const { deployment } = await stack.export();
    return (deployment.resources ?? []).filter((resource) => resource.type === type);
}
