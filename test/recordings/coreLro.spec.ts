// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { DECIDED_RECORDINGS, type Recording } from "./corpus";
import { replayPoller } from "./replayedPoller";
import { replayWait } from "./replayedWait";
import { wrongResults } from "./wrongResults";

/** The rows of the table in README.md, and the recordings that each counts. */
const ROWS: readonly (readonly [row: string, counts: (recording: Recording) => boolean])[] = [
    ["`Azure-AsyncOperation`", ({ kind }) => kind === "azure-asyncoperation"],
    ["`Location`", ({ kind }) => kind === "location"],
    ["no status URL", ({ kind }) => kind === "resource"],
    ["all", () => true],
];

/** The first `cells` cells of the README's rows whose first cell is one of `names`. */
function documentedRows(names: readonly string[], cells: number): readonly (readonly string[])[] {
    const readme = readFileSync(path.join(__dirname, "README.md"), "utf8");
    return readme
        .split("\n")
        .map((line) => line.split("|").map((cell) => cell.trim()))
        .filter(([, name = ""]) => names.includes(name))
        .map((row) => row.slice(1, 1 + cells));
}

describe("waitForOperation and the poller of @azure/core-lro with the same recorded operations", () => {
    let wait: readonly Recording[];
    let poller: readonly Recording[];

    before(async function () {
        this.timeout(60_000);
        wait = await wrongResults(replayWait);
        poller = await wrongResults(replayPoller);
    });

    it("have no more wrong results with waitForOperation than with core-lro", () => {
        assert.ok(wait.length <= poller.length, `${wait.length} with waitForOperation, ${poller.length} with core-lro`);
    });

    it("have the numbers of right results in test/recordings/README.md", () => {
        const rows = ROWS.map(([row, counts]) => {
            const total = DECIDED_RECORDINGS.filter(counts).length;
            const right = [wait, poller].map((wrong) => total - wrong.filter(counts).length);
            return [row, ...[total, ...right].map(String)];
        });
        assert.deepEqual(
            documentedRows(
                ROWS.map(([row]) => row),
                4,
            ),
            rows,
        );
    });

    it("have the wrong results in test/recordings/README.md, and no others", () => {
        const rows = [
            ...wait.map(({ id }) => [`\`${id}\``, "pulumi-azure-wait"]),
            ...poller.map(({ id }) => [`\`${id}\``, "`@azure/core-lro`"]),
        ];
        assert.deepEqual(
            documentedRows(
                DECIDED_RECORDINGS.map(({ id }) => `\`${id}\``),
                2,
            ),
            rows,
        );
    });
});
