// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const { bin } = require("../package.json") as { bin: Readonly<Record<string, string>> };
const COMMAND = join(__dirname, "..", bin["azure-operations-emulator"]!);

/** A command that has ended. */
export interface CommandResult {
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** The built command `azure-operations-emulator`, started with Node.js as npm does. */
export class BuiltCommand {
    readonly child: ChildProcess;
    readonly done: Promise<CommandResult>;
    readonly #output = { stdout: "", stderr: "" };
    #onOutput = () => {};

    constructor(...commandArguments: readonly string[]) {
        if (!existsSync(COMMAND)) {
            throw new Error("The emulator is not built. Run: npm run build --workspace test/emulator");
        }
        this.child = spawn(process.execPath, [COMMAND, ...commandArguments], { stdio: ["ignore", "pipe", "pipe"] });
        for (const stream of ["stdout", "stderr"] as const) {
            this.child[stream]!.on("data", (chunk) => {
                this.#output[stream] += chunk;
                this.#onOutput();
            });
        }
        this.done = new Promise((resolve, reject) => {
            this.child.once("error", reject);
            this.child.once("close", (exitCode) => resolve({ exitCode, ...this.#output }));
        });
    }

    /** Resolves with the text of a stream so far, as soon as it matches. Rejects when the command ends before. */
    output(stream: "stdout" | "stderr", pattern: RegExp): Promise<string> {
        return new Promise((resolve, reject) => {
            this.#onOutput = () => {
                if (pattern.test(this.#output[stream])) {
                    resolve(this.#output[stream]);
                }
            };
            this.#onOutput();
            this.done.then(({ stdout, stderr }) => reject(new Error(`ended early: ${stdout}${stderr}`)), reject);
        });
    }

    /** Ends the command if it still runs, and lets it remove its files. */
    async end(): Promise<void> {
        this.child.kill("SIGTERM");
        await this.done;
    }
}
