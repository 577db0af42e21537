// SPDX-License-Identifier: Apache-2.0

export type { OperationWaitArgs } from "./pulumi/operationWait";
export { OperationWait } from "./pulumi/operationWait";
export * from "./wait";
