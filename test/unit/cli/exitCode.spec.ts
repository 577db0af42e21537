// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import {
    EXIT_CODE_HELP,
    EXIT_CODES,
    INTERNAL_ERROR_EXIT_CODE,
    SIGNAL_EXIT_CODES,
} from "../../../provider/cli/exitCode";
import type { OperationErrorCode } from "../../../provider/common/codedError";
import { combinedError } from "../../../provider/wait/combinedError";
import { OperationError } from "../../../provider/wait/operationError";

/** The codes of the one request of an action. */
const OF_ACTIONS: ReadonlySet<OperationErrorCode> = new Set(["OperationNotStarted", "StartUnknown"]);
const CODES = Object.keys(EXIT_CODES) as OperationErrorCode[];

/** The exit code of a line of `--help`, by the name of the error. */
function exitCodeInHelp(code: OperationErrorCode): string | undefined {
    const beginning = EXIT_CODE_HELP.slice(0, EXIT_CODE_HELP.indexOf(code));
    return [...beginning.matchAll(/^ {2}(\d+)/gm)].at(-1)?.[1];
}

describe("the exit codes", () => {
    for (const code of CODES) {
        it(`are in --help: ${code}`, () => {
            assert.equal(exitCodeInHelp(code), String(EXIT_CODES[code]));
        });
    }

    it("are those of a shell for each signal, and in --help", () => {
        assert.deepEqual(SIGNAL_EXIT_CODES, { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });
        assert.match(EXIT_CODE_HELP, /130, 143, 129\n.*Ctrl-C, SIGTERM, SIGHUP/);
    });

    it("are in --help: an error of the program", () => {
        assert.ok(EXIT_CODE_HELP.includes(`\n  ${INTERNAL_ERROR_EXIT_CODE}   an error of this program`));
    });

    it("of several operations have the order in --help", () => {
        const order = (/the first of (.*) is the exit code/.exec(EXIT_CODE_HELP)?.[1] ?? "").split(", ").map(Number);
        const errors = CODES.filter((code) => !OF_ACTIONS.has(code)).map((code) => new OperationError(code, { code }));
        for (const left of errors) {
            for (const right of errors) {
                const exitCode = EXIT_CODES[combinedError([left, right], 2).code];
                const codes = [EXIT_CODES[left.code], EXIT_CODES[right.code]];
                assert.equal(
                    exitCode,
                    order.find((code) => codes.includes(code)),
                    `${left.code}, ${right.code}`,
                );
            }
        }
    });
});
