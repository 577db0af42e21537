// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import sinon from "sinon";
import { requireDynamicResources, requireFailingHooks } from "../../../provider/pulumi/prerequisites";

describe("the surroundings in which", () => {
    const stubEngine = (engine: unknown) => sinon.stub(pulumi.runtime, "getEngine").returns(engine as never);

    afterEach(() => sinon.restore());

    describe("dynamic resources cannot work", () => {
        const config = (value: string) => () => {
            sinon.stub(pulumi.runtime, "getConfig").withArgs("pulumi:disable-default-providers").returns(value);
        };
        const version = (name: string) => () => {
            sinon.stub(process, "versions").value({ ...process.versions, [name]: "1.0.0" });
        };
        const bad: readonly (readonly [string, () => void, RegExp])[] = [
            ["Bun", version("bun"), /do not work with Bun: set `runtime: nodejs`/],
            ["Yarn Plug'n'Play", version("pnp"), /do not work with Yarn Plug'n'Play: set `nodeLinker: node-modules`/],
            ["no default providers at all", config('["*"]'), /`pulumi:disable-default-providers` makes dynamic/],
            ["none for dynamic resources", config('["aws", "pulumi-nodejs"]'), /`pulumi:disable-default-providers`/],
        ];
        for (const [title, arrange, reason] of bad) {
            it(`are refused: ${title}`, () => {
                arrange();
                stubEngine({});
                assert.throws(requireDynamicResources, (error: Error) => {
                    return pulumi.RunError.isInstance(error) && reason.test(error.message);
                });
            });

            it(`do not matter to unit tests: ${title}`, () => {
                arrange();
                stubEngine(undefined);
                requireDynamicResources();
            });
        }

        const good: readonly (readonly [string, () => void])[] = [
            ["Node as it is", () => undefined],
            ["other packages without default providers", config('["azure-native"]')],
            ["a setting that is no list", config("azure-native")],
            ["a setting that is another thing", config("7")],
        ];
        for (const [title, arrange] of good) {
            it(`are not these: ${title}`, () => {
                arrange();
                stubEngine({});
                requireDynamicResources();
            });
        }
    });

    describe("a failed hook only warns", () => {
        it("end the program with what to do", async () => {
            stubEngine({});
            const refused = Promise.reject(new Error("Pulumi CLI version 3.200.0 does not satisfy the version range"));
            const asked = sinon.stub().returns(refused);
            const mocha = process.listeners("unhandledRejection");
            process.removeAllListeners("unhandledRejection");
            try {
                const unhandled = new Promise((resolve) => process.once("unhandledRejection", resolve));
                requireFailingHooks(asked);
                const error = await unhandled;
                assert.ok(pulumi.RunError.isInstance(error));
                assert.match(error.message, /waitHook needs Pulumi CLI 3\.238 or newer.*CLI version 3\.200\.0/);
            } finally {
                for (const listener of mocha) {
                    process.on("unhandledRejection", listener);
                }
            }
            sinon.assert.calledOnceWithExactly(asked, ">=3.238.0");
        });

        it("are not looked for without an engine", () => {
            const asked = sinon.stub();
            stubEngine(undefined);
            requireFailingHooks(asked);
            sinon.assert.notCalled(asked);
        });
    });
});
