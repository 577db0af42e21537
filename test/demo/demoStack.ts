// SPDX-License-Identifier: Apache-2.0

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { styleText } from "node:util";
import { cleanEnvironment, type Environment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory, removeDirectory } from "../harness/engine/temporaryDirectory";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");

/** A stack of the Pulumi project of this repository. Its commands write to the terminal, as for a user. */
export class DemoStack {
    readonly #directory = createTemporaryDirectory("demo");
    readonly #eventLog = path.join(this.#directory, "events.json");
    readonly #name: string;
    readonly #environment: Record<string, string>;

    private constructor(name: string, engineDirectory: string, environment: Environment) {
        this.#name = name;
        const state = path.join(this.#directory, "state");
        mkdirSync(state);
        this.#environment = cleanEnvironment({
            programDirectories: [engineDirectory],
            homeDirectory: this.#directory,
            environment: {
                TERM: process.env.TERM,
                PULUMI_HOME: path.join(this.#directory, ".pulumi"),
                PULUMI_BACKEND_URL: pathToFileURL(state).href,
                PULUMI_CONFIG_PASSPHRASE: "demo",
                PULUMI_SKIP_UPDATE_CHECK: "1",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
                // Enables --event-log, from which the demo reads the diagnostics.
                PULUMI_DEBUG_COMMANDS: "1",
                ...environment,
            },
        });
    }

    /**
     * @param environment Azure's endpoint and credentials.
     */
    static async create(name: string, engineDirectory: string, environment: Environment): Promise<DemoStack> {
        const stack = new DemoStack(name, engineDirectory, environment);
        await stack.read(["stack", "init", name]);
        return stack;
    }

    /** Prints a command and runs it in this terminal. @returns its exit code. */
    async pulumi(commandArguments: readonly string[]): Promise<number | null> {
        console.log(`\n${styleText("cyan", `$ pulumi ${commandArguments.join(" ")}`)}`);
        const isUpdate = commandArguments[0] === "up";
        const eventLog = isUpdate ? ["--event-log", this.#eventLog] : [];
        const child = spawn("pulumi", [...commandArguments, "--stack", this.#name, ...eventLog], {
            cwd: REPOSITORY_DIRECTORY,
            env: this.#environment,
            // With a terminal for input too, Pulumi shows its live display.
            stdio: [process.stdout.isTTY ? "inherit" : "ignore", "inherit", "inherit"],
        });
        return await new Promise((resolve, reject) => {
            child.once("error", reject);
            child.once("exit", resolve);
        });
    }

    /** Runs a command without displaying its output. @returns its standard output. */
    async read(commandArguments: readonly string[]): Promise<string> {
        const isInit = commandArguments.includes("init");
        const stack = isInit ? [] : ["--stack", this.#name];
        const child = spawn("pulumi", [...commandArguments, ...stack, "--non-interactive", "--color", "never"], {
            cwd: REPOSITORY_DIRECTORY,
            env: this.#environment,
            stdio: ["ignore", "pipe", "pipe"],
        });
        let output = "";
        child.stdout.on("data", (data: Buffer) => {
            output += data.toString();
        });
        return await new Promise((resolve, reject) => {
            child.once("error", reject);
            child.once("close", (exitCode) =>
                exitCode === 0
                    ? resolve(output)
                    : reject(new Error(`pulumi ${commandArguments[0]} exited with ${exitCode}`)),
            );
        });
    }

    /** The engine events of the last `up`, one JSON object per line. */
    events(): string {
        return existsSync(this.#eventLog) ? readFileSync(this.#eventLog, "utf8") : "";
    }

    /** Removes the state and the stack's configuration file. */
    remove(): void {
        removeDirectory(this.#directory);
        rmSync(path.join(REPOSITORY_DIRECTORY, `Pulumi.${this.#name}.yaml`), { force: true });
    }
}

/** The diagnostic messages of an event log. */
export function diagnosticsOf(events: string): string {
    return events
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as { readonly diagnosticEvent?: { readonly message?: string } })
        .map((event) => event.diagnosticEvent?.message ?? "")
        .join("\n");
}
