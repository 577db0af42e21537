// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import sinon from "sinon";
import { canRedraw, createDisplay } from "../../../provider/cli/createDisplay";
import { newRecord, type OperationRecord } from "../../../provider/cli/operationRecord";
import type { WaitProgress } from "../../../provider/wait/progress";

const PATHS = ["/subscriptions/s/operationStatuses/one", "/subscriptions/s/operationStatuses/two"] as const;
const [PATH] = PATHS;

/** A stream that keeps what is written. */
function fakeStream(terminal: { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number } = {}) {
    const chunks: string[] = [];
    const stream = new Writable({
        write: (chunk, _encoding, callBack) => {
            chunks.push(String(chunk));
            callBack();
        },
    });
    const all = () => chunks.join("");
    return { stream: Object.assign(stream, terminal) as unknown as NodeJS.WriteStream, all, chunks };
}

function progress(elapsedSeconds: number, changes: Partial<WaitProgress> = {}): WaitProgress {
    return {
        ...{ status: "InProgress", percentComplete: undefined, lastError: undefined, polls: 1, nextPollSeconds: 5 },
        ...{ elapsedSeconds, ...changes },
    };
}

function succeed(record: OperationRecord, durationSeconds: number): void {
    record.success = { id: record.path, name: "", status: "Succeeded", durationSeconds, polls: 1 };
}

describe("canRedraw", () => {
    for (const [title, isTTY, environment, expected] of [
        ["in a terminal", true, { TERM: "xterm-256color" }, true],
        ["not in a pipe", undefined, { TERM: "xterm-256color" }, false],
        ["not in a dumb terminal", true, { TERM: "dumb" }, false],
        ["not in the pseudo-terminal of a CI service", true, { TERM: "xterm", CI: "true" }, false],
        ["on Windows, where there is no TERM", true, {}, true],
    ] as const) {
        it(`redraws ${title}`.replace("redraws not", "does not redraw"), () => {
            assert.equal(canRedraw({ isTTY } as NodeJS.WriteStream, environment), expected);
        });
    }
});

describe("createDisplay", () => {
    let clock: sinon.SinonFakeTimers;
    const environment = { TERM: "xterm" };

    beforeEach(() => {
        clock = sinon.useFakeTimers({
            now: Date.parse("2026-01-01T00:00:00Z"),
            toFake: ["setInterval", "clearInterval", "setImmediate", "clearImmediate", "Date", "performance"],
        });
    });
    afterEach(() => clock.restore());

    it("writes nothing but lines of --debug with -q", () => {
        const { stream, all } = fakeStream({ isTTY: true });
        const display = createDisplay({ records: [newRecord(PATH)], stream, environment, isQuiet: true });

        display.update(0, progress(1));
        display.trace("poll 1");
        display.end(0);
        display.close();

        assert.equal(all(), "poll 1\n");
    });

    it("writes plain lines without a terminal, with the name of one operation", () => {
        const { stream, all } = fakeStream();
        const display = createDisplay({ records: [newRecord(PATH)], stream, environment, isQuiet: false });

        display.update(0, progress(1, { percentComplete: 40 }));
        display.update(0, progress(2, { percentComplete: 41 }));
        display.update(0, progress(3, { status: "Provisioning" }));
        display.close();

        assert.equal(all(), "one: InProgress · 40% · 1s · next poll in 5s\none: Provisioning · 3s · next poll in 5s\n");
    });

    it("writes lines about several operations together", () => {
        const { stream, all } = fakeStream();
        const display = createDisplay({ records: PATHS.map(newRecord), stream, environment, isQuiet: false });

        display.update(0, progress(1));
        display.end(0);
        display.update(1, progress(2));
        display.close();

        assert.equal(all(), "0 of 2 ended · 1s · next poll in 5s\n1 of 2 ended · 2s · next poll in 5s\n");
    });

    it("writes at most thirty lines an hour, whatever changes", () => {
        const { stream, chunks } = fakeStream();
        const records = PATHS.map(newRecord);
        const display = createDisplay({ records, stream, environment, isQuiet: false });

        for (let second = 1; second <= 3600; second += 1) {
            display.update(second % 2, progress(second, { lastError: second % 3 === 0 ? "503" : undefined }));
        }

        assert.ok(chunks.length >= 20 && chunks.length <= 30, `${chunks.length} lines`);
    });

    it("redraws one row for each operation in a terminal, and leaves the last ones", async () => {
        const { stream, all } = fakeStream({ isTTY: true, columns: 80, rows: 24 });
        const records = PATHS.map(newRecord);
        const display = createDisplay({ records, stream, environment, isQuiet: false });

        display.update(0, progress(1));
        records[0]!.lastStatus = { kind: "running", status: "InProgress", body: { percentComplete: 40 } };
        await clock.tickAsync(2_000);
        const middle = stripVTControlCharacters(all());
        for (const [index, record] of records.entries()) {
            succeed(record, 3);
            display.end(index);
        }
        display.close();

        assert.match(middle, /● one {2}InProgress {2}40% {2}2s {2}poll in 3s\n● two {2}connecting {7}2s\n$/);
        assert.match(stripVTControlCharacters(all()), /✔ one {2}Succeeded {2}3s\n✔ two {2}Succeeded {2}3s\n$/);
        assert.equal(clock.countTimers(), 0);
    });

    it("follows the width of the terminal", async () => {
        const { stream, chunks } = fakeStream({ isTTY: true, columns: 120, rows: 24 });
        const record = newRecord(`/subscriptions/s/${"n".repeat(100)}`);
        const display = createDisplay({ records: [record], stream, environment, isQuiet: false });

        stream.columns = 40;
        await clock.tickAsync(1_000);
        display.close();

        const [last = ""] = stripVTControlCharacters(chunks.at(-1) ?? "").split("\n");
        assert.ok(last.length < 40, last);
    });

    it("writes lines of --debug above the rows", async () => {
        const { stream, all } = fakeStream({ isTTY: true, columns: 80, rows: 24 });
        const display = createDisplay({ records: [newRecord(PATH)], stream, environment, isQuiet: false });

        display.trace("poll 1: 200 InProgress");
        display.close();

        assert.match(stripVTControlCharacters(all()), /poll 1: 200 InProgress\n● one/);
    });

    it("draws as many rows as fit on the screen, those of running operations, and a line about the others", () => {
        const { stream, all } = fakeStream({ isTTY: true, columns: 80, rows: 5 });
        const records = Array.from({ length: 300 }, (_, index) => newRecord(`/subscriptions/s/number-${index}`));
        succeed(records[0]!, 1);

        const display = createDisplay({ records, stream, environment, isQuiet: false });
        const frame = stripVTControlCharacters(all()).trimEnd().split("\n");
        display.close();

        assert.deepEqual(
            frame.map((line) => /number-\d+|….*/.exec(line)?.[0]),
            ["number-1", "number-2", "number-3", "… 297 more, 1 of 300 ended"],
        );
    });

    it("leaves rows that do not fit on the screen whole at the end", () => {
        const { stream, chunks } = fakeStream({ isTTY: true, columns: 80, rows: 5 });
        const records = Array.from({ length: 10 }, (_, index) => newRecord(`/subscriptions/s/number-${index}`));
        const display = createDisplay({ records, stream, environment, isQuiet: false });

        display.close();

        assert.equal(stripVTControlCharacters(chunks.at(-1) ?? "").match(/number-\d/g)?.length, 10);
    });
});
