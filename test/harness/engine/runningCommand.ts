// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from "node:child_process";
import { killQuietly } from "./leftovers";

/** What a command has done when it is over. */
export interface CommandResult {
    /** `null` if a signal ended it. */
    readonly exitCode: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Standard output and error as they came, mixed. */
    readonly output: string;
}

export interface CommandOptions {
    readonly directory: string;
    readonly environment: Record<string, string>;
    /** Called with every piece of output as it comes. */
    readonly onOutput?: ((text: string) => void) | undefined;
    /** The longest time the command may take; then it is killed and {@link RunningCommand.done} rejects. */
    readonly timeoutMs: number;
}

/** A command in a process group of its own, as a shell starts it. */
export class RunningCommand {
    /** The process itself. */
    readonly child: ChildProcess;
    /** Resolves when the command has ended and all its output is here. Rejects if it could not be started or took too long. */
    readonly done: Promise<CommandResult>;
    private readonly pieces: { readonly stream: "stdout" | "stderr"; readonly text: string }[] = [];
    private readonly listeners = new Set<() => void>();

    constructor(program: string, programArguments: readonly string[], options: CommandOptions) {
        this.child = spawn(program, programArguments, {
            cwd: options.directory,
            env: options.environment,
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
        for (const stream of ["stdout", "stderr"] as const) {
            this.child[stream]!.setEncoding("utf8").on("data", (text: string) => {
                this.pieces.push({ stream, text });
                options.onOutput?.(text);
                this.notify();
            });
        }
        this.done = this.finish(`${program} ${programArguments.join(" ")}`, options.timeoutMs);
        // Whoever does not await a command that is killed at the end of a test need not handle its rejection.
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

    /** Standard output and error so far, as they came. */
    get output(): string {
        return this.text();
    }

    /** Whether the process has ended. */
    get hasEnded(): boolean {
        return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
    }

    /**
     * Waits until the output matches `pattern`. Rejects, with the output, when the command ends without it or after
     * `timeoutMs`.
     */
    waitForOutput(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
        return new Promise((resolve, reject) => {
            const settle = (error?: Error, match?: RegExpExecArray) => {
                clearTimeout(timer);
                this.listeners.delete(look);
                error ? reject(error) : resolve(match!);
            };
            const look = () => {
                const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).exec(this.output);
                if (match) {
                    settle(undefined, match);
                }
            };
            const giveUp = (reason: string) => settle(new Error(`${reason} without ${pattern} in:\n${this.output}`));
            const timer = setTimeout(() => giveUp(`${timeoutMs} ms passed`), timeoutMs);
            this.listeners.add(look);
            const ended = () => {
                look();
                giveUp("The command ended");
            };
            this.done.then(ended, ended);
            look();
        });
    }

    /** Sends a signal to the process group, as a terminal does with SIGINT when Ctrl-C is pressed. */
    signal(signal: NodeJS.Signals = "SIGINT"): void {
        if (!this.hasEnded) {
            killQuietly(-this.child.pid!, signal);
        }
    }

    /** Kills the process group and waits until it is gone. */
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
        return this.pieces
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
