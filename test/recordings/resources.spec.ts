// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { pollUrlsOf, RESOURCE_RECORDINGS, titleOf } from "./corpus";
import { replayWait } from "./replayedWait";
import { assertShown } from "./report";

describe("startOperation and waitForOperation with recorded responses that name no status URL", () => {
    for (const recording of RESOURCE_RECORDINGS) {
        const verb = recording.truth === "success" ? "succeed" : "fail";
        it(`${verb} by the provisioningState of the resource for ${titleOf(recording)}`, async () => {
            const { outcome, error, polledUrls } = await replayWait(recording);

            assert.equal(outcome, recording.truth, error?.message);
            assert.deepEqual(polledUrls, pollUrlsOf(recording));
            assertShown(recording, error);
        });
    }
});
