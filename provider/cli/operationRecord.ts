// SPDX-License-Identifier: Apache-2.0

import { formatDuration } from "../common/duration";
import { safeText } from "../common/redact";
import { decoded } from "../reference/describeUrl";
import type { StatusResult } from "../response/pollResult";
import type { OperationError } from "../wait/operationError";
import type { OperationStatus } from "../wait/operationStatus";
import type { ActionResult } from "../wait/runAction";

/** An operation of the command line, and what is known of it. */
export interface OperationRecord {
    /** The path of the operation, without its query. */
    path: string;
    /** The last status, as Azure sent it. */
    lastStatus: StatusResult | undefined;
    /** Set when the wait has succeeded. */
    success: OperationStatus | ActionResult | undefined;
    /** Set when the wait has ended otherwise. */
    error: OperationError | undefined;
}

/** The record of an operation that has not been polled. */
export function newRecord(path: string): OperationRecord {
    return { path, lastStatus: undefined, success: undefined, error: undefined };
}

/** The name of an operation: the last segment of its path, in one line. */
export function operationName(path: string): string {
    const segment = path.replace(/\/+$/, "").replace(/^.*\//, "");
    return safeText(decoded(segment)).replaceAll(/\s/g, " ");
}

/** The line about an operation that succeeded: `713192d7-…  Succeeded  after 12m 5s`. */
export function formatSuccess(path: string, { status, durationSeconds }: OperationStatus | ActionResult): string {
    return `${operationName(path)}  ${safeText(status)}  after ${formatDuration(durationSeconds * 1000)}`;
}
