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
    [
        "`subscriptionId` is missing: give it, or set azure-native:subscriptionId in the stack configuration or ARM_SUBSCRIPTION_ID",
        1,
        "--subscription-id is missing: give it, or set ARM_SUBSCRIPTION_ID",
    ],
    [
        "`operation` is elsewhere: set azure-native:environment or ARM_ENVIRONMENT, or azure-native:metadataHost or ARM_METADATA_HOSTNAME",
        1,
        "OPERATION is elsewhere: set ARM_ENVIRONMENT, or ARM_METADATA_HOSTNAME",
    ],
];

describe("usageErrorOf", () => {
    it("names OPERATION in an error about an id that was not given by a flag", () => {
        const messages = ["`asyncOperationId` is empty", "`operations[1]`: `asyncOperationId` is empty"];
        assert.deepEqual(
            messages.map((message) => usageErrorOf(message, 2, false).message),
            ["OPERATION is empty", "operation 2: OPERATION is empty"],
        );
        assert.equal(usageErrorOf("`asyncOperationId` is empty", 1, true).message, "--async-operation-id is empty");
    });

    for (const [message, count, usage] of MESSAGES) {
        it(`names flags: ${usage}`, () => {
            assert.equal(usageErrorOf(message, count).message, usage);
        });
    }
});
