// SPDX-License-Identifier: Apache-2.0
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { OperationReference } from "../../provider/reference/operationReference";
import type { WaitOptions } from "../../provider/wait";
import { type Area, type Emulator, type RawResponse, startEmulator } from "../emulator/src/index";
import { waitInProcess } from "../signin/waitInProcess";
import { trust } from "../unit/azure/trust";

/** A server on another port that must not receive a connection. */
export interface EvilServer {
    /** `localhost:PORT`. */
    readonly host: string;
    /** The connections so far, each with its first bytes. */
    readonly connections: readonly string[];
    close(): Promise<void>;
}

async function startEvilServer(): Promise<EvilServer> {
    const connections: string[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
        const index = connections.push("a connection") - 1;
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("data", (data) => {
            connections[index] += `: ${data.toString("latin1").slice(0, 200)}`;
            socket.destroy();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        host: `localhost:${(server.address() as AddressInfo).port}`,
        connections,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                for (const socket of sockets) {
                    socket.destroy();
                }
            }),
    };
}

/** The emulator, whose secrets must not be shown, and a server on another port that must not receive a connection. */
export class AttackFixture {
    readonly tokens = new Set<string>();
    #attacks = 0;

    private constructor(
        readonly emulator: Emulator,
        readonly evil: EvilServer,
        readonly distrust: () => void,
    ) {
        emulator.intercept(({ headers }) => {
            this.tokens.add(headers.authorization?.replace(/^Bearer /, "") ?? "");
            return undefined;
        });
    }

    static async start(): Promise<AttackFixture> {
        const emulator = await startEmulator();
        return new AttackFixture(emulator, await startEvilServer(), trust(emulator));
    }

    async stop(): Promise<void> {
        this.distrust();
        await Promise.all([this.emulator.close(), this.evil.close()]);
    }

    /** Prepares one attack, with a separate operation that takes one minute. */
    newAttack(): AttackRun {
        this.#attacks += 1;
        return new AttackRun(this, this.#attacks);
    }

    /** Makes a part of the cloud always send this response. */
    respond(area: Area, response: RawResponse | (() => RawResponse), method?: string): void {
        this.emulator.intercept((request) => {
            const matches = request.area === area && request.method === (method ?? request.method);
            return matches ? (typeof response === "function" ? response() : response) : undefined;
        });
    }
}

/** One attack and the wait that it targets. */
export class AttackRun {
    readonly #operation: ReturnType<Emulator["startOperation"]>;
    /** All values that the wait reported as progress. */
    readonly progress: string[] = [];

    constructor(
        readonly fixture: AttackFixture,
        private readonly number: number,
    ) {
        this.#operation = fixture.emulator.startOperation({ durationSeconds: 60 });
    }

    /** `localhost:PORT` of Resource Manager. */
    get host(): string {
        return this.fixture.emulator.metadataHost;
    }

    /** `localhost:PORT` of the server that must not receive a connection. */
    get evil(): string {
        return this.fixture.evil.host;
    }

    /** The status URL of the operation, signed. */
    get url(): string {
        return this.#operation.url;
    }

    /** Path and query of `url`. */
    get path(): string {
        return this.url.slice(this.fixture.emulator.origin.length);
    }

    /** The client secret, the tokens and the signature of the URL. */
    get secrets(): string[] {
        const signature = [...new URL(this.url).searchParams]
            .filter(([name]) => name !== "api-version")
            .flatMap(([, value]) => [value, encodeURIComponent(value)]);
        const { clientSecret } = this.fixture.emulator.identity;
        return [clientSecret, ...signature, ...this.fixture.tokens].filter(({ length }) => length > 8);
    }

    /** Sends this response to every poll of the operation. */
    respond(response: () => RawResponse): void {
        const { asyncOperationId } = this.#operation;
        this.fixture.emulator.intercept(({ area, path }) =>
            area === "arm" && path.includes(asyncOperationId) ? response() : undefined,
        );
    }

    /** Waits for 8 s by default. @returns the status or the error */
    async wait(
        operation: OperationReference,
        environment: Readonly<Record<string, string>> = {},
        options: WaitOptions = {},
    ): Promise<unknown> {
        const variables = {
            ...this.fixture.emulator.environment,
            // Used with OIDC only. Here it gives each attack a separate connection, so that attacks do not delay each other.
            ARM_OIDC_AUDIENCE: `attack ${this.number}`,
            ...environment,
        };
        const recordProgress = (progress: object) => this.progress.push(...Object.values(progress).map(String));
        const defaults = { timeout: "8s", minPollInterval: "200ms", notFoundGrace: "0s", onProgress: recordProgress };
        return await waitInProcess(operation, { environment: variables }, { ...defaults, ...options }).catch(
            (error: unknown) => error,
        );
    }
}
