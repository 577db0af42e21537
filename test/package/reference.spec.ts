// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";

const TYPEDOC = path.join(REPOSITORY_DIRECTORY, "node_modules/typedoc/bin/typedoc");
const OPTIONS = path.join(REPOSITORY_DIRECTORY, "docs/typedoc.json");

describe("the reference of npm run docs", () => {
    it("documents every public name, and has no broken link", async function () {
        this.timeout(120_000);
        const typedoc = promisify(execFile)(process.execPath, [TYPEDOC, "--options", OPTIONS, "--emit", "none"]);

        const { stdout, stderr } = await typedoc.catch(({ stdout, stderr }: { stdout: string; stderr: string }) =>
            assert.fail(`TypeDoc fails:\n${stdout}\n${stderr}`),
        );

        assert.equal(stdout + stderr, "");
    });
});
