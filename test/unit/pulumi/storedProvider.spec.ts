// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { STORED_PROVIDER } from "../../../provider/pulumi/storedProvider";

describe("the provider in state", () => {
    it("is the same in every stack and in every bundle", () => {
        const digest = createHash("sha256").update(STORED_PROVIDER).digest("hex");
        assert.equal(digest, "f62bceb57862217dc8f14e39acdf0f7e762b50ada08ed229e1844735f9a0b853");
    });

    it("has the form in which Pulumi's SDK serializes a provider with a `configure` alone", async () => {
        const provider = {
            configure(_request: unknown) {
                return undefined;
            },
        };
        const { text } = await pulumi.runtime.serializeFunction(() => provider, { allowSecrets: true });
        /** Without the code of the two functions, in which compilers differ. */
        const form = (serialized: string) => serialized.replaceAll(/(?<=\n\n)return .*?(?=\n\n {4}\})/gs, "return …;");
        assert.equal(form(STORED_PROVIDER), form(text));
    });

    it("loads the installed package in its method `configure`, and nothing else before", () => {
        const loaded: unknown[] = [];
        const request = { config: {} };
        const load = (name: string) => ({
            attach: (target: object, given: unknown) => loaded.push(name, target, given),
        });
        const provider = handlerOf(load);
        assert.deepEqual(Object.keys(provider), ["configure"]);
        assert.deepEqual(loaded, []);

        provider.configure?.(request);

        assert.deepEqual(loaded, ["pulumi-azure-wait/runtime", provider, request]);
    });

    it("rejects create and update where the package is not installed", async () => {
        const provider = handlerOf(() => {
            throw new Error("Cannot find module");
        });
        provider.configure?.({});
        for (const method of [provider.create, provider.update]) {
            await assert.rejects(method?.() as Promise<unknown>, {
                message: `Install pulumi-azure-wait in ${process.cwd()}: Error: Cannot find module`,
            });
        }
    });
});

interface Handler {
    readonly configure?: (request: unknown) => void;
    readonly create?: () => unknown;
    readonly update?: () => unknown;
}

/** Runs the provider as Pulumi's host does: as a CommonJS module that exports `handler`. */
function handlerOf(load: (name: string) => unknown): Handler {
    const exports: { handler?: () => Handler } = {};
    new Function("exports", "require", STORED_PROVIDER)(exports, load);
    return exports.handler?.() ?? {};
}
