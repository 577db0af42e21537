// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");

/** The TypeScript snippets of the README, by the path of a virtual file beside it. */
function snippets(): ReadonlyMap<string, string> {
    const readme = readFileSync(path.join(REPOSITORY_DIRECTORY, "README.md"), "utf8");
    const sources = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");
    return new Map(sources.map((source, index) => [path.join(REPOSITORY_DIRECTORY, `README-${index + 1}.ts`), source]));
}

describe("README.md", () => {
    it("contains only TypeScript snippets that compile with the documented dependencies", function () {
        this.timeout(120_000);
        const files = snippets();
        const options: ts.CompilerOptions = {
            strict: true,
            noEmit: true,
            skipLibCheck: true,
            target: ts.ScriptTarget.ES2022,
            module: ts.ModuleKind.Node20,
            types: ["node"],
        };
        const host = ts.createCompilerHost(options);
        const { fileExists, readFile } = host;
        host.fileExists = (file) => files.has(file) || fileExists(file);
        host.readFile = (file) => files.get(file) ?? readFile(file);
        const getSourceFile = host.getSourceFile.bind(host);
        host.getSourceFile = (file, version) => {
            const source = files.get(file);
            return source === undefined ? getSourceFile(file, version) : ts.createSourceFile(file, source, version);
        };

        const program = ts.createProgram([...files.keys()], options, host);

        const diagnostics = ts
            .getPreEmitDiagnostics(program)
            .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
        assert.deepEqual(diagnostics, []);
        assert.ok(files.size > 0);
    });
});
