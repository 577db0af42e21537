// SPDX-License-Identifier: Apache-2.0
import { DECIDED_RECORDINGS } from "../../recordings/corpus";
import { replayPoller } from "../../recordings/replayedPoller";
import { replayWait } from "../../recordings/replayedWait";
import { wrongResults } from "../../recordings/wrongResults";
import { OWN_NAME } from "../pollingClients";
import type { Section } from "../section";

const QUICK_RECORDINGS = 20;

/** The recorded operations of `test/recordings`: this package from the status URL alone, core-lro from the first response. */
export const RECORDINGS: Section = {
    name: "recordings",
    title: "Right results on recorded operations",
    async measure({ quick, onProgress }) {
        const recordings = quick ? DECIDED_RECORDINGS.slice(0, QUICK_RECORDINGS) : DECIDED_RECORDINGS;
        const rightShare = (wrong: readonly unknown[]) => 1 - wrong.length / recordings.length;
        onProgress(`${recordings.length} recordings: ${OWN_NAME}`);
        const wait = rightShare(await wrongResults(replayWait, recordings));
        onProgress(`${recordings.length} recordings: @azure/core-lro`);
        const poller = rightShare(await wrongResults(replayPoller, recordings));
        return {
            values: {
                [`share of right results, of core-lro's: ${OWN_NAME}`]: wait / poller,
                [`share of right results: ${OWN_NAME}`]: wait,
                "share of right results: @azure/core-lro": poller,
                recordings: recordings.length,
            },
        };
    },
};
