// SPDX-License-Identifier: Apache-2.0

import { formatDuration } from "../common/duration";
import { hasLiveDisplay } from "../engine/liveDisplay";
import type { OperationStatus } from "../wait/operationStatus";
import { createProgressLog, formatProgress, type WaitProgress } from "../wait/progress";

/** Writes on the row of a resource. The text leaves no trace in the final report. */
export type StatusLog = (text: string) => void;

/** What a wait tells on a resource's row. */
export interface StatusMessages {
    /** How it goes on. */
    readonly onProgress: (progress: WaitProgress) => void;
    /** That all that was waited for has ended well, and how long that took. */
    readonly succeeded: (statuses: readonly Pick<OperationStatus, "durationSeconds" | "polls">[]) => void;
}

/**
 * The row of a resource.
 *
 * @param log How to write on it, which the provider process and the program do in different ways.
 */
export function statusMessages(log: StatusLog): StatusMessages {
    return {
        onProgress: hasLiveDisplay() ? (progress) => log(formatProgress(progress)) : createProgressLog(log),
        succeeded: (statuses) => {
            if (statuses.length > 0) {
                log(succeededText(statuses));
            }
        },
    };
}

function succeededText(statuses: readonly Pick<OperationStatus, "durationSeconds" | "polls">[]): string {
    const count = statuses.length === 1 ? "" : `${statuses.length} `;
    const longestSeconds = Math.max(...statuses.map(({ durationSeconds }) => durationSeconds));
    const polls = statuses.reduce((sum, { polls }) => sum + polls, 0);
    return `${count}Succeeded after ${formatDuration(longestSeconds * 1000)}, ${polls} ${polls === 1 ? "poll" : "polls"}`;
}
