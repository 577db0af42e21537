// SPDX-License-Identifier: Apache-2.0

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { cleanEnvironment, type Environment } from "../../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";

const MAIN = path.resolve(__dirname, "../../../dist/cli/main.js");
const KEY_MS = 60;
/** Without output for as long, the session has stopped. */
const LONGEST_WAIT_MS = 60_000;
/** The end of the prompt, after which the shell expects a command in bold. */
const PROMPT = "$\x1b[0;1m ";
/** The command is a function, so that it needs no install. An empty line precedes every prompt but the first. */
const START_UP_FILE = `
pulumi-azure-wait() { node '${MAIN}' "$@"; }
bind 'set enable-bracketed-paste off'
PROMPT_COMMAND='PROMPT_COMMAND=echo'
PS1='\\[\\e[2m\\]$\\[\\e[0;1m\\] '
PS0='\\e[0m'
`;

/** Bytes that arrived from the terminal. */
export interface Output {
    /** Time since the session began, in milliseconds. */
    readonly atMs: number;
    readonly data: Buffer;
}

/** Bash in a pseudo-terminal of `script` (util-linux), which knows the command `pulumi-azure-wait` of the build. */
export class TerminalSession {
    readonly outputs: Output[] = [];
    readonly #startMs = performance.now();
    readonly #process: ChildProcessByStdio<Writable, Readable, null>;
    #unread = "";

    constructor(columns: number, rows: number, environment: Environment) {
        const directory = createTemporaryDirectory("recording");
        const startUpFile = path.join(directory, "start-up.sh");
        writeFileSync(startUpFile, START_UP_FILE);
        const command = `stty sane cols ${columns} rows ${rows}; exec bash --noprofile --rcfile '${startUpFile}' -i`;
        this.#process = spawn("script", ["--quiet", "--flush", "--command", command, "/dev/null"], {
            cwd: directory,
            env: cleanEnvironment({
                homeDirectory: directory,
                environment: { TERM: "xterm-256color", SHELL: "/bin/bash", ...environment },
            }),
            stdio: ["pipe", "pipe", "inherit"],
        });
        this.#process.stdout.on("data", (data: Buffer) => {
            this.outputs.push({ atMs: performance.now() - this.#startMs, data });
            this.#unread += data.toString("latin1");
        });
    }

    /** Waits for the prompt, that is for the end of the previous command. */
    async prompt(): Promise<void> {
        await this.shown(PROMPT);
    }

    /** Waits until the terminal shows a text since the last wait. */
    async shown(text: string): Promise<void> {
        while (!this.#unread.includes(text)) {
            await once(this.#process.stdout, "data", { signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
        }
        this.#unread = this.#unread.slice(this.#unread.indexOf(text) + text.length);
    }

    /** Types keys one by one. */
    async type(keys: string): Promise<void> {
        for (const key of keys) {
            this.paste(key);
            await setTimeout(KEY_MS);
        }
    }

    paste(text: string): void {
        this.#process.stdin.write(text);
    }

    pressCtrlC(): void {
        this.paste("\x03");
    }

    /** Ends the shell, and a command that still runs in it. */
    async close(): Promise<void> {
        if (this.#process.exitCode === null) {
            this.pressCtrlC();
            this.#process.stdin.end();
            await once(this.#process, "close");
        }
    }
}
