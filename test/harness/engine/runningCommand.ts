// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from "node:child_process";
import { killQuietly } from "./leftovers";

/** The result of a command that has ended. */
export interface CommandResult {
    /** `null` if the command was ended by a signal. */
    readonly exitCode: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Standard output and error, in order of arrival. */
    readonly output: string;
}

export interface CommandOptions {
    readonly directory: string;
    readonly environment: Record<string, string>;
    /** Called with every chunk of output. */
    readonly onOutput?: ((text: string) => void) | undefined;
    /** Standard input; with `null` a pipe that stays open. @default none */
    readonly input?: string | null | undefined;
    /** Time after which the command is killed and {@link RunningCommand.done} rejects. */
    readonly timeoutMs: number;
}

/** A command in a separate process group, as started by a shell. */
export class RunningCommand {
    /** The process itself. */
    readonly child: ChildProcess;
    /** Resolves when the command has ended and all output is read. Rejects if it cannot be started or exceeds the timeout. */
    readonly done: Promise<CommandResult>;
    private readonly chunks: { readonly stream: "stdout" | "stderr"; readonly text: string }[] = [];
    private readonly listeners = new Set<() => void>();

    constructor(program: string, programArguments: readonly string[], options: CommandOptions) {
        this.child = spawn(program, programArguments, {
            cwd: options.directory,
            env: options.environment,
            stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
            detached: true,
        });
        if (options.input !== null) {
            // A command that does not read its input may have ended.
            this.child.stdin?.on("error", () => undefined).end(options.input);
        }
        for (const stream of ["stdout", "stderr"] as const) {
            this.child[stream]!.setEncoding("utf8").on("data", (text: string) => {
                this.chunks.push({ stream, text });
                options.onOutput?.(text);
                this.notify();
            });
        }
        this.done = this.finish(`${program} ${programArguments.join(" ")}`, options.timeoutMs);
        // Prevents an unhandled rejection when a test ends without awaiting the command.
        this.done.catch(() => undefined);
    }

    /** Standard output so far. */
    get stdout(): string {
        return this.text("stdout");
    }

    /** Standard error so far. */
    get stderr(): string {
        return this.text("stderr");
    }

    /** Standard output and error so far, in order of arrival. */
    get output(): string {
        return this.text();
    }

    /** Whether the process has ended. */
    get hasEnded(): boolean {
        return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
    }

    /**
     * Waits until the output matches `pattern`. Rejects with an error that contains the output when the command ends without a
     * match or after `timeoutMs`.
     */
    waitForOutput(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
        return new Promise((resolve, reject) => {
            const settle = (error?: Error, match?: RegExpExecArray) => {
                clearTimeout(timer);
                this.listeners.delete(check);
                error ? reject(error) : resolve(match!);
            };
            const check = () => {
                const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).exec(this.output);
                if (match) {
                    settle(undefined, match);
                }
            };
            const giveUp = (reason: string) => settle(new Error(`${reason} without ${pattern} in:\n${this.output}`));
            const timer = setTimeout(() => giveUp(`${timeoutMs} ms passed`), timeoutMs);
            this.listeners.add(check);
            const ended = () => {
                check();
                giveUp("The command ended");
            };
            this.done.then(ended, ended);
            check();
        });
    }

    /** Sends a signal to the process group, as a terminal does with SIGINT when Ctrl-C is pressed. */
    signal(signal: NodeJS.Signals = "SIGINT"): void {
        if (!this.hasEnded) {
            killQuietly(-this.child.pid!, signal);
        }
    }

    /** Kills the process group and waits until the command has ended. */
    async kill(): Promise<void> {
        this.signal("SIGKILL");
        await this.done.catch(() => undefined);
    }

    private finish(commandLine: string, timeoutMs: number): Promise<CommandResult> {
        return new Promise((resolve, reject) => {
            let hasTimedOut = false;
            const timer = setTimeout(() => {
                hasTimedOut = true;
                this.signal("SIGKILL");
            }, timeoutMs);
            this.child.once("error", (error) => {
                clearTimeout(timer);
                reject(error);
            });
            this.child.once("close", (exitCode, signal) => {
                clearTimeout(timer);
                const { stdout, stderr, output } = this;
                if (hasTimedOut) {
                    reject(new Error(`Killed after ${timeoutMs} ms: ${commandLine}\n${output}`));
                } else {
                    resolve({ exitCode, signal, stdout, stderr, output });
                }
            });
        });
    }

    private text(only?: "stdout" | "stderr"): string {
        return this.chunks
            .filter(({ stream }) => only === undefined || stream === only)
            .map(({ text }) => text)
            .join("");
    }

    private notify(): void {
        for (const listener of [...this.listeners]) {
            listener();
        }
    }
}
