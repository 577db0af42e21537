// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { ENDS_AS_DELETED, FOREIGN_HOST, pollUrlsOf, STATUS_URL_RECORDINGS, titleOf } from "./corpus";
import { replayWait } from "./replayedWait";
import { missingTexts } from "./result";

describe("waitForOperation with recorded status URLs", () => {
    for (const recording of STATUS_URL_RECORDINGS) {
        const verb = recording.truth === "success" ? "succeeds" : "fails with Azure's whole error";
        it(`${verb} for ${titleOf(recording)}`, async () => {
            const result = await replayWait(recording);

            assert.equal(result.outcome, recording.truth, result.report);
            // As many as responses: the wait ends neither before the last one nor after it.
            assert.deepEqual(result.polledUrls, pollUrlsOf(recording));
            assert.deepEqual(missingTexts(recording, result), [], result.report);
        });
    }

    it(`rejects the status URL on a host of the service itself, before any request, for ${titleOf(FOREIGN_HOST)}`, async () => {
        const { outcome, report, error, polledUrls } = await replayWait(FOREIGN_HOST);

        assert.equal(outcome, "InvalidArgument");
        assert.match(report, /^`operation` is not on 127\.0\.0\.1:\d+, the Resource Manager/);
        assert.deepEqual([error?.polls, polledUrls], [0, []]);
    });

    it(`succeeds with \`succeededStatuses\` for ${titleOf(ENDS_AS_DELETED)}`, async () => {
        const { outcome, report, polledUrls } = await replayWait(ENDS_AS_DELETED, ["Deleted"]);

        assert.equal(outcome, "success", report);
        assert.deepEqual(polledUrls, pollUrlsOf(ENDS_AS_DELETED));
    });

    it(`times out without \`succeededStatuses\`, because Deleted is not a status of ARM, for ${titleOf(ENDS_AS_DELETED)}`, async () => {
        const { outcome, error } = await replayWait(ENDS_AS_DELETED);

        assert.deepEqual([outcome, error?.status], ["WaitTimeout", "Deleted"]);
    });
});
