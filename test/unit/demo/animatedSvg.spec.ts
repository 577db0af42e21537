// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { animatedSvg, type SvgOptions } from "../../demo/recording/animatedSvg";
import type { Frame } from "../../demo/recording/frame";

const OPTIONS: SvgOptions = { theme: "light", columns: 10, title: "A <terminal>", lastFrameMs: 1_000 };
const PROMPT = [{ text: "$ ", isDim: true }, { text: "wait" }];

/** The texts of an SVG with the times at which they are visible, in percent of the animation. */
function textsOf(svg: string) {
    const keyframes = new Map(
        [...svg.matchAll(/@keyframes (\w+)\{((?:[\d.]+%\{\w+:\w+\})+)\}/g)].map(([, name, steps = ""]) => [
            name,
            [...steps.matchAll(/([\d.]+)%\{visibility:(\w+)\}/g)].map(([, percent, value]) => `${percent} ${value}`),
        ]),
    );
    return [...svg.matchAll(/<text class="(\w+)( last)?" [^>]*>(.*)<\/text>/g)].map(([, name, last, text]) => ({
        text,
        steps: keyframes.get(name),
        isLast: last !== undefined,
    }));
}

describe("animatedSvg", () => {
    it("shows each row from its change to the next, and a row that stays once", () => {
        const frames: Frame[] = [
            { atMs: 0, rows: [PROMPT, []] },
            { atMs: 1_000, rows: [PROMPT, [{ text: "InProgress" }]] },
            { atMs: 3_000, rows: [PROMPT, [{ text: "Succeeded", colour: 2 }]] },
        ];

        assert.deepEqual(textsOf(animatedSvg(frames, OPTIONS)), [
            { text: '<tspan class="dim">$ </tspan>wait', steps: ["0 visible"], isLast: true },
            { text: "InProgress", steps: ["0 hidden", "25 visible", "75 hidden"], isLast: false },
            { text: '<tspan class="c2">Succeeded</tspan>', steps: ["0 hidden", "75 visible"], isLast: true },
        ]);
    });

    it("shows a text again that was hidden meanwhile", () => {
        const rows = [[{ text: "a" }]];
        const frames: Frame[] = [
            { atMs: 0, rows },
            { atMs: 1_000, rows: [] },
            { atMs: 2_000, rows },
            { atMs: 3_000, rows: [] },
        ];

        assert.deepEqual(
            textsOf(animatedSvg(frames, OPTIONS)).map(({ steps }) => steps),
            [
                ["0 visible", "25 hidden"],
                ["0 hidden", "50 visible", "75 hidden"],
            ],
        );
    });

    it("loops for the time of all frames and of the last one", () => {
        const svg = animatedSvg([{ atMs: 1_500, rows: [PROMPT] }], OPTIONS);
        assert.match(svg, /animation:2\.5s step-end infinite/);
    });

    it("escapes texts, and needs neither a script nor another file", () => {
        const svg = animatedSvg([{ atMs: 0, rows: [[{ text: '<a href="b">&</a>' }]] }], OPTIONS);
        assert.deepEqual(
            textsOf(svg).map(({ text }) => text),
            ['&lt;a href="b"&gt;&amp;&lt;/a&gt;'],
        );
        assert.match(svg, /<title>A &lt;terminal&gt;<\/title>/);
        assert.doesNotMatch(svg, /<script|<foreignObject|href=(?!"b")|url\(|@import/);
    });

    it("is an empty terminal without frames", () => {
        assert.deepEqual(textsOf(animatedSvg([], OPTIONS)), []);
    });
});
