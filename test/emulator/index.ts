// SPDX-License-Identifier: Apache-2.0
export type { ApiVersionRefusal } from "./apiVersions";
export type { AzureCli, AzureCliAnswer, AzureCliOptions } from "./azureCliInstallation";
export type { StartedOperation, StartOptions } from "./control";
export { startEmulator } from "./emulator";
export type { Emulator, EmulatorOptions, EnvironmentVariable, Interceptor, TokenOptions } from "./emulatorTypes";
export { faults } from "./faults";
export type { FederatedTokenOptions } from "./federatedTokens";
export type { FederatedCredential, Identity, SecretIdentity } from "./identity";
export type { OperationPattern, OperationScript } from "./operationScript";
export { canCreatePfx } from "./pkcs12";
export type { RawAnswer } from "./rawAnswer";
export type { Area, EmulatorRequest } from "./request";
export type { Allowance } from "./requestAllowance";
export type { RequestRecord } from "./requestLog";
export type { ChangedResource, ResourceChange } from "./resourceChange";
export { SIGN_IN_METHODS, type SignInMethod } from "./signInEnvironment";
export type { TokenLifetimes } from "./tokenLifetimes";
export type { TokenProof, TokenRequestRecord } from "./tokenRequest";
