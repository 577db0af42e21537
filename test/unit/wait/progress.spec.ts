// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createNarrator, progressText, type WaitProgress } from "../../../provider/wait/progress";

const IN_PROGRESS: WaitProgress = {
    status: "InProgress",
    percentComplete: 40,
    fault: undefined,
    polls: 12,
    elapsedSeconds: 200,
    nextPollSeconds: 20,
};

describe("The text of a progress", () => {
    const TEXTS: readonly (readonly [name: string, progress: Partial<WaitProgress>, text: string])[] = [
        ["says what there is to say", {}, "InProgress · 40% · 3m 20s · next look in 20s"],
        ["leaves out an unknown percentage", { percentComplete: undefined }, "InProgress · 3m 20s · next look in 20s"],
        ["shows a percentage of nothing", { percentComplete: 0 }, "InProgress · 0% · 3m 20s · next look in 20s"],
        [
            "says that there is no status yet",
            { status: undefined, percentComplete: undefined, elapsedSeconds: 0, nextPollSeconds: 1 },
            "no status yet · 0s · next look in 1s",
        ],
        [
            "says why the last look could not be read",
            { fault: "429 TooManyRequests" },
            "InProgress · 40% · last answer: 429 TooManyRequests · 3m 20s · next look in 20s",
        ],
        ["never announces a look in no time", { nextPollSeconds: 0 }, "InProgress · 40% · 3m 20s · next look in 1s"],
    ];
    for (const [name, progress, text] of TEXTS) {
        it(name, () => assert.equal(progressText({ ...IN_PROGRESS, ...progress }), text));
    }

    it("cannot forge a log", () => {
        const text = progressText({ ...IN_PROGRESS, status: "<{%reset%}>\u001b[31m", fault: "##vso[task.complete]" });
        assert.doesNotMatch(text, /<\{%|\u001b|##vso\[/);
    });

    it("is one line, whatever ARM sent", () => {
        const text = progressText({ ...IN_PROGRESS, status: "In\nProgress", fault: "503 X: first\n  second" });
        assert.equal(text.split("\n").length, 1, text);
    });
});

describe("A narrator", () => {
    function narrate(progress: readonly Partial<WaitProgress>[]): string[] {
        const said: string[] = [];
        const narrator = createNarrator((text) => said.push(text));
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
            { elapsedSeconds: 1, fault: "429 TooManyRequests" },
            { elapsedSeconds: 2, fault: "429 TooManyRequests" },
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
        const narrator = createNarrator(() => saidAt.push(now));
        for (; now <= 1800; now += 1) {
            narrator({ ...IN_PROGRESS, elapsedSeconds: now });
        }
        const pauses = saidAt.slice(1).map((at, index) => at - (saidAt[index] ?? 0));
        assert.deepEqual(pauses.slice(0, 6), [30, 60, 120, 240, 300, 300]);
    });

    it("needs no more than thirty lines for an hour at a look a minute", () => {
        const said = hourOf(() => ({}));
        assert.ok(said.length >= 5 && said.length <= 30, `${said.length} lines`);
    });

    it("needs no more than thirty lines for that hour when the percentage moves at every look", () => {
        const said = hourOf((minute) => ({ percentComplete: minute }));
        assert.ok(said.length <= 30, `${said.length} lines`);
    });
});
