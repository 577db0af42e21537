// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { figuresOf } from "../figure";
import { markdown } from "../markdown";

const TARGETS = {
    "most seconds": { relation: "<=", limit: 1.6 },
    "least times": { relation: ">=", limit: 2.5 },
    "early reads": { relation: "=", limit: 0 },
} as const;

describe("The figures of the bench", () => {
    it("have name, value, target and whether it is met", () => {
        assert.deepEqual(
            figuresOf("section", { "most seconds": 1.6, "least times": 2.4999, "early reads": 1 }, TARGETS),
            [
                { name: "most seconds", value: 1.6, target: "<= 1.6", met: true },
                { name: "least times", value: 2.5, target: ">= 2.5", met: false },
                { name: "early reads", value: 1, target: "= 0", met: false },
            ],
        );
    });

    it("have no target where they give context, and follow those that have one", () => {
        assert.deepEqual(
            figuresOf("section", { reads: 12_345, "early reads": 0 }, { "early reads": TARGETS["early reads"] }),
            [
                { name: "early reads", value: 0, target: "= 0", met: true },
                { name: "reads", value: 12_350, target: null, met: null },
            ],
        );
    });

    it("miss a target that was not measured", () => {
        assert.deepEqual(figuresOf("section", {}, { "early reads": TARGETS["early reads"] }), [
            { name: "early reads", value: null, target: "= 0", met: false },
        ]);
    });
});

describe("The Markdown of the bench", () => {
    const report = (values: Readonly<Record<string, number>>) =>
        markdown({
            date: "2026-11-30",
            quick: false,
            machine: "2 cores",
            versions: { "pulumi-azure-wait": "0.1.0" },
            sections: [
                {
                    name: "section",
                    title: "Title",
                    seconds: 1,
                    figures: figuresOf("section", values, TARGETS),
                    points: [],
                },
            ],
        });

    it("shows every missed target in its table and again at the end, and folds what gives context", () => {
        const text = report({ "most seconds": 1.7, "least times": 3, reads: 12 });

        assert.match(text, /^\| most seconds \| 1\.7 \| <= 1\.6 \| \*\*missed\*\* \|$/m);
        assert.match(text, /^\| least times \| 3 \| >= 2\.5 \| met \|$/m);
        assert.match(text, /^\| early reads \| not measured \| = 0 \| \*\*missed\*\* \|$/m);
        assert.match(text, /<details>.*^\| reads \| 12 \|$.*<\/details>/ms);
        assert.match(text, /\*\*Missed targets: 2\*\*\n\n\* Title: most seconds: 1\.7, target <= 1\.6\n/);
    });

    it("says so where all targets are met", () => {
        assert.match(report({ "most seconds": 1, "least times": 3, "early reads": 0 }), /All targets are met\./);
    });
});
