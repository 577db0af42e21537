// SPDX-License-Identifier: Apache-2.0

import type { OperationErrorCode } from "../common/codedError";
import { withoutUndefined } from "../common/json";
import type { ErrorDetail } from "../response/errorDetail";

export type { OperationErrorCode } from "../common/codedError";

/** The fields of an `OperationError`. Only `code` is required. */
export type OperationErrorFields = Pick<OperationError, "code"> & {
    readonly [Name in Exclude<keyof OperationError, "code" | "name" | "message" | "stack">]?:
        | OperationError[Name]
        | undefined;
};

const BRAND = "__pulumiAzureWaitOperationError";

/**
 * The error of a wait that ended without success. `code` is the reason, `message` the whole report, because Pulumi shows
 * nothing else of an error.
 */
export class OperationError extends Error {
    /** `"OperationError"`; `"AbortError"` where `code` is `WaitAborted`, as for other aborts. */
    override readonly name: string;
    /** The reason. */
    declare readonly code: OperationErrorCode;
    /** The operation's URL or path, without its query but for the api-version. Absent where the reference was invalid. */
    declare readonly operation?: string;
    /** The last status, as ARM sent it. Absent where none was read. */
    declare readonly status?: string;
    /** ARM's error, as a tree. */
    declare readonly errorDetail?: ErrorDetail;
    /** The number of requests sent. */
    declare readonly polls: number;
    /** The duration of the wait, in seconds. */
    declare readonly elapsedSeconds: number;
    /** The HTTP status code of the last response. */
    declare readonly statusCode?: number;
    /** ARM's `x-ms-request-id` of the last response. */
    declare readonly requestId?: string;
    /** ARM's `x-ms-correlation-request-id` of the last response. */
    declare readonly correlationId?: string;
    /** The `x-ms-client-request-id` of the last request. */
    declare readonly clientRequestId?: string;
    /** The errors of the operations of a list. `message` contains them, too. */
    declare readonly errors?: readonly OperationError[];

    /** @param message The whole report. @param fields What else is known. `polls` and `elapsedSeconds` are 0 where missing. */
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
