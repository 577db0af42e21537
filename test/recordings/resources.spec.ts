// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { pollUrlsOf, RESOURCE_RECORDINGS, titleOf } from "./corpus";
import { replayWait } from "./replayedWait";
import { missingTexts } from "./result";

describe("startOperation and waitForOperation with recorded responses that name no status URL", () => {
    for (const recording of RESOURCE_RECORDINGS) {
        const verb = recording.truth === "success" ? "succeed" : "fail";
        it(`${verb} by the provisioningState of the resource for ${titleOf(recording)}`, async () => {
            const result = await replayWait(recording);

            assert.equal(result.outcome, recording.truth, result.report);
            assert.deepEqual(result.polledUrls, pollUrlsOf(recording));
            assert.deepEqual(missingTexts(recording, result), [], result.report);
        });
    }
});
