// SPDX-License-Identifier: Apache-2.0

import type { ArmResponse, PollResult } from "./pollResult";

/** Which of ARM's patterns a status URL follows. */
export type OperationPattern = "azureAsyncOperation" | "location";

/** What is known of the pattern of a status URL. The URL does not say; its answers do. */
export interface PatternState {
    readonly pattern: OperationPattern | undefined;
    /** Whether the user named it. Then an answer may show a resource with a state of its own, and nothing is guessed. */
    readonly isNamed: boolean;
}

/** What is known before the first answer: what the user says, else what the path says. */
export function initialPattern(named: OperationPattern | undefined, path: string): PatternState {
    const isLocation = /\/operationResults(?:\/|$)/i.test(path);
    return { pattern: named ?? (isLocation ? "location" : undefined), isNamed: named !== undefined };
}

/**
 * What is known after an answer. Only in the Location pattern a 202 comes without a status, or names another place to look;
 * only in the other a status comes with 200. The first that shows itself is believed.
 */
export function updatePattern(known: PatternState, answer: ArmResponse, reading: PollResult): PatternState {
    if (known.pattern !== undefined || reading.kind === "unreadable") {
        return known;
    }
    const hasStatus = "status" in reading.body;
    if (answer.statusCode === 202) {
        const isLocation = !hasStatus || answer.header("location") !== undefined;
        return isLocation ? { ...known, pattern: "location" } : known;
    }
    return hasStatus ? { ...known, pattern: "azureAsyncOperation" } : known;
}
