// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { type Emulator, faults, type RawAnswer, startEmulator } from "../emulator/src/index";
import { cleanEnvironment, type Environment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");
/** A process that has not ended by then is held open by something. */
const PATIENCE_MS = 10_000;

const PROGRAM = `
    const { waitForOperation } = require("pulumi-azure-wait/wait");
    const [url, options, abortAfterMs] = JSON.parse(process.argv[1]);
    const signal = abortAfterMs === null ? undefined : AbortSignal.timeout(abortAfterMs);
    waitForOperation(url, { ...options, ...(signal === undefined ? {} : { signal }) }).then(
        ({ status }) => console.log(status),
        ({ code, message }) => console.log(code + "\\n" + message),
    );
`;

interface Row {
    readonly title: string;
    readonly ending: string;
    readonly script?: Parameters<Emulator["startOperation"]>[0];
    /** The part of the cloud that answers otherwise than it should, always. */
    readonly trouble?: readonly [area: string, answer: RawAnswer];
    readonly timeout?: string;
    readonly abortAfterMs?: number;
}

const ENDINGS: readonly Row[] = [
    { title: "the operation Succeeded", ending: "Succeeded", script: { durationSeconds: 0 } },
    { title: "the operation Failed", ending: "OperationFailed", script: { durationSeconds: 0, outcome: "Failed" } },
    { title: "its time was up", ending: "WaitTimeout", timeout: "1s" },
    { title: "it was aborted between two looks", ending: "WaitAborted", abortAfterMs: 800 },
    {
        title: "its time was up while the metadata host was silent",
        ending: "StatusUnavailable",
        trouble: ["metadata", faults.silence()],
        timeout: "1s",
    },
    {
        title: "it was aborted while the token endpoint was silent",
        ending: "WaitAborted",
        trouble: ["entra POST", faults.silence()],
        abortAfterMs: 1000,
    },
    {
        title: "it was aborted while the body of the token endpoint's answer stalled",
        ending: "WaitAborted",
        trouble: ["entra POST", faults.stalledBody({ access_token: "x".repeat(100) })],
        abortAfterMs: 1000,
    },
    {
        title: "it was aborted while Resource Manager was silent",
        ending: "WaitAborted",
        trouble: ["arm", faults.silence()],
        abortAfterMs: 1000,
    },
    {
        title: "it was aborted while Resource Manager had it wait for ten minutes",
        ending: "WaitAborted",
        trouble: ["arm", faults.throttled({ "retry-after": "600" })],
        abortAfterMs: 800,
    },
];

describe("The process of a wait ends by itself after", function () {
    this.timeout(30_000);
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    for (const { title, ending, script = {}, trouble, timeout = "2h", abortAfterMs = null } of ENDINGS) {
        it(title, async () => {
            const { url } = emulator.startOperation({ durationSeconds: 60, ...script });
            emulator.intercept(({ area, method }) =>
                trouble !== undefined && [area, `${area} ${method}`].includes(trouble[0]) ? trouble[1] : undefined,
            );

            const { exitCode, stdout } = await run([url, { timeout }, abortAfterMs], emulator.environment);

            assert.equal(stdout.split("\n")[0], ending, stdout);
            assert.equal(exitCode, 0, "it had to be killed");
        });
    }

    it("a certificate was not trusted, at once: the text names NODE_EXTRA_CA_CERTS", async () => {
        const { url } = emulator.startOperation();
        const environment = { ...emulator.environment, NODE_EXTRA_CA_CERTS: undefined };

        const { exitCode, stdout } = await run([url, {}, null], environment);

        assert.match(stdout, /certificate.*not trusted.*NODE_EXTRA_CA_CERTS/);
        assert.equal(exitCode, 0, "it had to be killed");
        assert.deepEqual(emulator.requests, []);
    });
});

async function run(argument: unknown, environment: Environment) {
    const child = spawn(process.execPath, ["-e", PROGRAM, JSON.stringify(argument)], {
        cwd: REPOSITORY_DIRECTORY,
        env: cleanEnvironment({ homeDirectory: createTemporaryDirectory("home"), environment }),
        stdio: ["ignore", "pipe", "inherit"],
        timeout: PATIENCE_MS,
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
