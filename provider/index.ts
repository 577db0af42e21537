// SPDX-License-Identifier: Apache-2.0

export { waitForOperation } from "./pulumi/functions";
export type { OperationWaitArgs } from "./pulumi/operationWait";
export { OperationWait } from "./pulumi/operationWait";
export type {
    AzureSettings,
    ErrorAdditionalInfo,
    ErrorDetail,
    OperationById,
    OperationByUrl,
    OperationErrorCode,
    OperationReference,
    OperationStatus,
    WaitOptions,
    WaitProgress,
    WaitTimes,
} from "./wait";
export { OperationError } from "./wait";
