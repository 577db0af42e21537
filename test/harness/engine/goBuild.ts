// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAtLeast } from "./engineRelease";
import { type GoProgram, requiredGoVersion, versionOfProgram } from "./goProgram";

const HEARTBEAT_MS = 15_000;

/**
 * Builds a program from Go modules. Calls `onProgress` at the start, every 15 seconds and at the end.
 *
 * @throws
 *  If Go is missing or too old, or with the last lines of Go's output if the build fails.
 */
export async function buildFromSource(
    program: GoProgram,
    executable: string,
    onProgress: (message: string) => void,
): Promise<void> {
    await requireGo(program);
    const version = versionOfProgram(program);
    const title = `${program.name} ${version}`;
    const startMs = performance.now();
    const elapsed = () => `${Math.round((performance.now() - startMs) / 1000)} s`;
    onProgress(`Building ${title} from Go modules: ${program.estimate}, once; seconds when Go's caches are warm …`);
    const heartbeat = setInterval(() => onProgress(`Still building ${title}, ${elapsed()} …`), HEARTBEAT_MS);
    try {
        const flags = ["-ldflags", `-X ${program.versionVariable}=${version}`];
        await runGo(program, ["build", "-o", executable, ...flags, `${program.module}/${program.mainPackage}`]);
        await copyScripts(program, path.dirname(executable));
    } finally {
        clearInterval(heartbeat);
    }
    onProgress(`Built ${title} in ${elapsed()}`);
}

/** Copies the scripts of a program from the module, whose files in Go's cache are neither writable nor executable. */
async function copyScripts(program: GoProgram, directory: string): Promise<void> {
    if (program.scripts !== undefined) {
        const module = (await runGo(program, ["list", "-m", "-f", "{{.Dir}}", program.module])).trim();
        for (const script of program.scripts) {
            const text = readFileSync(path.join(module, script), "utf8");
            writeFileSync(path.join(directory, path.basename(script)), text, { mode: 0o755 });
        }
    }
}

async function requireGo(program: GoProgram): Promise<void> {
    const required = requiredGoVersion(program);
    const advice = `Install the Pulumi CLI (https://www.pulumi.com/docs/install/) or Go ${required} or newer (https://go.dev/dl/).`;
    let version: string;
    try {
        // Runs in the module's directory, where Go downloads the toolchain that go.mod requires (unless GOTOOLCHAIN=local).
        version = (await runGo(program, ["env", "GOVERSION"])).trim();
    } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "Go is not installed" : String(error);
        throw new Error(`No ${program.name}: none on PATH, get.pulumi.com is unreachable, and ${reason}. ${advice}`);
    }
    if (!isAtLeast(version, required)) {
        throw new Error(
            `No ${program.name}: none on PATH, get.pulumi.com is unreachable, and ${version} is too old to build it. ${advice}`,
        );
    }
}

function runGo({ moduleDirectory }: GoProgram, goArguments: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
        const go: ChildProcess = spawn("go", goArguments, {
            cwd: moduleDirectory,
            env: { ...process.env, GOFLAGS: "-mod=readonly -trimpath", GOWORK: "off" },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const kill = () => go.kill();
        process.once("exit", kill);
        let output = "";
        let errors = "";
        go.stdout!.setEncoding("utf8").on("data", (text: string) => {
            output += text;
        });
        go.stderr!.setEncoding("utf8").on("data", (text: string) => {
            errors += text;
        });
        go.once("error", reject);
        go.once("close", (exitCode, signal) => {
            process.removeListener("exit", kill);
            if (exitCode === 0) {
                resolve(output);
            } else {
                const end = errors.trim().split("\n").slice(-20).join("\n");
                reject(new Error(`go ${goArguments[0]} exited with ${exitCode ?? signal}:\n${end}`));
            }
        });
    });
}
