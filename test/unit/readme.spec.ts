// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");

/** The TypeScript snippets of the README, each as a file of its own beside it. */
function snippets(): ReadonlyMap<string, string> {
    const readme = readFileSync(path.join(REPOSITORY_DIRECTORY, "README.md"), "utf8");
    const texts = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");
    return new Map(texts.map((text, index) => [path.join(REPOSITORY_DIRECTORY, `README-${index + 1}.ts`), text]));
}

describe("the README", () => {
    it("shows only programs that compile with what it tells to install", function () {
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
            const text = files.get(file);
            return text === undefined ? getSourceFile(file, version) : ts.createSourceFile(file, text, version);
        };

        const program = ts.createProgram([...files.keys()], options, host);

        const problems = ts
            .getPreEmitDiagnostics(program)
            .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
        assert.deepEqual(problems, []);
        assert.ok(files.size > 0);
    });
});
