// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { hasLiveDisplay, type PulumiProcess, showsLiveDisplay } from "../../../provider/engine/liveDisplay";

const PULUMI: PulumiProcess = {
    arguments: ["pulumi", "up", "--yes", ""],
    standardInput: "/dev/pts/3",
    standardOutput: "/dev/pts/3",
};
const withArguments = (...more: string[]): PulumiProcess => ({ ...PULUMI, arguments: ["pulumi", "up", ...more] });

describe("the live display", () => {
    const processes: readonly (readonly [string, PulumiProcess | undefined, boolean])[] = [
        ["of a pulumi in a terminal", PULUMI, true],
        ["on a console", { ...PULUMI, standardInput: "/dev/tty1", standardOutput: "/dev/tty1" }, true],
        [
            "on a container's console",
            { ...PULUMI, standardInput: "/dev/console", standardOutput: "/dev/console" },
            true,
        ],
        ["where there is no pulumi", undefined, false],
        ["with the output in a file", { ...PULUMI, standardOutput: "/var/log/up.log" }, false],
        ["with the output in a pipe", { ...PULUMI, standardOutput: "pipe:[12]" }, false],
        ["with the input from nowhere", { ...PULUMI, standardInput: "/dev/null" }, false],
        ["with --diff", withArguments("--diff"), false],
        ["with --diff=true", withArguments("--diff=true"), false],
        ["with --diff=false", withArguments("--diff=false"), true],
        ["with --non-interactive", withArguments("--non-interactive"), false],
        ["with --json", withArguments("--json"), false],
        ["with -j", withArguments("-j"), false],
        ["with a value that resembles a flag", withArguments("-m", "see --diff"), true],
    ];
    for (const [title, pulumi, isLive] of processes) {
        it(`${isLive ? "is" : "is not"} assumed ${title}`, () => {
            assert.equal(showsLiveDisplay(pulumi), isLive);
        });
    }

    it("is not assumed of a dumb terminal, nor in CI", () => {
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
