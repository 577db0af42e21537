// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { engineAddress } from "../../../provider/engine/engineAddress";

const ADDRESS = "127.0.0.1:40123";

describe("the address of the engine in the arguments of a provider process", () => {
    const lists: readonly (readonly [
        title: string,
        programArguments: readonly string[],
        expected: string | undefined,
    ])[] = [
        ["is the only argument", [ADDRESS], ADDRESS],
        ["follows the flags of --logflow", ["--logtostderr", "-v=3", ADDRESS], ADDRESS],
        ["follows the endpoint of --tracing", ["--tracing", "tcp://127.0.0.1:9411", ADDRESS], ADDRESS],
        ["is not the endpoint of --tracing, also without a scheme", ["--tracing", "localhost:9411", ADDRESS], ADDRESS],
        ["follows all flags", ["--logtostderr", "-v=9", "--tracing", "http://localhost:9411/api", ADDRESS], ADDRESS],
        ["follows a flag that is not known yet", ["--otel-endpoint", "localhost:4317", ADDRESS], ADDRESS],
        ["may be before other arguments", ["-v=3", ADDRESS, "/a/directory"], ADDRESS],
        ["may contain the name of a host", ["engine-1.local:40123"], "engine-1.local:40123"],
        ["is missing without arguments", [], undefined],
        ["is missing where only --tracing has an address", ["--tracing", "localhost:9411"], undefined],
        ["is missing where there are only flags", ["--logtostderr", "-v=3"], undefined],
    ];
    for (const [title, programArguments, expected] of lists) {
        it(title, () => {
            assert.equal(engineAddress(programArguments), expected);
        });
    }
});
