// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { commandLineNames } from "../../../provider/cli/commandLineNames";
import { argumentName, keyOrVariable, useSettingNames } from "../../../provider/common/settingNames";
import { missingSubscription } from "../../../provider/reference/referenceFields";

const ARGUMENTS: readonly (readonly [argument: string, name: string])[] = [
    ["notFoundGrace", "--not-found-grace"],
    ["operation", "OPERATION"],
    ["asyncOperationId", "OPERATION"],
    ["fallback.resourceId", "--fallback-resource-id"],
    ["fallback", "--fallback-resource-id"],
    ["deleted: true", "--deleted"],
    ['pattern: "location"', "--pattern location"],
    ["environment", "`environment`"],
];

describe("the names in messages of the command line", () => {
    before(() => useSettingNames(commandLineNames(false)));
    after(() => useSettingNames());

    for (const [argument, name] of ARGUMENTS) {
        it(`are flags and operands of arguments: ${argument}`, () => {
            assert.equal(argumentName(argument), name);
        });
    }

    it("are the flag of an id that is given by it", () => {
        assert.equal(commandLineNames(true).argumentName?.("asyncOperationId"), "--async-operation-id");
    });

    it("are variables of settings, because it reads no stack configuration", () => {
        assert.equal(keyOrVariable("environment", "ARM_ENVIRONMENT"), "ARM_ENVIRONMENT");
        assert.equal(
            missingSubscription().message,
            "--subscription-id is missing: give it, or set ARM_SUBSCRIPTION_ID",
        );
    });
});
