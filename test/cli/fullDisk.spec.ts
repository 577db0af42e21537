// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
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

    it("is an InternalError for later steps of GitHub Actions", () => {
        const output = path.join(createTemporaryDirectory("github"), "output");

        const { status, stderr } = spawnSync(
            "sh",
            ["-c", 'exec "$0" "$@" >/dev/full', process.execPath, MAIN, "--help"],
            {
                encoding: "utf8",
                env: cleanEnvironment({
                    homeDirectory: createTemporaryDirectory("home"),
                    environment: { GITHUB_ACTIONS: "true", GITHUB_OUTPUT: output },
                }),
                timeout: TIMEOUT_MS,
            },
        );

        assert.match(
            stderr,
            /^::error title=InternalError::pulumi-azure-wait: Error: ENOSPC.*\n::group::.*\n[\s\S]+\n::endgroup::\n$/,
        );
        assert.match(readFileSync(output, "utf8"), /^error-code<<(\S+)\nInternalError\n\1$/m);
        assert.equal(status, 70);
    });
});
