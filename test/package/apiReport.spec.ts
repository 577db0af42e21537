// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createTemporaryDirectory, removeDirectory } from "../harness/engine/temporaryDirectory";
import { REPORTS_DIRECTORY, writeApiReports } from "./apiReport";

describe("the reports of the public API in docs/api", function () {
    this.timeout(120_000);
    let current: string;
    let names: readonly string[];

    before(() => {
        current = createTemporaryDirectory("reports");
        names = writeApiReports(current);
    });
    after(() => removeDirectory(current));

    it("equal the declarations of the built package; npm run api rewrites them", () => {
        for (const name of names) {
            const [actual, expected] = [current, REPORTS_DIRECTORY].map((directory) =>
                readFileSync(path.join(directory, name), "utf8"),
            );
            assert.equal(actual, expected, `docs/api/${name} is outdated: run npm run api, and review the difference`);
        }
    });

    it("are one for each entry point, and no others", () => {
        const { exports } = require("../../package.json") as { exports: Readonly<Record<string, unknown>> };
        const entryPoints = Object.keys(exports).filter((name) => name !== "./package.json");

        assert.equal(names.length, entryPoints.length);
        assert.deepEqual(readdirSync(REPORTS_DIRECTORY).sort(), [...names].sort());
    });
});
