// SPDX-License-Identifier: Apache-2.0
import { DECIDED_RECORDINGS, type Recording } from "./corpus";
import { isRight, type Result } from "./result";

/** The recordings for which a client does not have the right result. */
export async function wrongResults(
    client: (recording: Recording) => Promise<Result>,
    recordings: readonly Recording[] = DECIDED_RECORDINGS,
): Promise<readonly Recording[]> {
    const wrong: Recording[] = [];
    for (const recording of recordings) {
        if (!isRight(recording, await client(recording))) {
            wrong.push(recording);
        }
    }
    return wrong;
}
