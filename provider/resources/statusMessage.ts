// SPDX-License-Identifier: Apache-2.0

import { formatDuration } from "../common/duration";
import type { OperationStatus } from "../wait/operationStatus";
import { createProgressLog, formatProgress, type WaitProgress } from "../wait/progress";

/** Writes a status message of a resource. It leaves no trace in the final report of the engine. */
export type StatusLog = (message: string) => void;

/** The status messages of a resource that waits. */
export interface StatusMessages {
    readonly onProgress: (progress: WaitProgress) => void;
    /** Called with the statuses of all operations when the wait has succeeded. */
    readonly succeeded: (statuses: readonly Pick<OperationStatus, "durationSeconds" | "polls">[]) => void;
}

/**
 * Creates the status messages of a resource.
 *
 * @param log Writes a message.
 * @param isLive Whether a message replaces the one before it. Elsewhere each is a line of a log, and most are left out.
 */
export function statusMessages(log: StatusLog, isLive: boolean): StatusMessages {
    return {
        onProgress: isLive ? (progress) => log(formatProgress(progress)) : createProgressLog(log),
        succeeded: (statuses) => {
            if (statuses.length > 0) {
                log(succeededMessage(statuses));
            }
        },
    };
}

function succeededMessage(statuses: readonly Pick<OperationStatus, "durationSeconds" | "polls">[]): string {
    const count = statuses.length === 1 ? "" : `${statuses.length} `;
    const longestSeconds = Math.max(...statuses.map(({ durationSeconds }) => durationSeconds));
    const polls = statuses.reduce((sum, status) => sum + status.polls, 0);
    return `${count}Succeeded after ${formatDuration(longestSeconds * 1000)}, ${polls} ${polls === 1 ? "poll" : "polls"}`;
}
