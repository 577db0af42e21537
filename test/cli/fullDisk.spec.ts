// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cleanEnvironment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { MAIN } from "./commandLine";

const TIMEOUT_MS = 60_000;

describe("pulumi-azure-wait whose output cannot be written", () => {
    before(function () {
        if (process.platform !== "linux") {
            // Only Linux has `/dev/full`.
            this.skip();
        }
    });

    for (const [title, redirection, commandLine, message] of [
        ["standard output", ">/dev/full", ["--help"], /^pulumi-azure-wait: Error: ENOSPC/],
        ["standard error", "2>/dev/full", ["713192d7"], /^$/],
    ] as const) {
        it(`exits with 70, which no result of an operation has: ${title}`, () => {
            const { status, stderr } = spawnSync(
                "sh",
                ["-c", `exec "$0" "$@" ${redirection}`, process.execPath, MAIN, ...commandLine],
                {
                    encoding: "utf8",
                    env: cleanEnvironment({ homeDirectory: createTemporaryDirectory("home"), environment: {} }),
                    timeout: TIMEOUT_MS,
                },
            );

            assert.match(stderr, message);
            assert.equal(status, 70);
        });
    }
});
