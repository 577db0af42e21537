// SPDX-License-Identifier: Apache-2.0
import type { ApiVersionRefusal } from "./arm/apiVersions";
import type { OperationScript } from "./arm/operationScript";
import type { RateLimit } from "./arm/rateLimiter";
import type { RawResponse } from "./arm/rawResponse";
import type { ChangedResource, ResourceChange } from "./arm/resourceChange";
import type { AzureCli, AzureCliOptions } from "./cli/azureCliInstallation";
import type { StartedOperation, StartOptions } from "./control";
import type { FederatedTokenOptions } from "./entra/federatedTokens";
import type { Identity, SecretIdentity } from "./entra/identity";
import type { TokenLifetimes } from "./entra/tokenLifetimes";
import type { LoopbackAddress } from "./loopbackServer";
import type { EmulatorRequest } from "./request";
import type { RequestRecord } from "./requestLog";
import type { SignInMethod } from "./signInEnvironment";

/** Options for starting an emulator. All are optional. */
export interface EmulatorOptions {
    /**
     * The port; 0 selects a free one.
     *
     * @default 0
     */
    readonly port?: number;
    /**
     * The address on which it listens, except for managed identities. With `::1`, `origin` and `metadataHost` contain that address
     * and not `localhost`.
     *
     * @default "127.0.0.1"
     */
    readonly address?: LoopbackAddress;
    /** @default a fixed GUID */
    readonly subscriptionId?: string;
    /**
     * The identities that can sign in, in one tenant or in several. `environment` uses the first one, and the subscription belongs to
     * its tenant.
     *
     * @default a service principal with a random secret and a federated credential, and a managed identity of each kind
     */
    readonly identities?: readonly [SecretIdentity, ...Identity[]];
    /** The lifetime of access tokens, in whole seconds. @default 3600 */
    readonly tokenLifetimeSeconds?: number;
    /**
     * The plain HTTP port on 127.0.0.1 for managed identities; 0 selects a free one.
     *
     * @default 0
     */
    readonly managedIdentityPort?: number;
    /**
     * The read limit of a caller for a subscription; Resource Manager returns 429 beyond it.
     *
     * @default Azure's limit: 250, refilled with 25 per second
     */
    readonly reads?: RateLimit;
    /** The time from a request to Resource Manager to its response, in milliseconds of real time. @default 0 */
    readonly latencyMs?: number;
    /**
     * The supported `api-version`s by type, such as `Microsoft.Compute/disks`, or by namespace. Any well-formed version is accepted
     * for other types.
     *
     * @default the versions of Microsoft.OperationalInsights
     */
    readonly apiVersions?: Readonly<Record<string, readonly string[]>>;
    /** The error code for an unsupported version. @default "InvalidResourceType" */
    readonly apiVersionRefusal?: ApiVersionRefusal;
    /**
     * Returns the time in milliseconds since 1970, for operations, tokens and rate limits.
     *
     * @default a monotonic clock
     */
    readonly nowMs?: () => number;
}

/** Receives a request before the emulator handles it. A returned response is sent instead. */
export type Interceptor = (request: EmulatorRequest) => RawResponse | undefined | Promise<RawResponse | undefined>;

/** Options for issuing an access token without a token endpoint. */
export interface TokenOptions {
    /** @default the emulator's audience */
    readonly audience?: string;
    /**
     * In seconds. Negative for an expired token.
     *
     * @default the emulator's token lifetime
     */
    readonly lifetimeSeconds?: number;
    /** @default the emulator's first identity */
    readonly identity?: Identity;
    /** The requested claims, as a JSON string. None when absent. */
    readonly claims?: string;
}

