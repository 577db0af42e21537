// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { endpointOf, startResourceManager } from "./resourceManager";

const START_LIMIT_MS = 60_000;

/**
 * Microsoft's mock server for `@azure-tools/azure-http-specs`, as a child process that listens on 127.0.0.1, behind a server that
 * adds the ids of the Resource Manager, which the mock server lacks.
 */
export class SpectorServer {
    private constructor(
        private readonly resourceManager: Server,
        private readonly child: ChildProcess,
        private readonly directory: string,
    ) {}

    static async start(): Promise<SpectorServer> {
        const directory = await mkdtemp(join(tmpdir(), "spector-"));
        const modules = join(dirname(require.resolve("@azure-tools/azure-http-specs/package.json")), "../..");
        const child = spawn(
            process.execPath,
            [
                join(modules, "@typespec/spector/cmd/cli.mjs"),
                "serve",
                join(modules, "@azure-tools/azure-http-specs/specs"),
                ...["--port", "0", "--coverageFile", join(directory, "coverage.json")],
            ],
            { cwd: directory, stdio: ["ignore", "pipe", "pipe"] },
        );
        try {
            const resourceManager = await startResourceManager(`http://${await hostOf(child)}`);
            return new SpectorServer(resourceManager, child, directory);
        } catch (error) {
            await end(child, directory);
            throw error;
        }
    }

    get endpoint(): string {
        return endpointOf(this.resourceManager);
    }

    /** The server's result for each scenario, from the requests so far: "pass", "fail" or "not-implemented". */
    async results(): Promise<Readonly<Record<string, string>>> {
        const [report] = (await (await fetch(`${this.endpoint}/.coverage`)).json()) as [
            { results: Record<string, string> },
        ];
        return report.results;
    }

    async stop(): Promise<void> {
        const closed = new Promise((resolve) => this.resourceManager.close(resolve));
        this.resourceManager.closeAllConnections();
        await closed;
        await end(this.child, this.directory);
    }
}

/** Waits until the server listens. @returns its address: "127.0.0.1:port" */
function hostOf(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
        let output = "";
        const timer = setTimeout(() => reject(new Error(`the server does not start: ${output}`)), START_LIMIT_MS);
        const onData = (text: Buffer) => {
            output += text;
            const host = /Started server on (127\.0\.0\.1:\d+)/.exec(output)?.[1];
            if (host !== undefined) {
                clearTimeout(timer);
                resolve(host);
            }
        };
        child.stdout?.on("data", onData);
        child.stderr?.on("data", onData);
        child.once("error", reject);
        child.once("exit", (code) => {
            clearTimeout(timer);
            reject(new Error(`the server ended with ${code}: ${output}`));
        });
    });
}

async function end(child: ChildProcess, directory: string): Promise<void> {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGKILL");
        await ended;
    }
    await rm(directory, { recursive: true, force: true });
}
