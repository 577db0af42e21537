// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type Frame, shortenIdleTimes } from "../../demo/recording/frame";
import { screenFrames } from "../../demo/recording/screenFrames";

const COLUMNS = 20;
const ROWS = 2;

function framesOf(...outputs: (readonly [atMs: number, text: string])[]): Promise<Frame[]> {
    return screenFrames(
        outputs.map(([atMs, text]) => ({ atMs, data: Buffer.from(text) })),
        COLUMNS,
        ROWS,
    );
}

describe("screenFrames", () => {
    it("interprets colours, bold and dim texts, and rows that are redrawn", async () => {
        const frames = await framesOf(
            [0, "\x1b[2m$\x1b[0;1m wait\x1b[0m\r\n"],
            [1_000, "\x1b[36m●\x1b[39m a"],
            [2_000, "\x1b[2K\x1b[G\x1b[32m✔\x1b[39m a"],
        );

        const command = [
            { text: "$", isDim: true },
            { text: " wait", isBold: true },
        ];
        assert.deepEqual(frames, [
            { atMs: 0, rows: [command, []] },
            { atMs: 1_000, rows: [command, [{ text: "●", colour: 6 }, { text: " a" }]] },
            { atMs: 2_000, rows: [command, [{ text: "✔", colour: 2 }, { text: " a" }]] },
        ]);
    });

    it("leaves out a screen that is half drawn, and reads a letter whose bytes arrive apart", async () => {
        const [first, second] = [Buffer.from("…").subarray(0, 1), Buffer.from("…").subarray(1)];
        const outputs = [
            { atMs: 0, data: first },
            { atMs: 1, data: second },
        ];
        assert.deepEqual(await screenFrames(outputs, COLUMNS, ROWS), [{ atMs: 1, rows: [[{ text: "…" }], []] }]);
    });

    it("refuses a session that scrolls, because the picture has only the rows of the terminal", async () => {
        await assert.rejects(framesOf([0, "\r\n\r\n"]), /longer than 2 rows/);
    });
});

describe("shortenIdleTimes", () => {
    it("shortens long times without a change, and keeps the others", () => {
        const frames = [0, 400, 5_400, 5_900.4].map((atMs) => ({ atMs, rows: [] }));
        assert.deepEqual(
            shortenIdleTimes(frames, 1_000).map(({ atMs }) => atMs),
            [0, 400, 1_400, 1_900],
        );
    });
});
