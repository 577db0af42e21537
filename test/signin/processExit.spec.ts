// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { type Emulator, faults, type RawResponse, startEmulator } from "../emulator/src/index";
import { cleanEnvironment, type Environment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");
/** Time until the process is killed: by then it should have exited by itself. */
const EXIT_TIMEOUT_MS = 10_000;

const PROGRAM = `
    const { waitForOperation } = require("pulumi-azure-wait/wait");
    const [url, options, abortAfterMs] = JSON.parse(process.argv[1]);
    const signal = abortAfterMs === null ? undefined : AbortSignal.timeout(abortAfterMs);
    waitForOperation(url, { ...options, ...(signal === undefined ? {} : { signal }) }).then(
        ({ status }) => console.log(status),
        ({ code, message }) => console.log(code + "\\n" + message),
    );
`;

interface ExitCase {
    readonly title: string;
    /** The status or error code of the wait. */
    readonly result: string;
    readonly script?: Parameters<Emulator["startOperation"]>[0];
    /** The part of the cloud that always sends this response. */
    readonly fault?: readonly [area: string, response: RawResponse];
    readonly timeout?: string;
    readonly abortAfterMs?: number;
}

const EXIT_CASES: readonly ExitCase[] = [
    { title: "the operation Succeeded", result: "Succeeded", script: { durationSeconds: 0 } },
    { title: "the operation Failed", result: "OperationFailed", script: { durationSeconds: 0, outcome: "Failed" } },
    { title: "the wait timed out", result: "WaitTimeout", timeout: "1s" },
    { title: "the wait was aborted between two polls", result: "WaitAborted", abortAfterMs: 800 },
    {
        title: "the wait timed out while the metadata host did not respond",
        result: "StatusUnavailable",
        fault: ["metadata", faults.silence()],
        timeout: "1s",
    },
    {
        title: "the wait was aborted while the token endpoint did not respond",
        result: "WaitAborted",
        fault: ["entra POST", faults.silence()],
        abortAfterMs: 1000,
    },
    {
        title: "the wait was aborted while the body of the token endpoint's response stalled",
        result: "WaitAborted",
        fault: ["entra POST", faults.stalledBody({ access_token: "x".repeat(100) })],
        abortAfterMs: 1000,
    },
    {
        title: "the wait was aborted while Resource Manager did not respond",
        result: "WaitAborted",
        fault: ["arm", faults.silence()],
        abortAfterMs: 1000,
    },
    {
        title: "the wait was aborted during a Retry-After of ten minutes from Resource Manager",
        result: "WaitAborted",
        fault: ["arm", faults.throttled({ "retry-after": "600" })],
        abortAfterMs: 800,
    },
];

describe("process exit", function () {
    this.timeout(30_000);
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    for (const { title, result, script = {}, fault, timeout = "2h", abortAfterMs = null } of EXIT_CASES) {
        it(`exits by itself after ${title}`, async () => {
            const { url } = emulator.startOperation({ durationSeconds: 60, ...script });
            emulator.intercept(({ area, method }) =>
                fault !== undefined && [area, `${area} ${method}`].includes(fault[0]) ? fault[1] : undefined,
            );

            const { exitCode, stdout } = await run([url, { timeout }, abortAfterMs], emulator.environment);

            assert.equal(stdout.split("\n")[0], result, stdout);
            assert.equal(exitCode, 0, "the process did not exit by itself");
        });
    }

    it("exits at once after an untrusted certificate, with an error message that contains NODE_EXTRA_CA_CERTS", async () => {
        const { url } = emulator.startOperation();
        const environment = { ...emulator.environment, NODE_EXTRA_CA_CERTS: undefined };

        const { exitCode, stdout } = await run([url, {}, null], environment);

        assert.match(stdout, /certificate.*not trusted.*NODE_EXTRA_CA_CERTS/);
        assert.equal(exitCode, 0, "the process did not exit by itself");
        assert.deepEqual(emulator.requests, []);
    });
});

async function run(argument: unknown, environment: Environment) {
    const child = spawn(process.execPath, ["-e", PROGRAM, JSON.stringify(argument)], {
        cwd: REPOSITORY_DIRECTORY,
        env: cleanEnvironment({ homeDirectory: createTemporaryDirectory("home"), environment }),
        stdio: ["ignore", "pipe", "inherit"],
        timeout: EXIT_TIMEOUT_MS,
        killSignal: "SIGKILL",
    });
    let stdout = "";
    child.stdout.on("data", (data: Buffer) => {
        stdout += data.toString();
    });
    return await new Promise<{ exitCode: number | null; stdout: string }>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (exitCode) => resolve({ exitCode, stdout }));
    });
}
