// SPDX-License-Identifier: Apache-2.0

/* Every message of the package, as its users read it, from the code that writes it. The tables are in the folder `messages`. */
import assert from "node:assert/strict";
import sinon from "sinon";
import { CodedError } from "../../provider/common/codedError";
import { OperationError } from "../../provider/wait";
import type { Producer } from "./messages/message";
import { TABLES, textOf } from "./messages/tables";
import { pump } from "./wait/pump";
import { useVirtualWait } from "./wait/virtualWait";

describe("the messages of the package", () => {
    const waits = useVirtualWait();
    // Variables of the machine must not be settings; `useVirtualWait` restores them.
    beforeEach(() => sinon.stub(process, "env").value({ PATH: process.env.PATH }));

    const producer: Producer = {
        wait: async (script, operation, options) => {
            const { error, status } = await (await waits.wait(script, options, operation)).run();
            if (error !== undefined) {
                throw error;
            }
            return status;
        },
        serve: async (script, run) => {
            const arm = await waits.serve(...script);
            const credential = { getToken: async () => null };
            return await pump(waits.clock, run({ endpoint: arm.endpoint, credential }), arm);
        },
    };

    for (const [title, code, messages] of TABLES) {
        describe(title, () => {
            for (const [text, produce] of messages) {
                const expected = textOf(text);
                it(expected.split("\n", 1)[0] ?? "", async () => {
                    const produced: unknown = await Promise.resolve(producer)
                        .then(produce)
                        .catch((error: unknown) => error);

                    assert.equal(produced instanceof Error ? produced.message : produced, expected);
                    if (code !== undefined) {
                        assert.ok(OperationError.isInstance(produced) || produced instanceof CodedError);
                        assert.equal(produced.code, code);
                    }
                });
            }
        });
    }
});
