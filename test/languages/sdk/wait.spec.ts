// SPDX-License-Identifier: Apache-2.0
import { defineWaitTests } from "../waitTests";
import { describeLanguages } from "./languageFixture";

describeLanguages("OperationWait", (fixture) => {
    defineWaitTests(fixture.plugin, (program) => fixture.stack("wait", { ...program }));
});
