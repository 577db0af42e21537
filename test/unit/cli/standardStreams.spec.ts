// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { write } from "../../../provider/cli/standardStreams";

/** A stream whose writes fail with the error of this code. */
function failing(code: string): Writable {
    const stream = new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
    });
    return stream.on("error", () => undefined);
}

describe("write", () => {
    for (const code of ["EPIPE", "EIO"]) {
        it(`resolves where the reader has gone (${code}), because the exit code tells the result`, async () => {
            await write(failing(code), "x");
        });
    }

    it("rejects where the output is lost otherwise, as on a full disk", async () => {
        await assert.rejects(write(failing("ENOSPC"), "x"), { code: "ENOSPC" });
    });
});
