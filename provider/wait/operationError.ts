// SPDX-License-Identifier: Apache-2.0

import type { OperationErrorCode } from "../common/codedError";
import { withoutUndefined } from "../common/json";
import type { ErrorDetail } from "../response/errorDetail";

export type { OperationErrorCode } from "../common/codedError";

/** What is known when a wait ends without success. */
export interface OperationErrorFields {
    readonly code: OperationErrorCode;
    /** The operation's URL or path, without its query but for the api-version. */
    readonly operation?: string | undefined;
    /** The status word seen last. */
    readonly status?: string | undefined;
    /** ARM's error, as a tree. */
    readonly errorDetail?: ErrorDetail | undefined;
    /** How often the status was asked for. */
    readonly polls?: number;
    readonly elapsedSeconds?: number;
    /** HTTP status of the last answer. */
    readonly statusCode?: number | undefined;
    /** ARM's `x-ms-request-id` of the last answer. */
    readonly requestId?: string | undefined;
    /** ARM's `x-ms-correlation-request-id` of the last answer. */
    readonly correlationId?: string | undefined;
    /** The `x-ms-client-request-id` that the last request was sent with. */
    readonly clientRequestId?: string | undefined;
    readonly cause?: unknown;
    /** The single errors, when several operations were waited for. */
    readonly errors?: readonly OperationError[] | undefined;
}

const BRAND = "__pulumiAzureWaitOperationError";

/**
 * Why a wait ended without success. `code` tells the cases apart, `message` is the whole report: Pulumi shows nothing else of
 * an error.
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
    /** The errors of the single operations, when several were waited for; they stand in `message` too. */
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

    /** Whether a value is an `OperationError`, also one of another copy of this package. */
    static isInstance(value: unknown): value is OperationError {
        return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
    }
}
