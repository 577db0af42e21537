// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packPackage } from "../harness/engine/packedPackage";

describe("the packed package", function () {
    this.timeout(120_000);
    let tarball: Uint8Array<ArrayBuffer>;

    before(async () => {
        tarball = new Uint8Array(readFileSync(await packPackage()));
    });

    it("passes publint, with suggestions as errors", async () => {
        const { messages, pkg } = await publint({
            pack: { tarball: tarball.buffer },
            level: "suggestion",
        });
        assert.deepEqual(
            messages.map((message) => formatMessage(message, pkg, { color: false })),
            [],
        );
    });

    it("passes Are The Types Wrong, for all entry points and all kinds of module resolution", async () => {
        // Its code, an ECMAScript module, has imports that `require` does not resolve.
        const { checkPackage, createPackageFromTarballData } = await import("@arethetypeswrong/core");
        const result = await checkPackage(createPackageFromTarballData(tarball));

        assert.ok(result.types !== false, "the package contains no types");
        assert.deepEqual(result.problems, []);
        assert.deepEqual(Object.keys(result.entrypoints), [".", "./wait", "./runtime", "./package.json"]);
    });
});
