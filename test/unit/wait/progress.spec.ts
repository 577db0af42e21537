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

describe("The text of a progress", () => {
    const TEXTS: readonly (readonly [name: string, progress: Partial<WaitProgress>, text: string])[] = [
        ["says what there is to say", {}, "InProgress · 40% · 3m 20s · next poll in 20s"],
        ["leaves out an unknown percentage", { percentComplete: undefined }, "InProgress · 3m 20s · next poll in 20s"],
        ["shows a percentage of nothing", { percentComplete: 0 }, "InProgress · 0% · 3m 20s · next poll in 20s"],
        ["shows whole percents", { percentComplete: 99.7 }, "InProgress · 99% · 3m 20s · next poll in 20s"],
        [
            "says that there is no status yet",
            { status: undefined, percentComplete: undefined, elapsedSeconds: 0, nextPollSeconds: 1 },
            "no status yet · 0s · next poll in 1s",
        ],
        [
            "says why the last look could not be read",
            { lastError: "429 TooManyRequests" },
            "InProgress · 40% · last poll: 429 TooManyRequests · 3m 20s · next poll in 20s",
        ],
        ["never announces a look in no time", { nextPollSeconds: 0 }, "InProgress · 40% · 3m 20s · next poll in 1s"],
    ];
    for (const [name, progress, text] of TEXTS) {
        it(name, () => assert.equal(formatProgress({ ...IN_PROGRESS, ...progress }), text));
    }

    it("cannot forge a log", () => {
        const text = formatProgress({
            ...IN_PROGRESS,
            status: "<{%reset%}>\u001b[31m",
            lastError: "##vso[task.complete]",
        });
        assert.doesNotMatch(text, /<\{%|\u001b|##vso\[/);
    });

    it("is one line, whatever ARM sent", () => {
        const text = formatProgress({ ...IN_PROGRESS, status: "In\nProgress", lastError: "503 X: first\n  second" });
        assert.equal(text.split("\n").length, 1, text);
    });
});

describe("A narrator", () => {
    function narrate(progress: readonly Partial<WaitProgress>[]): string[] {
        const said: string[] = [];
        const narrator = createProgressLog((text) => said.push(text));
        for (const change of progress) {
            narrator({ ...IN_PROGRESS, ...change });
        }
        return said;
    }

    function hourOf(change: (minute: number) => Partial<WaitProgress>): string[] {
        return narrate(
            Array.from({ length: 61 }, (_, minute) => ({
                percentComplete: undefined,
                elapsedSeconds: minute * 60,
                nextPollSeconds: 60,
                ...change(minute),
            })),
        );
    }

    it("says the first thing at once", () => {
        assert.equal(narrate([{ elapsedSeconds: 0 }]).length, 1);
    });

    it("says a new status at once", () => {
        const said = narrate([
            { elapsedSeconds: 0, status: "Accepted" },
            { elapsedSeconds: 1, status: "Accepted" },
            { elapsedSeconds: 2, status: "Updating" },
            { elapsedSeconds: 3, status: "Updating" },
        ]);
        assert.deepEqual(
            said.map((text) => text.split(" ")[0]),
            ["Accepted", "Updating"],
        );
    });

    it("says at once that a fault begins, and that it is over", () => {
        const said = narrate([
            { elapsedSeconds: 0 },
            { elapsedSeconds: 1, lastError: "429 TooManyRequests" },
            { elapsedSeconds: 2, lastError: "429 TooManyRequests" },
            { elapsedSeconds: 3 },
        ]);
        assert.deepEqual(
            said.map((text) => text.includes("429")),
            [false, true, false],
        );
    });

    it("does not follow each step of the percentage", () => {
        const steps = Array.from({ length: 31 }, (_, second) => ({ elapsedSeconds: second, percentComplete: second }));
        const said = narrate(steps);
        assert.ok(said.length >= 2 && said.length <= 4, said.join("\n"));
    });

    it("gives signs of life ever more rarely while nothing changes", () => {
        const saidAt: number[] = [];
        let now = 0;
        const narrator = createProgressLog(() => saidAt.push(now));
        for (; now <= 1800; now += 1) {
            narrator({ ...IN_PROGRESS, elapsedSeconds: now });
        }
        const pauses = saidAt.slice(1).map((at, index) => at - (saidAt[index] ?? 0));
        assert.deepEqual(pauses.slice(0, 6), [30, 60, 120, 240, 300, 300]);
    });

    const HOURS: readonly (readonly [name: string, change: (minute: number) => Partial<WaitProgress>])[] = [
        ["nothing changes", () => ({})],
        ["the percentage moves at every look", (minute) => ({ percentComplete: minute })],
        ["every look shows another status", (minute) => ({ status: `Step ${minute} of 60` })],
        [
            "every second look is throttled",
            (minute) => ({ lastError: minute % 2 === 0 ? undefined : "429 TooManyRequests" }),
        ],
    ];
    for (const [name, change] of HOURS) {
        it(`needs no more than thirty lines for an hour at a look a minute when ${name}`, () => {
            const said = hourOf(change);
            console.log(`      ${said.length} lines in an hour`);
            assert.ok(said.length >= 5 && said.length <= 30, `${said.length} lines`);
        });
    }

    it("needs no more than thirty lines in any hour, whatever happens, and is never silent for long", () => {
        const look = fc.record({
            pause: fc.integer({ min: 1, max: 600 }),
            status: fc.constantFrom("Accepted", "InProgress", undefined),
            lastError: fc.constantFrom("503 ServerBusy", "ECONNRESET", undefined),
            percentComplete: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
        });
        fc.assert(
            fc.property(fc.array(look, { minLength: 50, maxLength: 2_000 }), (looks) => {
                const saidAt: number[] = [];
                let now = 0;
                const narrator = createProgressLog(() => saidAt.push(now));
                for (const { pause, ...change } of looks) {
                    now += pause;
                    narrator({ ...IN_PROGRESS, ...change, elapsedSeconds: now });
                }
                for (const [index, at] of saidAt.entries()) {
                    const hour = saidAt.slice(index).filter((other) => other < at + 3_600);
                    assert.ok(hour.length <= 30, `${hour.length} lines in the hour from ${at}`);
                    const pause = (saidAt[index + 1] ?? now) - at;
                    assert.ok(pause <= 300 + 600, `silent for ${pause} s`);
                }
            }),
        );
    });

    it("says in the end what is the case, after it has said less of what came and went", () => {
        const flapping = Array.from({ length: 40 }, (_, second) => ({
            elapsedSeconds: second,
            lastError: second % 2 === 0 ? undefined : "503 ServerBusy",
        }));
        const said = narrate([
            ...flapping,
            { elapsedSeconds: 41, status: "Updating" },
            { elapsedSeconds: 221, status: "Updating" },
        ]);
        assert.equal(said.length, 11);
        assert.match(said.at(-1) ?? "", /^Updating · 40% · 3m 41s/);
    });
});
