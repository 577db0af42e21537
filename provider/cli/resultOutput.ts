// SPDX-License-Identifier: Apache-2.0

import { formatDuration } from "../common/duration";
import { safeText } from "../common/redact";
import { decoded } from "../reference/describeUrl";
import type { OperationStatus } from "../wait/operationStatus";

/** The name of an operation: the last segment of its path. */
export function operationName(path: string): string {
    return safeText(decoded(path.replace(/\/+$/, "").replace(/^.*\//, ""))).replaceAll(/\s/g, " ");
}

/** The line about an operation that succeeded: `713192d7-…  Succeeded  after 12m 5s`. */
export function formatSuccess(path: string, { status, durationSeconds }: OperationStatus): string {
    return `${operationName(path)}  ${safeText(status)}  after ${formatDuration(durationSeconds * 1000)}`;
}
