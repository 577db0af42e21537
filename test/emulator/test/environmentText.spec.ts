// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { environmentText } from "../src/environmentText";

describe("environmentText", () => {
    it("prints one export command a line for sh, which reads back any value", function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const value = `a b'c"d$HOME\\e`;
        const text = environmentText({ PLAIN: "localhost:1", SPECIAL: value }, "sh");
        assert.match(text, /^export PLAIN=localhost:1\nexport SPECIAL='.*'\n$/);
        assert.equal(execFileSync("sh", ["-c", `${text}printf %s "$SPECIAL"`], { encoding: "utf8" }), value);
    });

    it("prints one assignment a line for PowerShell, with quotation marks doubled", () => {
        assert.equal(
            environmentText({ PLAIN: "localhost:1", SPECIAL: "C:\\it's" }, "powershell"),
            "$env:PLAIN = 'localhost:1'\n$env:SPECIAL = 'C:\\it''s'\n",
        );
    });
});
