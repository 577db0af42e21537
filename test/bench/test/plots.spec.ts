// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";
import { PLOTS, writePlots } from "../plots";
import { OWN_NAME } from "../pollingClients";

const SERIES = ["@azure/core-lro", `${OWN_NAME}`];

/** The texts of a plot of two curves of this section, in the order of the SVG. */
async function textsOf(section: string, theme: "light" | "dark"): Promise<readonly string[]> {
    const directory = createTemporaryDirectory("plots");
    const points = SERIES.flatMap((series) => [
        { series, x: 10, y: 2 },
        { series, x: 100, y: 3 },
    ]);
    await writePlots(
        {
            date: "2026-11-30",
            quick: false,
            machine: "",
            versions: {},
            sections: [{ name: section, title: "", seconds: 1, figures: [], points }],
        },
        directory,
    );
    const svg = readFileSync(path.join(directory, `${PLOTS[section]?.file}-${theme}.svg`), "utf8");
    return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
}

describe("The plots of the bench", () => {
    for (const theme of ["light", "dark"] as const) {
        it(`have the ${theme} plot of the cost with a title, both axes with units, and a legend that begins with this package`, async () => {
            const texts = await textsOf("lag", theme);

            assert.deepEqual(
                texts.filter((text) => / (?:s|min|h)$/.test(text)),
                ["5 s", "10 s", "30 s", "1 min", "2 min", "5 min", "10 min", "30 min", "1 h", "2 h", "6 h"],
            );
            assert.deepEqual(
                texts.filter((text) => /^\d+$/.test(text)),
                ["1", "2", "5", "10", "20", "50", "100"],
            );
            for (const title of [
                "duration of the operation",
                "times the cost of the best interval",
                PLOTS.lag!.title,
            ]) {
                assert.ok(texts.includes(title), `${title} in ${texts}`);
            }
            assert.deepEqual(
                texts.filter((text) => SERIES.includes(text)),
                [OWN_NAME, "@azure/core-lro"],
            );
        });
    }

    it("have the plot of the reads with a title, both axes with units, and a zero", async () => {
        const texts = await textsOf("waits", "light");

        for (const text of [
            "seconds since the first read",
            "reads per second",
            PLOTS.waits!.title,
            "0",
            "25",
            "2,000",
        ]) {
            assert.ok(texts.includes(text), `${text} in ${texts}`);
        }
    });
});
