// SPDX-License-Identifier: Apache-2.0
import type { StartedOperation, StartOptions } from "./control";
import type { Identity } from "./identity";
import type { OperationScript } from "./operationScript";
import type { RawAnswer } from "./rawAnswer";
import type { EmulatorRequest } from "./request";
import type { Allowance } from "./requestAllowance";
import type { RequestRecord } from "./requestLog";

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
     * The service principals that may sign in; the first one is that of `environment`.
     *
     * @default one with a random secret
     */
    readonly identities?: readonly [Required<Identity>, ...Identity[]];
    /** @default 3600 */
    readonly tokenLifetimeSeconds?: number;
    /**
     * How many reads a caller may send to a subscription before Resource Manager answers 429.
     *
     * @default Azure's own: 250, refilled with 25 per second
     */
    readonly reads?: Allowance;
    /**
     * The time in milliseconds since 1970, for operations, tokens and allowances.
     *
     * @default a clock that never goes back
     */
    readonly nowMs?: () => number;
}

/** Looks at a request before the emulator does, and may answer it instead. */
export type Interceptor = (request: EmulatorRequest) => RawAnswer | undefined | Promise<RawAnswer | undefined>;

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
    readonly identity: Required<Identity>;
    /** The variables that lead azure-native, and what follows its settings, to this cloud. */
    readonly environment: Readonly<Record<EnvironmentVariable, string>>;
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
    /** Lets `interceptor` see every request first; the first one that answers wins. @returns what takes it away. */
    intercept(interceptor: Interceptor): () => void;
    /** Issues an access token past the token endpoint. */
    issueToken(options?: TokenOptions): string;
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
