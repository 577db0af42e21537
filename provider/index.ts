// SPDX-License-Identifier: Apache-2.0

export { waitForOperation, waitForOperations } from "./pulumi/functions";
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
    WaitOptions,
    WaitProgress,
    WaitTimes,
} from "./wait";
export { OperationError } from "./wait";
