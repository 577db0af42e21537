// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES } from "../../../provider/cli/exitCode";
import { ACTION_FLAGS, WAIT_FLAGS } from "../../../provider/cli/flags";

const README = readFileSync(path.resolve(__dirname, "../../../README.md"), "utf8");
const SECTION = /^## Command line\n(.*?)^## /ms.exec(README)?.[1] ?? "";

describe("the section of README.md about the command line", () => {
    it("has every flag", () => {
        const names = [...WAIT_FLAGS, ...ACTION_FLAGS].flatMap(({ flags }) => flags.map(({ name }) => name));
        const missing = names.filter(
            (name) => !["help", "version", "output"].includes(name) && !SECTION.includes(`\`--${name}\``),
        );
        assert.deepEqual(missing, []);
    });

    it("has the exit code of every error", () => {
        const rows = [...SECTION.matchAll(/^\| ([\d, ]+) \| (.*) \|$/gm)].map(([, codes = "", errors = ""]) => ({
            codes: codes.split(", ").map(Number),
            errors: [...errors.matchAll(/`([A-Z]\w+)`/g)].map(([, code]) => code),
        }));
        const wrong = Object.entries(EXIT_CODES).filter(([code, exitCode]) => {
            const row = rows.find(({ errors }) => errors.includes(code));
            const place = row?.errors.indexOf(code) ?? 0;
            return (row?.codes[place] ?? row?.codes[0]) !== exitCode;
        });
        assert.deepEqual(wrong, []);
    });
});
