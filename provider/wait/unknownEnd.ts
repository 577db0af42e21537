// SPDX-License-Identifier: Apache-2.0

import { formatErrorTree } from "../response/formatError";
import type { UnreadableResult } from "../response/pollResult";
import type { Outcome } from "./outcome";
import type { WaitSoFar } from "./pollHistory";
import type { PreparedWait } from "./prepare";

/**
 * The outcome of an action that has begun, and whose status no later poll can read, either: Azure's responses contain none, and none
 * was read before. `undefined` otherwise.
 */
export function unknownEndOutcome(
    { reason, isFromAzure, label, errorDetail }: UnreadableResult,
    { isOfAction = false }: Pick<PreparedWait, "isOfAction">,
    { status }: Pick<WaitSoFar, "status">,
): Outcome | undefined {
    const isNeverReadable = isFromAzure && status === undefined && (reason === "noStatus" || reason === "notReadable");
    if (!isOfAction || !isNeverReadable) {
        return undefined;
    }
    return {
        code: "StartUnknown",
        headline: `Azure has started the operation, but its status cannot be read: ${label}`,
        lines: ["Check the resource before you try again.", ...formatErrorTree(errorDetail)],
        errorDetail,
    };
}
