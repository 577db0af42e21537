// SPDX-License-Identifier: Apache-2.0
export type { ApiVersionRefusal } from "./arm/apiVersions";
export type { OperationPattern, OperationScript, UrlHeader } from "./arm/operationScript";
export type { BucketSize, RateLimit } from "./arm/rateLimiter";
export type { RateLimitHeaders } from "./arm/rateLimitHeaders";
export type { RawResponse } from "./arm/rawResponse";
export type { ChangedResource, ResourceChange } from "./arm/resourceChange";
export type { AzureCli, AzureCliOptions, AzureCliResponse } from "./cli/azureCliInstallation";
export {
    type ControlServer,
    type ControlServerOptions,
    type StartedOperation,
    type StartOptions,
    startControlServer,
} from "./control";
export { startEmulator } from "./emulator";
export type { Emulator, EmulatorOptions, EnvironmentVariable, Interceptor, TokenOptions } from "./emulatorTypes";
export type { FederatedTokenOptions } from "./entra/federatedTokens";
export type { FederatedCredential, Identity, SecretIdentity } from "./entra/identity";
export type { TokenLifetimes } from "./entra/tokenLifetimes";
export type { TokenProof, TokenRequestRecord } from "./entra/tokenRequest";
export { faults } from "./faults";
export { canCreatePfx } from "./pkcs12";
export { recordedScripts } from "./recordedScripts";
export type { Area, EmulatorRequest } from "./request";
export type { RequestRecord } from "./requestLog";
export { SIGN_IN_METHODS, type SignInMethod } from "./signInEnvironment";
