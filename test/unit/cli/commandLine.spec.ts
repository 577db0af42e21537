// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type CommandLine, parseCommandLine } from "../../../provider/cli/commandLine";
import { ACTION_FLAGS, type FlagGroup, WAIT_FLAGS } from "../../../provider/cli/flags";
import { actionHelpText, helpText } from "../../../provider/cli/help";
import { UsageError } from "../../../provider/cli/usageError";
import { REFERENCE_FIELDS } from "../../../provider/reference/referenceFields";
import { DEFAULT_TIMES } from "../../../provider/wait/options";

const COMMAND_LINES: readonly (readonly [words: readonly string[], command: CommandLine])[] = [
    [["/a", "--timeout", "6h", "/b"], { kind: "wait", operations: ["/a", "/b"], flags: { timeout: "6h" } }],
    [["/a", "--location=West US"], { kind: "wait", operations: ["/a"], flags: { location: "West US" } }],
    [["/a", "--location="], { kind: "wait", operations: ["/a"], flags: { location: "" } }],
    [["-", "-q", "--once"], { kind: "wait", operations: ["-"], flags: { quiet: true, once: true } }],
    [
        ["/a", "-qo", "json", "--debug"],
        { kind: "wait", operations: ["/a"], flags: { quiet: true, output: "json", debug: true } },
    ],
    [
        ["--resource-id", "/r", "--resource-id", "/s", "--deleted"],
        { kind: "wait", operations: [], flags: { resourceId: ["/r", "/s"], deleted: true } },
    ],
    [["--", "-a"], { kind: "wait", operations: ["-a"], flags: {} }],
    [["--help"], { kind: "help" }],
    [["/a", "-h"], { kind: "help" }],
    [["--version"], { kind: "version" }],
    [["action", "--help"], { kind: "actionHelp" }],
    [
        ["action", "failover", "--resource-id", "/r", "--body", "-"],
        { kind: "action", action: "failover", flags: { resourceId: "/r", body: "-" } },
    ],
    [["action", "--method", "DELETE"], { kind: "action", action: undefined, flags: { method: "DELETE" } }],
];

const USAGE_ERRORS: readonly (readonly [words: readonly string[], message: string])[] = [
    [["--timout", "1h"], "Unknown option '--timout'"],
    [["--timeout"], "Option '--timeout <value>' argument missing"],
    [["--timeout", "--once"], "Option '--timeout' has no value: the next word begins with a dash"],
    [["--once=yes"], "Option '--once' does not take an argument"],
    [["--output", "yaml"], "--output must be text or json"],
    [["-q", "action", "failover"], '"action" must be the first word: give the options behind it'],
    [
        ["action", "failover", "failback"],
        "there is more than one ACTION: give one, such as failover, and the resource as --resource-id",
    ],
    [["action", "--once"], "Unknown option '--once'"],
];

describe("parseCommandLine", () => {
    for (const [words, command] of COMMAND_LINES) {
        it(`parses ${words.join(" ")}`, () => {
            // The flags of parseArgs have no prototype.
            assert.deepEqual(JSON.parse(JSON.stringify(parseCommandLine(words))), JSON.parse(JSON.stringify(command)));
        });
    }
    for (const [words, message] of USAGE_ERRORS) {
        it(`refuses ${words.join(" ")}`, () => {
            assert.throws(
                () => parseCommandLine(words),
                (error) => error instanceof UsageError && error.message === message,
            );
        });
    }
});

describe("the flags", () => {
    const names = (groups: readonly FlagGroup[]) => groups.flatMap(({ flags }) => flags.map(({ name }) => name));
    const flagName = (argument: string) => argument.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

    it("of a wait have the names of the fields of references and of the times", () => {
        const fields = Object.keys(REFERENCE_FIELDS).filter((field) => !["operation", "fallback"].includes(field));
        const missing = [...fields, ...Object.keys(DEFAULT_TIMES)].filter(
            (name) => !names(WAIT_FLAGS).includes(flagName(name)),
        );
        assert.deepEqual(missing, []);
    });

    for (const [title, help, groups] of [
        ["--help", helpText(), WAIT_FLAGS],
        ["action --help", actionHelpText(), ACTION_FLAGS],
    ] as const) {
        it(`are in ${title}, with lines of at most 80 columns`, () => {
            assert.deepEqual(
                names(groups).filter((name) => !help.includes(`--${name}`)),
                [],
            );
            assert.deepEqual(
                help.split("\n").filter((line) => line.length > 80),
                [],
            );
        });
    }

    it("have in --help the defaults of the functions", () => {
        for (const [name, value] of Object.entries(DEFAULT_TIMES)) {
            assert.match(helpText(), new RegExp(`--${flagName(name)} TIME .*\\(default: ${value}\\)`));
        }
    });
});
