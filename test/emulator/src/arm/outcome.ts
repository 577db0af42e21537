// SPDX-License-Identifier: Apache-2.0

/** The meaning of a final status. */
export type Outcome = "succeeded" | "failed" | "other";

/** The meanings of final statuses, in lower case. `deleted` is the final status of a deletion, although it is not one of ARM's. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
    succeeded: "succeeded",
    completed: "succeeded",
    complete: "succeeded",
    deleted: "succeeded",
    failed: "failed",
    canceled: "failed",
    cancelled: "failed",
};

/** The meaning of a final status in any letter case. */
export function outcomeOf(status: string): Outcome {
    return OUTCOMES[status.toLowerCase()] ?? "other";
}
