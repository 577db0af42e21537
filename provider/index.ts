// SPDX-License-Identifier: Apache-2.0

export { startOperation, waitForOperation, waitForOperations } from "./pulumi/functions";
export type { OperationReferenceArgs } from "./pulumi/operationReferenceArgs";
export type { OperationWaitArgs } from "./pulumi/operationWait";
export { OperationWait } from "./pulumi/operationWait";
export type { OperationWaitAllArgs } from "./pulumi/operationWaitAll";
export { OperationWaitAll } from "./pulumi/operationWaitAll";
export type { RetryOptions } from "./pulumi/retryWhenBusy";
export { retryWhenBusy } from "./pulumi/retryWhenBusy";
export { waitHook } from "./pulumi/waitHook";
export type { WaitSelection, WaitSelector, WaitSelectorContext } from "./pulumi/waitSelector";
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
