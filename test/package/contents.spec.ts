// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";
import { packPackage } from "../harness/engine/packedPackage";

/** More than this is a sign of files that users do not need. */
const PACKED_LIMIT_KB = 250;
const DOCUMENTS = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];

describe("the tarball of npm pack", function () {
    this.timeout(120_000);
    let tarball: string;
    let files: readonly string[];

    before(async () => {
        tarball = await packPackage();
        const { stdout } = await promisify(execFile)("tar", ["-tzf", tarball]);
        files = stdout
            .trimEnd()
            .split(/\r?\n/)
            .map((file) => file.replace(/^package\//, ""));
    });

    it("contains, beside the documents, only code and declarations from dist: no tests, no sources and no source maps", () => {
        const others = files.filter((file) => !/^dist\/[\w/]+(?:\.js|\.d\.ts)$/.test(file)).sort();
        assert.deepEqual(others, DOCUMENTS);
    });

    it("contains code and declarations for each source file, and nothing that an earlier build left behind", () => {
        const compiled = files.filter((file) => file.startsWith("dist/"));
        const withoutSource = compiled.filter((file) => {
            const source = file.replace(/^dist\//, "provider/").replace(/(?:\.js|\.d\.ts)$/, ".ts");
            return !existsSync(path.join(REPOSITORY_DIRECTORY, source));
        });
        assert.deepEqual(withoutSource, []);
        const code = compiled.filter((file) => file.endsWith(".js")).map((file) => file.replace(/\.js$/, ".d.ts"));
        assert.deepEqual(code.sort(), compiled.filter((file) => file.endsWith(".d.ts")).sort());
    });

    it("contains no reference to a source map", () => {
        const references = files.filter(
            (file) =>
                file.startsWith("dist/") &&
                readFileSync(path.join(REPOSITORY_DIRECTORY, file), "utf8").includes("//# sourceMappingURL"),
        );
        assert.deepEqual(references, []);
    });

    it("imports each dependency of package.json, and no other package", () => {
        const imported = files
            .filter((file) => file.startsWith("dist/"))
            .flatMap((file) => {
                const text = readFileSync(path.join(REPOSITORY_DIRECTORY, file), "utf8");
                const specifiers = text.matchAll(/(?:\bfrom |(?<!\.)\brequire\(|\bimport\()"([^."][^"]*)"/g);
                return [...specifiers].map(([, specifier = ""]) => specifier);
            })
            .filter((specifier) => !isBuiltin(specifier) && !specifier.startsWith("pulumi-azure-wait"))
            .map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0])
            // `engine/grpc.ts` loads the copy of Pulumi's SDK.
            .filter((name) => name !== "@grpc/grpc-js");
        const { dependencies, peerDependencies } = require("../../package.json") as Record<string, object>;
        assert.deepEqual([...new Set(imported)].sort(), Object.keys({ ...dependencies, ...peerDependencies }).sort());
    });

    it(`is smaller than ${PACKED_LIMIT_KB} kB`, () => {
        assert.ok(readFileSync(tarball).length < PACKED_LIMIT_KB * 1000);
    });
});
