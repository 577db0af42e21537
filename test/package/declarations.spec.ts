// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type typescript from "typescript";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";
import { extractPackage } from "../harness/engine/packedPackage";
import { createTemporaryDirectory, removeDirectory } from "../harness/engine/temporaryDirectory";

/** The oldest supported TypeScript, the last that has `node10` without a deprecation, one between, and the one of this project. */
const COMPILERS: readonly string[] = [
    ...["typescript-5.0", "typescript-5.4", "typescript-5.9"].map((folder) =>
        path.join(__dirname, folder, "node_modules/typescript"),
    ),
    "typescript",
];
const { dependencies, peerDependencies } = require("../../package.json") as Record<string, object>;
/** What a package manager would install beside the package. */
const DEPENDENCIES = Object.keys({ ...dependencies, ...peerDependencies, "@types/node": "" });

interface Resolution {
    readonly module: string;
    readonly moduleResolution: string;
    /** The program as a file that is a CommonJS module, an ECMAScript module, or what the options say. */
    readonly programs: readonly string[];
}

const NODE16 = { module: "node16", moduleResolution: "node16", programs: ["consumer.cts", "consumer.mts"] };
const BUNDLER = { module: "esnext", moduleResolution: "bundler", programs: ["consumer.ts"] };
const NODE10 = { module: "commonjs", moduleResolution: "node10", programs: ["consumer.ts"] };

/** TypeScript 6 deprecates `node10`. */
function resolutionsOf({ versionMajorMinor }: typeof typescript): readonly Resolution[] {
    return versionMajorMinor.startsWith("5.") ? [NODE16, BUNDLER, NODE10] : [NODE16, BUNDLER];
}

describe("the declarations of the packed package", function () {
    this.timeout(120_000);
    let project: string;

    before(async () => {
        project = createTemporaryDirectory("consumer");
        await extractPackage(path.join(project, "node_modules/pulumi-azure-wait"));
        for (const dependency of DEPENDENCIES) {
            const link = path.join(project, "node_modules", dependency);
            mkdirSync(path.dirname(link), { recursive: true });
            symlinkSync(path.join(REPOSITORY_DIRECTORY, "node_modules", dependency), link, "junction");
        }
        writeFileSync(path.join(project, "package.json"), "{}");
        for (const program of new Set([NODE16, BUNDLER, NODE10].flatMap(({ programs }) => programs))) {
            copyFileSync(path.join(__dirname, "consumer.ts"), path.join(project, program));
        }
    });
    after(() => removeDirectory(project));

    for (const compiler of COMPILERS) {
        const ts = require(compiler) as typeof typescript;
        for (const { module, moduleResolution, programs } of resolutionsOf(ts)) {
            it(`compile with TypeScript ${ts.version} and moduleResolution ${moduleResolution}`, () => {
                const json = { module, moduleResolution, target: "es2022", lib: ["es2022"], types: ["node"] };
                const { options, errors } = ts.convertCompilerOptionsFromJson(
                    { ...json, strict: true, exactOptionalPropertyTypes: true, noEmit: true },
                    project,
                );
                assert.deepEqual(errors, []);

                const program = ts.createProgram(
                    programs.map((name) => path.join(project, name)),
                    options,
                );

                // Only the files of this package and its user: the SDK's declarations need not fit this version of TypeScript.
                const files = program
                    .getSourceFiles()
                    .filter(({ fileName }) => path.normalize(fileName).startsWith(project));
                const diagnostics = files.flatMap((file) => [
                    ...program.getSyntacticDiagnostics(file),
                    ...program.getSemanticDiagnostics(file),
                ]);
                const texts = diagnostics.map(
                    ({ file, messageText }) =>
                        `${path.relative(project, file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
                );
                assert.deepEqual(
                    [...program.getOptionsDiagnostics().map(({ messageText }) => messageText), ...texts],
                    [],
                );
                assert.ok(files.some(({ fileName }) => fileName.endsWith("dist/pulumi/runtime.d.ts")));
            });
        }
    }
});
