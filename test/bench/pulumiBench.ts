// SPDX-License-Identifier: Apache-2.0
import { RESOURCES } from "../../provider/plugin/resourceTable";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { cleanEnvironment } from "../harness/engine/cleanEnvironment";
import { RunningCommand } from "../harness/engine/runningCommand";
import { Stack } from "../harness/engine/stack";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { WAIT_TYPE, waitsInState } from "../harness/engine/waitFixture";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";

const COMMAND_TIMEOUT_MS = 600_000;
/** No limit: the emulator's bucket never gets empty. */
const READS = { capacity: 1_000_000, refillPerSecond: 1_000_000 };

/** The outputs of an `OperationWait`. */
const OUTPUTS = Object.keys(RESOURCES.OperationWait.outputs);

/** All resources share one provider, as all waits do: the SDK serializes it once, and the provider process evaluates it once. */
const TRIVIAL = `
    const provider = { create: async (inputs) => ({ id: "trivial", outs: inputs }) };
    class Trivial extends pulumi.dynamic.Resource {
        constructor(name, properties) {
            super(provider, name, properties);
        }
    }
`;

/** The programs. Each gets the same URLs, and has one resource for each, or one for all. */
const PROGRAMS = {
    trivial: `
        ${TRIVIAL}
        operations.forEach((operation, index) => new Trivial("trivial-" + index, { operation }));
    `,
    // What a wait costs the SDK, which records the stack for each property, and the engine, which encrypts the URL in inputs and outputs.
    sameProperties: `
        ${TRIVIAL}
        const outputs = ${JSON.stringify(OUTPUTS)};
        const undefinedOutputs = Object.fromEntries(outputs.map((name) => [name, undefined]));
        operations.forEach((url, index) => {
            new Trivial("trivial-" + index, { ...undefinedOutputs, operation: pulumi.secret(url) });
        });
    `,
    waits: `
        const { OperationWait } = require("pulumi-azure-wait");
        operations.forEach((operation, index) => new OperationWait("wait-" + index, { operation }));
    `,
    waitAll: `
        const { OperationWaitAll } = require("pulumi-azure-wait");
        new OperationWaitAll("all", { operations });
    `,
} as const;

/** The name of a program. */
export type Program = keyof typeof PROGRAMS;

/** How long the commands of a new stack took. */
export interface Times {
    readonly previewSeconds: number;
    readonly upSeconds: number;
    /** Of one `OperationWait` in the state; `NaN` without one. */
    readonly stateBytes: number;
}

/** Projects with finished operations, on the real engine at its default parallelism. */
export class PulumiBench {
    #projects = 0;

    private constructor(
        readonly emulator: Emulator,
        readonly workspace: Workspace,
    ) {}

    static async start(): Promise<PulumiBench> {
        return new PulumiBench(await startEmulator({ reads: READS }), await createWorkspace());
    }

    async stop(): Promise<void> {
        this.workspace.remove();
        await this.emulator.close();
    }

    /** The URL of an operation that has succeeded. */
    finishedOperation(): string {
        return this.emulator.startOperation({ durationSeconds: 0 }).url;
    }

    /** Runs preview and up of a program with this many finished operations. */
    async run(program: Program, count: number): Promise<Times> {
        const stack = await this.#stack(program, count);
        try {
            const previewSeconds = await secondsOf(stack, ["preview"]);
            const upSeconds = await secondsOf(stack, ["up", "--yes", "--skip-preview"]);
            const sizes = (await waitsInState(stack, WAIT_TYPE)).map((resource) => JSON.stringify(resource).length);
            const stateBytes = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
            return { previewSeconds, upSeconds, stateBytes };
        } finally {
            await stack.remove();
        }
    }

    /** Seconds from the start of `pulumi up` of one wait to its first read. */
    async resourceFirstReadSeconds(): Promise<number> {
        const stack = await this.#stack("waits", 1);
        try {
            return await this.#firstReadSeconds(() => stack.up());
        } finally {
            await stack.remove();
        }
    }

    /** Seconds from the start of the command line to its first read. */
    async commandFirstReadSeconds(executable: string): Promise<number> {
        return await this.#firstReadSeconds(() => this.#node([executable, this.finishedOperation()]));
    }

    /** Milliseconds that a process of Node.js takes. */
    async nodeMs(nodeArguments: readonly string[]): Promise<number> {
        const startMs = performance.now();
        await this.#node(nodeArguments);
        return performance.now() - startMs;
    }

    async #node(nodeArguments: readonly string[]): Promise<void> {
        const { exitCode, output } = await new RunningCommand(process.execPath, nodeArguments, {
            directory: this.workspace.directory,
            environment: cleanEnvironment({
                homeDirectory: createTemporaryDirectory("home"),
                // A user's first run has no compile cache.
                environment: { ...this.emulator.environment, NODE_COMPILE_CACHE: undefined },
            }),
            timeoutMs: COMMAND_TIMEOUT_MS,
        }).done;
        if (exitCode !== 0) {
            throw new Error(`node ${nodeArguments.join(" ")} exited with ${exitCode}:\n${output}`);
        }
    }

    async #firstReadSeconds(run: () => Promise<unknown>): Promise<number> {
        let readMs: number | undefined;
        const stop = this.emulator.intercept(({ area, method }) => {
            readMs ??= area === "arm" && method === "GET" ? performance.now() : undefined;
            return undefined;
        });
        const startMs = performance.now();
        try {
            await run();
        } finally {
            stop();
        }
        return ((readMs ?? Number.NaN) - startMs) / 1000;
    }

    async #stack(program: Program, count: number): Promise<Stack> {
        this.#projects += 1;
        const operations = Array.from({ length: count }, () => this.finishedOperation());
        const projectDirectory = this.workspace.project(`project-${this.#projects}`, {
            "operations.json": JSON.stringify(operations),
            "index.js": `
                const pulumi = require("@pulumi/pulumi");
                const operations = require("./operations.json");
                ${PROGRAMS[program]}
            `,
        });
        return await Stack.create({ projectDirectory, environment: this.emulator.environment });
    }
}

async function secondsOf(stack: Stack, command: readonly string[]): Promise<number> {
    const startMs = performance.now();
    const { exitCode, output } = await stack.run(command, { timeoutMs: COMMAND_TIMEOUT_MS });
    if (exitCode !== 0) {
        throw new Error(`pulumi ${command[0]} exited with ${exitCode}:\n${output}`);
    }
    return (performance.now() - startMs) / 1000;
}
