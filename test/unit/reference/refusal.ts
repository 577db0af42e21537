// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { CodedError } from "../../../provider/common/codedError";

/** Stands in a value for what must not be repeated in a message, because it may be a secret. */
export const CANARY = "c4n4ry";

/** Asserts that `read` refuses its argument as wrong, naming the property and not the value. */
export function assertRefused(property: string, read: () => unknown): CodedError {
    let result: unknown;
    try {
        result = read();
    } catch (error) {
        assert.ok(error instanceof CodedError, `not a CodedError: ${error}`);
        assert.equal(error.code, "InvalidArgument");
        assert.ok(error.message.includes(`\`${property}\``), `does not name \`${property}\`: ${error.message}`);
        assert.ok(!error.message.includes(CANARY), `repeats the value: ${error.message}`);
        return error;
    }
    return assert.fail(`was accepted as ${JSON.stringify(result)}`);
}
