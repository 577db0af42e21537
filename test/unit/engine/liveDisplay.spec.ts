// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { hasLiveDisplay, type PulumiProcess, showsLiveDisplay } from "../../../provider/engine/liveDisplay";

const PULUMI: PulumiProcess = {
    arguments: ["pulumi", "up", "--yes", ""],
    standardInput: "/dev/pts/3",
    standardOutput: "/dev/pts/3",
};
const withArguments = (...more: string[]): PulumiProcess => ({ ...PULUMI, arguments: ["pulumi", "up", ...more] });

describe("live display detection", () => {
    const processes: readonly (readonly [string, PulumiProcess | undefined, boolean])[] = [
        ["in a terminal", PULUMI, true],
        ["on a Linux console", { ...PULUMI, standardInput: "/dev/tty1", standardOutput: "/dev/tty1" }, true],
        [
            "on the console of a container",
            { ...PULUMI, standardInput: "/dev/console", standardOutput: "/dev/console" },
            true,
        ],
        ["without a pulumi process", undefined, false],
        ["when the output is a file", { ...PULUMI, standardOutput: "/var/log/up.log" }, false],
        ["when the output is a pipe", { ...PULUMI, standardOutput: "pipe:[12]" }, false],
        ["when the input is /dev/null", { ...PULUMI, standardInput: "/dev/null" }, false],
        ["with --diff", withArguments("--diff"), false],
        ["with --diff=true", withArguments("--diff=true"), false],
        ["with --diff=false", withArguments("--diff=false"), true],
        ["with --non-interactive", withArguments("--non-interactive"), false],
        ["with --json", withArguments("--json"), false],
        ["with -j", withArguments("-j"), false],
        ["with -j in a group of letters", withArguments("-fyj"), false],
        ["with the letter j in the name of a stack", withArguments("-sproj"), true],
        [
            "with the flags of verbose logging",
            withArguments("--logtostderr", "-v=3", "--logflow", "--tracing=file:up"),
            true,
        ],
        ["with an option value that contains a flag", withArguments("-m", "see --diff"), true],
    ];
    for (const [title, pulumi, isLive] of processes) {
        it(`returns ${isLive} ${title}`, () => {
            assert.equal(showsLiveDisplay(pulumi), isLive);
        });
    }

    it("returns false in a dumb terminal and in CI", () => {
        const { TERM, CI } = process.env;
        try {
            process.env.CI = "";
            process.env.TERM = "dumb";
            assert.equal(hasLiveDisplay(), false);
            process.env.TERM = "xterm";
            process.env.CI = "true";
            assert.equal(hasLiveDisplay(), false);
        } finally {
            Object.assign(process.env, { TERM: TERM ?? "", CI: CI ?? "" });
        }
    });
});
