// SPDX-License-Identifier: Apache-2.0

/**
 * The functions and the error, without Pulumi: for scripts, tests and the Automation API. They read no stack configuration.
 *
 * @packageDocumentation
 * @module pulumi-azure-wait/wait
 */

import "../common/bundleFormat";

export type { AzureSettings } from "../azure/settings";
export type {
    OperationById,
    OperationByUrl,
    OperationHints,
    OperationPattern,
    OperationReference,
    ResourceReference,
} from "../reference/operationReference";
export type { ErrorAdditionalInfo, ErrorDetail } from "../response/errorDetail";
export type { ActionOptions, ActionRequest } from "./actionRequest";
export type { OperationErrorCode, OperationErrorFields } from "./operationError";
export { OperationError } from "./operationError";
export type { OperationStatus } from "./operationStatus";
export type { WaitOptions, WaitTimes } from "./options";
export type { WaitProgress } from "./progress";
export type { ActionResult } from "./runAction";
export { runAction } from "./runAction";
export { startOperation } from "./startOperation";
export type { StartOptions, StartRequest } from "./startRequest";
export { waitForOperation } from "./waitForOperation";
export { waitForOperations } from "./waitForOperations";
