// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { CodedError } from "../../../provider/common/codedError";

/** A placeholder for a secret in an argument: no error message may contain it. */
export const CANARY = "c4n4ry";

/** Asserts that `read` throws `InvalidArgument` with a message that contains the property and not the value. */
export function assertInvalidArgument(property: string, read: () => unknown): CodedError {
    let result: unknown;
    try {
        result = read();
    } catch (error) {
        assert.ok(error instanceof CodedError, `not a CodedError: ${error}`);
        assert.equal(error.code, "InvalidArgument");
        assert.ok(error.message.includes(`\`${property}\``), `does not contain \`${property}\`: ${error.message}`);
        assert.ok(!error.message.includes(CANARY), `repeats the value: ${error.message}`);
        return error;
    }
    return assert.fail(`was accepted as ${JSON.stringify(result)}`);
}
