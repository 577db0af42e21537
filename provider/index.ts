// SPDX-License-Identifier: Apache-2.0

/**
 * Waits for Azure long-running operations in Pulumi programs and hooks, and fails with Azure's whole error.
 *
 * @packageDocumentation
 * @module pulumi-azure-wait
 */

import "./common/bundleFormat";
import "./pulumi/requirePulumi";

export { runAction, startOperation, waitForOperation, waitForOperations } from "./pulumi/functions";
export type { OperationWaitArgs } from "./pulumi/operationWait";
export { OperationWait } from "./pulumi/operationWait";
export type { OperationWaitAllArgs } from "./pulumi/operationWaitAll";
export { OperationWaitAll } from "./pulumi/operationWaitAll";
export type { ResourceActionArgs, UndoArgs } from "./pulumi/resourceAction";
export { ResourceAction } from "./pulumi/resourceAction";
export type { RetryOptions } from "./pulumi/retryWhenBusy";
export { retryWhenBusy } from "./pulumi/retryWhenBusy";
export type { WaitSelection, WaitSelector, WaitSelectorContext } from "./pulumi/waitHook";
export { waitHook } from "./pulumi/waitHook";
export type { OperationReferenceArgs } from "./pulumi/waitResource";
export type {
    ActionOptions,
    ActionRequest,
    ActionResult,
    AzureSettings,
    ErrorAdditionalInfo,
    ErrorDetail,
    OperationById,
    OperationByUrl,
    OperationErrorCode,
    OperationErrorFields,
    OperationHints,
    OperationPattern,
    OperationReference,
    OperationStatus,
    ResourceReference,
    StartOptions,
    StartRequest,
    WaitOptions,
    WaitProgress,
    WaitTimes,
} from "./wait";
export { OperationError } from "./wait";
