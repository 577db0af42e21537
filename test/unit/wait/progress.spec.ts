// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { createProgressLog, formatProgress, type WaitProgress } from "../../../provider/wait/progress";

const IN_PROGRESS: WaitProgress = {
    status: "InProgress",
    percentComplete: 40,
    lastError: undefined,
    polls: 12,
    elapsedSeconds: 200,
    nextPollSeconds: 20,
};

describe("formatProgress", () => {
    const FORMATS: readonly (readonly [title: string, progress: Partial<WaitProgress>, expected: string])[] = [
        ["shows status, percentage, elapsed time and next poll", {}, "InProgress · 40% · 3m 20s · next poll in 20s"],
        ["omits an unknown percentage", { percentComplete: undefined }, "InProgress · 3m 20s · next poll in 20s"],
        ["shows a percentage of zero", { percentComplete: 0 }, "InProgress · 0% · 3m 20s · next poll in 20s"],
        ["rounds the percentage down", { percentComplete: 99.7 }, "InProgress · 99% · 3m 20s · next poll in 20s"],
        [
            "shows that there is no status yet",
            { status: undefined, percentComplete: undefined, elapsedSeconds: 0, nextPollSeconds: 1 },
            "no status yet · 0s · next poll in 1s",
        ],
        [
            "shows the error of the last poll",
            { lastError: "429 TooManyRequests" },
            "InProgress · 40% · last poll: 429 TooManyRequests · 3m 20s · next poll in 20s",
        ],
        [
            "shows a next poll in at least one second",
            { nextPollSeconds: 0 },
            "InProgress · 40% · 3m 20s · next poll in 1s",
        ],
    ];
    for (const [title, progress, expected] of FORMATS) {
        it(title, () => assert.equal(formatProgress({ ...IN_PROGRESS, ...progress }), expected));
    }

    it("removes what could forge a log", () => {
        const text = formatProgress({
            ...IN_PROGRESS,
            status: "<{%reset%}>\u001b[31m",
            lastError: "##vso[task.complete]",
        });
        assert.doesNotMatch(text, /<\{%|\u001b|##vso\[/);
    });

    it("returns one line even if status and error contain line breaks", () => {
        const text = formatProgress({ ...IN_PROGRESS, status: "In\nProgress", lastError: "503 X: first\n  second" });
        assert.equal(text.split("\n").length, 1, text);
    });
});

describe("createProgressLog", () => {
    function logOf(progress: readonly Partial<WaitProgress>[]): string[] {
        const lines: string[] = [];
        const log = createProgressLog((line) => lines.push(line));
        for (const change of progress) {
            log({ ...IN_PROGRESS, ...change });
        }
        return lines;
    }

    function logOfAnHour(change: (minute: number) => Partial<WaitProgress>): string[] {
        return logOf(
            Array.from({ length: 61 }, (_, minute) => ({
                percentComplete: undefined,
                elapsedSeconds: minute * 60,
                nextPollSeconds: 60,
                ...change(minute),
            })),
        );
    }

    it("logs the first poll at once", () => {
        assert.equal(logOf([{ elapsedSeconds: 0 }]).length, 1);
    });

    it("logs a new status at once", () => {
        const lines = logOf([
            { elapsedSeconds: 0, status: "Accepted" },
            { elapsedSeconds: 1, status: "Accepted" },
            { elapsedSeconds: 2, status: "Updating" },
            { elapsedSeconds: 3, status: "Updating" },
        ]);
        assert.deepEqual(
            lines.map((line) => line.split(" ")[0]),
            ["Accepted", "Updating"],
        );
    });

    it("logs the start and the end of an error at once", () => {
        const lines = logOf([
            { elapsedSeconds: 0 },
            { elapsedSeconds: 1, lastError: "429 TooManyRequests" },
            { elapsedSeconds: 2, lastError: "429 TooManyRequests" },
            { elapsedSeconds: 3 },
        ]);
        assert.deepEqual(
            lines.map((line) => line.includes("429")),
            [false, true, false],
        );
    });

    it("does not log each step of the percentage", () => {
        const steps = Array.from({ length: 31 }, (_, second) => ({ elapsedSeconds: second, percentComplete: second }));
        const lines = logOf(steps);
        assert.ok(lines.length >= 2 && lines.length <= 4, lines.join("\n"));
    });

    it("logs less and less often while nothing changes", () => {
        const loggedAt: number[] = [];
        let now = 0;
        const log = createProgressLog(() => loggedAt.push(now));
        for (; now <= 1800; now += 1) {
            log({ ...IN_PROGRESS, elapsedSeconds: now });
        }
        const pauses = loggedAt.slice(1).map((at, index) => at - (loggedAt[index] ?? 0));
        assert.deepEqual(pauses.slice(0, 6), [30, 60, 120, 240, 300, 300]);
    });

    const HOURS: readonly (readonly [name: string, change: (minute: number) => Partial<WaitProgress>])[] = [
        ["nothing changes", () => ({})],
        ["the percentage changes at every poll", (minute) => ({ percentComplete: minute })],
        ["every poll returns another status", (minute) => ({ status: `Step ${minute} of 60` })],
        [
            "every second poll is throttled",
            (minute) => ({ lastError: minute % 2 === 0 ? undefined : "429 TooManyRequests" }),
        ],
    ];
    for (const [name, change] of HOURS) {
        it(`logs at most thirty lines an hour at one poll a minute when ${name}`, () => {
            const lines = logOfAnHour(change);
            console.log(`      ${lines.length} lines in an hour`);
            assert.ok(lines.length >= 5 && lines.length <= 30, `${lines.length} lines`);
        });
    }

    it("logs at most thirty lines in any hour and at least once in 15 minutes for any progress", () => {
        const poll = fc.record({
            pause: fc.integer({ min: 1, max: 600 }),
            status: fc.constantFrom("Accepted", "InProgress", undefined),
            lastError: fc.constantFrom("503 ServerBusy", "ECONNRESET", undefined),
            percentComplete: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
        });
        fc.assert(
            fc.property(fc.array(poll, { minLength: 50, maxLength: 2_000 }), (polls) => {
                const loggedAt: number[] = [];
                let now = 0;
                const log = createProgressLog(() => loggedAt.push(now));
                for (const { pause, ...change } of polls) {
                    now += pause;
                    log({ ...IN_PROGRESS, ...change, elapsedSeconds: now });
                }
                for (const [index, at] of loggedAt.entries()) {
                    const hour = loggedAt.slice(index).filter((other) => other < at + 3_600);
                    assert.ok(hour.length <= 30, `${hour.length} lines in the hour from ${at}`);
                    const pause = (loggedAt[index + 1] ?? now) - at;
                    assert.ok(pause <= 300 + 600, `no line for ${pause} s`);
                }
            }),
        );
    });

    it("logs the latest status after it has throttled a flapping error", () => {
        const flapping = Array.from({ length: 40 }, (_, second) => ({
            elapsedSeconds: second,
            lastError: second % 2 === 0 ? undefined : "503 ServerBusy",
        }));
        const lines = logOf([
            ...flapping,
            { elapsedSeconds: 41, status: "Updating" },
            { elapsedSeconds: 221, status: "Updating" },
        ]);
        assert.equal(lines.length, 11);
        assert.match(lines.at(-1) ?? "", /^Updating · 40% · 3m 41s/);
    });
});