/** An Azure cloud on loopback. */
export interface Emulator {
    /** `https://localhost:PORT` by default, the origin of Resource Manager, Entra and the metadata endpoint. */
    readonly origin: string;
    /** `localhost:PORT` by default, the value of azure-native's `metadataHost`. */
    readonly metadataHost: string;
    /** The audience of Resource Manager tokens. The scope is the audience followed by `/.default`. */
    readonly audience: string;
    /** The server certificate as a PEM string. Clients must trust it. */
    readonly certificate: string;
    readonly subscriptionId: string;
    /** The service principal in `environment`. */
    readonly identity: SecretIdentity;
    /** All identities, starting with the one in `environment`. */
    readonly identities: readonly Identity[];
    /** `http://127.0.0.1:PORT`, the origin of the managed identity endpoints. They use plain HTTP, as in Azure. */
    readonly managedIdentityOrigin: string;
    /** The variables that configure azure-native, and tools with the same settings, for this cloud. */
    readonly environment: Readonly<Record<EnvironmentVariable, string>>;
    /**
     * The variables with which a program signs in by this method only. Creates what they refer to: files in a temporary directory, a
     * registered certificate, an `az` in PATH.
     *
     * @throws for `certificate:pfx` when node-forge is not installed.
     */
    environmentFor(method: SignInMethod): Promise<Readonly<Record<string, string>>>;
    /** All requests so far, in order of arrival. */
    readonly requests: readonly RequestRecord[];
    /**
     * The changes and actions among these requests: all that Resource Manager received except reads. `hasStarted` distinguishes those
     * that have started an operation, or completed an action, from those that were refused.
     */
    readonly changes: readonly RequestRecord[];
    /** Removes all requests from `requests`. */
    clearRequests(): void;
    /**
     * Forgets all operations, queued scripts, resources and requests, and the requests counted by rate limits. Tokens, interceptors and
     * the other settings remain.
     */
    reset(): void;
    /** Calls `listener` after each response, or when the connection is closed. @returns A function that removes the listener. */
    onRequest(listener: (record: RequestRecord) => void): () => void;
    /** Starts an operation as a client would. */
    startOperation(script?: OperationScript, options?: StartOptions): StartedOperation;
    /** Queues a script for the next operation that a PUT, PATCH, POST or DELETE starts. @returns The number of queued scripts. */
    scriptNext(script: OperationScript): number;
    /**
     * Changes a resource as a client would, with the given script.
     *
     * @throws when the id is not a resource id, or when Resource Manager rejects the change.
     */
    changeResource(change: ResourceChange, script?: OperationScript): ChangedResource;
    /** Simulates another client that uses this many reads per second of every read limit. @returns A function that stops it. */
    drain(drain: { readonly perSecond: number }): () => void;
    /** Passes every request to `interceptor` first; the first response wins. @returns A function that removes the interceptor. */
    intercept(interceptor: Interceptor): () => void;
    /** Issues an access token without the token endpoint. */
    issueToken(options?: TokenOptions): string;
    /** Issues a token of the emulator's OpenID issuer, as a CI service does for a build. */
    issueFederatedToken(options?: FederatedTokenOptions): string;
    /** Installs a fake `az` that is configured for this cloud. POSIX systems only. */
    installAzureCli(options?: AzureCliOptions): Promise<AzureCli>;
    /** Changes the lifetimes of tokens issued from now on. */
    setTokenLifetimes(lifetimes: Partial<TokenLifetimes>): void;
    /**
     * Makes Resource Manager return 401 with a claims challenge for every token that was not requested with these claims. A later
     * call replaces an earlier one.
     *
     * @param claims As in a challenge; by default `{ access_token: { nbf: { essential: true, value: "<now>" } } }`, different at
     *     each call.
     * @param clientId Only tokens of this client are challenged. All when absent.
     * @returns A function that stops the challenge.
     */
    requireClaims(claims?: object, clientId?: string): () => void;
    /** Denies reads to an identity, by default the first one: 403 AuthorizationFailed. @returns A function that restores the right. */
    denyReads(identity?: Identity): () => void;
    /** Invalidates every access token issued so far. */
    revokeTokens(): void;
    /** Closes the servers and their connections, and removes all temporary files. Further calls have no effect. */
    close(): Promise<void>;
}

/** A variable of `environment`. */
export type EnvironmentVariable =
    | "ARM_METADATA_HOSTNAME"
    | "ARM_TENANT_ID"
    | "ARM_CLIENT_ID"
    | "ARM_CLIENT_SECRET"
    | "ARM_SUBSCRIPTION_ID"
    | "NODE_EXTRA_CA_CERTS";
