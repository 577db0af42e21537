// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseCommandLine } from "../../../provider/cli/commandLine";
import { EXIT_CODES } from "../../../provider/cli/exitCode";
import { ACTION_FLAGS, WAIT_FLAGS } from "../../../provider/cli/flags";

const README = readFileSync(path.resolve(__dirname, "../../../README.md"), "utf8");
const SECTION = /^## Command line\n(.*?)^## /ms.exec(README)?.[1] ?? "";
const RESOURCE_ID = "/subscriptions/s/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs";
const OPERATION_URL = `https://management.azure.com${RESOURCE_ID}/operationStatuses/o?api-version=2025-02-01`;

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

    /** The arguments of each command of README that is a `pulumi-azure-wait`, as Bash splits them. */
    function commandLines(): readonly string[][] {
        const blocks = [...README.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = ""]) => block);
        const lines = blocks.join("").match(/(?<=^|\| )pulumi-azure-wait .*$/gm) ?? [];
        const environment = { OPERATION_URL, CLUSTER_ID: RESOURCE_ID, WORKSPACE_ID: RESOURCE_ID };
        return lines.map((line) => {
            const script = `pulumi-azure-wait() { printf '%s\\n' "$@"; }; ${line}`;
            const { stdout } = spawnSync("bash", ["-c", script], { env: environment, encoding: "utf8" });
            return stdout.trimEnd().split("\n");
        });
    }

    it("has only commands that the command line accepts", function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const kinds = commandLines().map((commandLine) => parseCommandLine(commandLine).kind);
        assert.deepEqual(kinds, ["wait", "wait", "wait", "wait", "action", "wait"]);
    });
});
