// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { requireDynamicResources, requireFailingHooks } from "../../../provider/pulumi/prerequisites";

describe("prerequisites", () => {
    const stubEngine = (engine: unknown) => sinon.stub(pulumi.runtime, "getEngine").returns(engine as never);

    afterEach(() => sinon.restore());

    describe("requireDynamicResources", () => {
        const config = (value: string) => () => {
            sinon.stub(pulumi.runtime, "getConfig").withArgs("pulumi:disable-default-providers").returns(value);
        };
        const version = (name: string) => () => {
            sinon.stub(process, "versions").value({ ...process.versions, [name]: "1.0.0" });
        };
        const unsupported: readonly (readonly [string, () => void, RegExp])[] = [
            ["Bun", version("bun"), /do not work with Bun: set `runtime: nodejs`/],
            ["Yarn Plug'n'Play", version("pnp"), /do not work with Yarn Plug'n'Play: set `nodeLinker: node-modules`/],
            ["all default providers disabled", config('["*"]'), /`pulumi:disable-default-providers` makes dynamic/],
            [
                "the default provider of dynamic resources disabled",
                config('["aws", "pulumi-nodejs"]'),
                /`pulumi:disable-default-providers`/,
            ],
        ];
        for (const [title, arrange, reason] of unsupported) {
            it(`throws a RunError with ${title}`, () => {
                arrange();
                stubEngine({});
                assert.throws(requireDynamicResources, (error: Error) => {
                    return pulumi.RunError.isInstance(error) && reason.test(error.message);
                });
            });

            it(`accepts ${title} in unit tests, where there is no engine`, () => {
                arrange();
                stubEngine(undefined);
                requireDynamicResources();
            });
        }

        const supported: readonly (readonly [string, () => void])[] = [
            ["plain Node.js", () => undefined],
            ["the default providers of other packages disabled", config('["azure-native"]')],
            ["a `pulumi:disable-default-providers` that is not JSON", config("azure-native")],
            ["a `pulumi:disable-default-providers` that is not an array", config("7")],
        ];
        for (const [title, arrange] of supported) {
            it(`accepts ${title}`, () => {
                arrange();
                stubEngine({});
                requireDynamicResources();
            });
        }
    });

    describe("requireFailingHooks", () => {
        it("ends the program with a RunError that contains the required version of the Pulumi CLI", async () => {
            stubEngine({});
            const refused = Promise.reject(new Error("Pulumi CLI version 3.200.0 does not satisfy the version range"));
            const requireVersion = sinon.stub().returns(refused);
            const mochaListeners = process.listeners("unhandledRejection");
            process.removeAllListeners("unhandledRejection");
            try {
                const unhandled = new Promise((resolve) => process.once("unhandledRejection", resolve));
                requireFailingHooks(requireVersion);
                const error = await unhandled;
                assert.ok(pulumi.RunError.isInstance(error));
                assert.match(error.message, /waitHook needs Pulumi CLI 3\.238 or newer.*CLI version 3\.200\.0/);
            } finally {
                for (const listener of mochaListeners) {
                    process.on("unhandledRejection", listener);
                }
            }
            sinon.assert.calledOnceWithExactly(requireVersion, ">=3.238.0");
        });

        it("does not check the version without an engine", () => {
            const requireVersion = sinon.stub();
            stubEngine(undefined);
            requireFailingHooks(requireVersion);
            sinon.assert.notCalled(requireVersion);
        });
    });
});
