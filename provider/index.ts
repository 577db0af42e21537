// SPDX-License-Identifier: Apache-2.0

export { startOperation, waitForOperation, waitForOperations } from "./pulumi/functions";
export type { RetryOptions, WaitSelector } from "./pulumi/hooks";
export { retryWhenBusy, waitHook } from "./pulumi/hooks";
export type { OperationWaitArgs } from "./pulumi/operationWait";
export { OperationWait } from "./pulumi/operationWait";
export type { OperationWaitAllArgs } from "./pulumi/operationWaitAll";
export { OperationWaitAll } from "./pulumi/operationWaitAll";
export type {
    AzureSettings,
    ErrorAdditionalInfo,
    ErrorDetail,
    OperationById,
    OperationByUrl,
    OperationErrorCode,
    OperationHints,
    OperationPattern,
    OperationReference,
    OperationStatus,
    ResourceReference,
    StartRequest,
    WaitOptions,
    WaitProgress,
    WaitTimes,
} from "./wait";
export { OperationError } from "./wait";
