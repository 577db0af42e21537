// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { usageErrorOf } from "../../../provider/cli/usageError";

const MESSAGES: readonly (readonly [message: string, count: number, usage: string])[] = [
    ["`timeout` must be a duration", 1, "--timeout must be a duration"],
    ["`operations[0]`: `location` is missing", 1, "--location is missing"],
    ["`operations[1]`: `location` is missing", 3, "operation 2: --location is missing"],
    ["`fallback.resourceId` is empty", 1, "--fallback-resource-id is empty"],
    [
        "`operation` contains no operation (a bare id belongs in `asyncOperationId`)",
        1,
        "OPERATION contains no operation (a bare id belongs in --async-operation-id)",
    ],
];

describe("usageErrorOf", () => {
    for (const [message, count, usage] of MESSAGES) {
        it(`names flags: ${usage}`, () => {
            assert.equal(usageErrorOf(message, count).message, usage);
        });
    }
});
