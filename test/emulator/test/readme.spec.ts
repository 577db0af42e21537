// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { readmeBlocks } from "./readme";

const PACKAGE = join(__dirname, "..");
const REPOSITORY = join(PACKAGE, "../..");
const TIMEOUT_MS = 120_000;

/** What a block without imports continues. */
const CONTEXT = `import { faults, recordedScripts } from "azure-operations-emulator";\n`;
const EMULATOR = `declare const emulator: import("azure-operations-emulator").Emulator;\n`;

/** A block as a module of its own. */
function moduleOf(block: string): string {
    const imports = block.startsWith("import ") ? "" : CONTEXT;
    return `${imports}${block.includes("const emulator =") ? "" : EMULATOR}${block}`;
}

describe("The README of azure-operations-emulator", function () {
    this.timeout(TIMEOUT_MS);
    let directory: string;

    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "azure-emulator-readme-"));
    });

    afterEach(() => rmSync(directory, { recursive: true, force: true }));

    it("contains only TypeScript blocks that compile with the built package", () => {
        const files = new Map(
            readmeBlocks("ts").map((block, index) => [join(PACKAGE, `README-${index + 1}.mts`), moduleOf(block)]),
        );
        const options: ts.CompilerOptions = {
            strict: true,
            noEmit: true,
            skipLibCheck: true,
            target: ts.ScriptTarget.ES2022,
            module: ts.ModuleKind.Node20,
            types: ["node"],
            typeRoots: [join(REPOSITORY, "node_modules/@types")],
        };
        const host = ts.createCompilerHost(options);
        const { fileExists, readFile } = host;
        host.fileExists = (file) => files.has(file) || fileExists(file);
        host.readFile = (file) => files.get(file) ?? readFile(file);

        const diagnostics = ts
            .getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host))
            .map(({ messageText, file, start }) => {
                const line = file?.getLineAndCharacterOfPosition(start ?? 0).line;
                return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
            });

        assert.deepEqual(diagnostics, []);
        assert.ok(files.size >= 5);
    });

    it("contains a test of `waitForOperation` that passes as it stands", async () => {
        const block = readmeBlocks("ts").find((each) => each.includes("pulumi-azure-wait/wait"));
        assert.ok(block);
        mkdirSync(join(directory, "node_modules"));
        symlinkSync(PACKAGE, join(directory, "node_modules/azure-operations-emulator"), "junction");
        symlinkSync(REPOSITORY, join(directory, "node_modules/pulumi-azure-wait"), "junction");
        writeFileSync(join(directory, "wait.test.mjs"), block);

        // Without the variables of a test runner that may have started this process.
        const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
        const { stdout } = await promisify(execFile)(process.execPath, ["--test", "wait.test.mjs"], {
            cwd: directory,
            env: environment,
        }).catch((error: { stdout: string }) => assert.fail(error.stdout));

        assert.match(stdout, /^(?:ℹ|#) pass 1$/m);
    });

    it("contains curl commands that control the emulator as it says", function () {
        if (process.platform === "win32" || spawnSync("curl", ["--version"]).status !== 0) {
            this.skip();
        }
        const [start = "", commands = ""] = readmeBlocks("sh");
        const script = `
            set -eu
            npx() { [ "$1" = azure-operations-emulator ] && exec "$NODE" "$COMMAND"; }
            curl() { command curl --silent --show-error --fail-with-body --noproxy '*' "$@"; }
            trap 'kill $! && wait $!' EXIT
            ${start}
            ${commands}
        `;
        const { status, stdout, stderr } = spawnSync("sh", ["-c", script], {
            cwd: directory,
            encoding: "utf8",
            timeout: TIMEOUT_MS,
            env: { ...process.env, NODE: process.execPath, COMMAND: join(PACKAGE, "dist/main.js") },
        });
        assert.equal(status, 0, `${stdout}${stderr}`);
        const [operation, scripts, [fault], requests, ...more] = stdout
            .split(/(?<=^[\]}]\n|^\[\]\n)/m)
            .filter((text) => text.trim() !== "")
            .map((text) => JSON.parse(text));
        assert.match(operation.url, new RegExp(operation.asyncOperationId));
        assert.deepEqual([scripts, fault.status, fault.remaining, requests, more], [{ waiting: 1 }, 503, 3, [], []]);
        assert.ok(existsSync(join(directory, "emulator.env")));
    });
});
