// SPDX-License-Identifier: Apache-2.0

import type { OperationErrorCode } from "../common/codedError";
import { withoutUndefined } from "../common/json";
import type { ErrorDetail } from "../response/errorDetail";

export type { OperationErrorCode } from "../common/codedError";

/** The fields of an `OperationError`. */
export interface OperationErrorFields {
    readonly code: OperationErrorCode;
    /** The operation's URL or path, without its query but for the api-version. */
    readonly operation?: string | undefined;
    /** The last status. */
    readonly status?: string | undefined;
    /** ARM's error, as a tree. */
    readonly errorDetail?: ErrorDetail | undefined;
    /** The number of requests sent. */
    readonly polls?: number;
    readonly elapsedSeconds?: number;
    /** The HTTP status code of the last response. */
    readonly statusCode?: number | undefined;
    /** ARM's `x-ms-request-id` of the last response. */
    readonly requestId?: string | undefined;
    /** ARM's `x-ms-correlation-request-id` of the last response. */
    readonly correlationId?: string | undefined;
    /** The `x-ms-client-request-id` of the last request. */
    readonly clientRequestId?: string | undefined;
    readonly cause?: unknown;
    /** The errors of the operations of a list. */
    readonly errors?: readonly OperationError[] | undefined;
}

const BRAND = "__pulumiAzureWaitOperationError";

/**
 * The error of a wait that ended without success. `code` is the reason, `message` the whole report, because Pulumi shows
 * nothing else of an error.
 */
export class OperationError extends Error {
    override readonly name: string;
    declare readonly code: OperationErrorCode;
    declare readonly operation?: string;
    declare readonly status?: string;
    declare readonly errorDetail?: ErrorDetail;
    declare readonly polls: number;
    declare readonly elapsedSeconds: number;
    declare readonly statusCode?: number;
    declare readonly requestId?: string;
    declare readonly correlationId?: string;
    declare readonly clientRequestId?: string;
    /** The errors of the operations of a list. `message` contains them, too. */
    declare readonly errors?: readonly OperationError[];

    constructor(message: string, fields: OperationErrorFields) {
        const { cause, ...known } = withoutUndefined({ polls: 0, elapsedSeconds: 0, ...fields });
        super(message, cause === undefined ? undefined : { cause });
        Object.assign(this, known);
        this.name = fields.code === "WaitAborted" ? "AbortError" : "OperationError";
    }

    static {
        Object.defineProperty(OperationError.prototype, BRAND, { value: true });
    }

    /** Whether a value is an `OperationError` of this or another copy of this package. */
    static isInstance(value: unknown): value is OperationError {
        return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
    }
}

/** Codes of an operation that has ended without success, or whose record has. */
const ENDED_CODES: ReadonlySet<OperationErrorCode> = new Set([
    "OperationFailed",
    "OperationCanceled",
    "OperationNotFound",
]);

/** Whether the operation of an error has ended. After any other error it may still be running. */
export function hasEnded(error: unknown): error is OperationError {
    return OperationError.isInstance(error) && ENDED_CODES.has(error.code);
}
