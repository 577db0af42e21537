// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork, type Serializable } from "node:child_process";
import { once } from "node:events";
import type { Emulator } from "../emulator/src/index";
import { cleanEnvironment } from "../harness/engine/cleanEnvironment";
import { sharedTemporaryDirectory } from "../harness/engine/temporaryDirectory";

/**
 * A process of its own with the settings of an emulator. Its script sends `READY` once it has loaded, gets one task, and sends one
 * result.
 */
export class ClientProcess {
    private constructor(private readonly child: ChildProcess) {}

    /**
     * @param script The path of a TypeScript file.
     * @param nodeOptions More options of Node.js.
     */
    static async start(
        script: string,
        emulator: Emulator,
        nodeOptions: readonly string[] = [],
    ): Promise<ClientProcess> {
        const client = new ClientProcess(
            fork(script, {
                execArgv: ["--import=tsx", ...nodeOptions],
                env: cleanEnvironment({
                    homeDirectory: sharedTemporaryDirectory("home"),
                    environment: emulator.environment,
                }),
            }),
        );
        await client.#message();
        return client;
    }

    /** Sends the task. @returns The result. */
    async run<Result>(task: Serializable): Promise<Result> {
        this.child.send(task);
        return (await this.#message()) as Result;
    }

    /** Ends the process. */
    async stop(): Promise<void> {
        const { exitCode, signalCode } = this.child;
        if (exitCode === null && signalCode === null) {
            this.child.kill();
            await once(this.child, "exit");
        }
    }

    /** The next message. @throws when the process ends without one. */
    async #message(): Promise<unknown> {
        const controller = new AbortController();
        const { signal } = controller;
        const ended = once(this.child, "exit", { signal }).then(([code]) => {
            throw new Error(`${this.child.spawnargs.at(-1)} exited with ${code}`);
        });
        try {
            const [message] = (await Promise.race([once(this.child, "message", { signal }), ended])) as [unknown];
            return message;
        } finally {
            ended.catch(() => undefined);
            controller.abort();
        }
    }
}

/** Runs the task of a client process, and ends the process. To be called once everything is loaded. */
export function runTask<Task>(run: (task: Task) => Promise<Serializable>): void {
    process.once("message", async (task: Task) => {
        const result = await run(task);
        process.send?.(result, () => process.disconnect());
    });
    process.send?.("READY");
}
