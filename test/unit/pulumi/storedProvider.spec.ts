// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { STORED_ACTION_PROVIDER, STORED_PROVIDER } from "../../../provider/pulumi/storedProvider";

describe("the provider in state", () => {
    it("is the same in every stack and in every bundle", () => {
        const digest = createHash("sha256").update(STORED_PROVIDER).digest("hex");
        assert.equal(digest, "8fca221ed4eae8784d19428882df5bd948b81da3d3854fd66cdce8d2c0181d82");
    });

    it("of an action is the same in every stack and in every bundle", () => {
        const digest = createHash("sha256").update(STORED_ACTION_PROVIDER).digest("hex");
        assert.equal(digest, "56724e146f9d0cf1f2c5e7d248b331b9c0b76645ff87b16a2945df0a4916bbdc");
    });

    it("loads the installed package in its method `configure`, and nothing else before", () => {
        const loaded: unknown[] = [];
        const request = { config: {} };
        const load = (name: string) => ({
            attach: (target: object, given: unknown) => loaded.push(name, target, given),
        });
        const provider = handlerOf(STORED_PROVIDER, load);
        assert.deepEqual(Object.keys(provider), ["configure"]);
        assert.deepEqual(loaded, []);

        provider.configure?.(request);

        assert.deepEqual(loaded, ["pulumi-azure-wait/runtime", provider, request]);
    });

    it("rejects create and update where the package is not installed", async () => {
        for (const stored of [STORED_PROVIDER, STORED_ACTION_PROVIDER]) {
            const provider = handlerOf(stored, missing);
            provider.configure?.({});
            for (const method of [provider.create, provider.update]) {
                await assert.rejects(method?.() as Promise<unknown>, { message: INSTALL });
            }
        }
    });

    it("of an action loads the installed package, and names its resource", () => {
        let attached: unknown[] = [];
        const attach = (target: Handler, ...given: unknown[]) => {
            attached = given;
            Object.assign(target, { delete: () => undefined });
        };
        const provider = handlerOf(STORED_ACTION_PROVIDER, () => ({ attach }));
        provider.configure?.("request");
        assert.deepEqual(attached, ["request", "ResourceAction"]);
        assert.deepEqual(Object.keys(provider).sort(), ["configure", "delete"]);
    });

    it("of an action rejects delete where the package is not installed, if there is something to undo", async () => {
        const provider = handlerOf(STORED_ACTION_PROVIDER, missing);
        provider.configure?.({});
        await assert.rejects(provider.delete?.("id", { destroy: {} }) as Promise<unknown>, { message: INSTALL });
        await provider.delete?.("id", {});
    });

    it("of an action rejects delete where the installed version does not know the resource", async () => {
        const provider = handlerOf(STORED_ACTION_PROVIDER, () => ({ attach: () => undefined }));
        provider.configure?.({});
        await assert.rejects(provider.delete?.("id", { destroy: {} }) as Promise<unknown>, {
            message: `Install pulumi-azure-wait in ${process.cwd()}: its version has no ResourceAction`,
        });
    });
});

const INSTALL = `Install pulumi-azure-wait in ${process.cwd()}: Error: Cannot find module`;

function missing(): never {
    throw new Error("Cannot find module");
}

interface Handler {
    readonly configure?: (request: unknown) => void;
    readonly create?: () => unknown;
    readonly update?: () => unknown;
    readonly delete?: (id: string, state: object) => unknown;
}

/** Runs the provider as Pulumi's host does: as a CommonJS module that exports `handler`. */
function handlerOf(stored: string, load: (name: string) => unknown): Handler {
    const exports: { handler?: () => Handler } = {};
    new Function("exports", "require", stored)(exports, load);
    return exports.handler?.() ?? {};
}
