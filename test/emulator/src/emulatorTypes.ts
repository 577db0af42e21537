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
import type { EmulatorRequest } from "./request";
import type { RequestRecord } from "./requestLog";
import type { SignInMethod } from "./signInEnvironment";

/** How an emulator starts. All options are optional. */
export interface EmulatorOptions {
    /**
     * The port on 127.0.0.1; 0 takes a free one.
     *
     * @default 0
     */
    readonly port?: number;
    /** @default one made up */
    readonly subscriptionId?: string;
    /**
     * The identities that may sign in, of one tenant or of several. The first one is that of `environment`, and the subscription
     * belongs to its tenant.
     *
     * @default a service principal with a random secret and a federated credential, and a managed identity of each kind
     */
    readonly identities?: readonly [SecretIdentity, ...Identity[]];
    /** How long access tokens live, in whole seconds. @default 3600 */
    readonly tokenLifetimeSeconds?: number;
    /**
     * The port on 127.0.0.1 for managed identities, over plain HTTP; 0 takes a free one.
     *
     * @default 0
     */
    readonly managedIdentityPort?: number;
    /**
     * How many reads a caller may send to a subscription before Resource Manager answers 429.
     *
     * @default Azure's own: 250, refilled with 25 per second
     */
    readonly reads?: RateLimit;
    /**
     * The supported `api-version`s by type, such as `Microsoft.Compute/disks`, or by namespace. Where none are known, anything that
     * looks like a version is taken.
     *
     * @default those of Microsoft.OperationalInsights
     */
    readonly apiVersions?: Readonly<Record<string, readonly string[]>>;
    /** The error code for an unsupported version. @default "InvalidResourceType" */
    readonly apiVersionRefusal?: ApiVersionRefusal;
    /**
     * The time in milliseconds since 1970, for operations, tokens and allowances.
     *
     * @default a clock that never goes back
     */
    readonly nowMs?: () => number;
}

/** Looks at a request before the emulator does, and may answer it instead. */
export type Interceptor = (request: EmulatorRequest) => RawResponse | undefined | Promise<RawResponse | undefined>;

/** A token that no token endpoint would issue, or would not issue now. */
export interface TokenOptions {
    /** @default the emulator's own */
    readonly audience?: string;
    /**
     * Negative for one that has expired.
     *
     * @default the emulator's token lifetime
     */
    readonly lifetimeSeconds?: number;
    /** @default the emulator's first identity */
    readonly identity?: Identity;
    /** The claims it was asked for with, as JSON text. None when absent. */
    readonly claims?: string;
}

/** An Azure cloud on loopback. */
export interface Emulator {
    /** `https://localhost:PORT`: Resource Manager, Entra and the metadata are all here. */
    readonly origin: string;
    /** `localhost:PORT`, the value of azure-native's `metadataHost`. */
    readonly metadataHost: string;
    /** The audience of Resource Manager's tokens. The scope to ask for is this and `/.default`. */
    readonly audience: string;
    /** The server's certificate as PEM text, to be trusted by clients. */
    readonly certificate: string;
    readonly subscriptionId: string;
    /** The service principal of `environment`. */
    readonly identity: SecretIdentity;
    /** All identities, the one of `environment` first. */
    readonly identities: readonly Identity[];
    /** `http://127.0.0.1:PORT`: the managed identity endpoints, which are plain HTTP in Azure too. */
    readonly managedIdentityOrigin: string;
    /** The variables that lead azure-native, and what follows its settings, to this cloud. */
    readonly environment: Readonly<Record<EnvironmentVariable, string>>;
    /**
     * The variables with which a program signs in by this method, and by no other. What they name is made for it: files in a
     * temporary directory, a registered certificate, an `az` in PATH.
     *
     * @throws for `certificate:pfx` when node-forge is not installed.
     */
    environmentFor(method: SignInMethod): Promise<Readonly<Record<string, string>>>;
    /** Every request so far, in the order of arrival. */
    readonly requests: readonly RequestRecord[];
    /** Forgets the requests so far. */
    clearRequests(): void;
    /** Calls `listener` with each request once it is answered or its connection is gone. @returns what ends that. */
    onRequest(listener: (record: RequestRecord) => void): () => void;
    /** Starts an operation, as if some client had done it. */
    startOperation(script?: OperationScript, options?: StartOptions): StartedOperation;
    /** Queues a script for the next operation that a PUT, PATCH, POST or DELETE starts. */
    scriptNext(script: OperationScript): void;
    /**
     * Changes a resource as if some client had done it, with a script of its own.
     *
     * @throws when the id is none, or Resource Manager refuses the change.
     */
    changeResource(change: ResourceChange, script?: OperationScript): ChangedResource;
    /** Lets another client take this many reads per second out of every allowance for reads. @returns what ends it. */
    drain(drain: { readonly perSecond: number }): () => void;
    /** Lets `interceptor` see every request first; the first one that answers wins. @returns what takes it away. */
    intercept(interceptor: Interceptor): () => void;
    /** Issues an access token past the token endpoint. */
    issueToken(options?: TokenOptions): string;
    /** Issues a token of the emulator's OpenID issuer, as for a build. */
    issueFederatedToken(options?: FederatedTokenOptions): string;
    /** Writes an executable `az` that knows of this cloud. POSIX systems only. */
    installAzureCli(options?: AzureCliOptions): Promise<AzureCli>;
    /** Changes how long tokens live that are issued from now on. */
    setTokenLifetimes(lifetimes: Partial<TokenLifetimes>): void;
    /**
     * Lets Resource Manager answer 401 with a claims challenge to every token that was not asked for with these claims. A later
     * call replaces an earlier one.
     *
     * @param claims As in a challenge; by default `{ access_token: { nbf: { essential: true, value: "<now>" } } }`, another one
     *     each time.
     * @param clientId Only tokens of this client are challenged. All when absent.
     * @returns what ends it.
     */
    requireClaims(claims?: object, clientId?: string): () => void;
    /** Takes the right to read from an identity, the first one by default: 403 AuthorizationFailed. @returns what gives it back. */
    denyReads(identity?: Identity): () => void;
    /** Makes every token issued so far unknown to Resource Manager. */
    revokeTokens(): void;
    /** Ends the server and all its connections, and removes the certificate file. Calling it again does nothing more. */
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
