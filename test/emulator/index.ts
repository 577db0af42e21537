// SPDX-License-Identifier: Apache-2.0
export type { StartedOperation, StartOptions } from "./control";
export { startEmulator } from "./emulator";
export type { Emulator, EmulatorOptions, EnvironmentVariable, Interceptor, TokenOptions } from "./emulatorTypes";
export type { Identity } from "./identity";
export type { OperationScript } from "./operationScript";
export type { RawAnswer } from "./rawAnswer";
export type { Area, EmulatorRequest } from "./request";
export type { Allowance } from "./requestAllowance";
export type { RequestRecord, TokenRequestRecord } from "./requestLog";
