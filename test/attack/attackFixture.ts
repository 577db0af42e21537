// SPDX-License-Identifier: Apache-2.0
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { OperationReference } from "../../provider/reference/operationReference";
import type { WaitOptions } from "../../provider/wait";
import { type Area, type Emulator, type RawAnswer, startEmulator } from "../emulator/src/index";
import { waitHere } from "../signin/waitInProcess";
import { trust } from "../unit/azure/trust";

/** A server on another port that must not even be connected to. */
export interface Evil {
    /** `localhost:PORT`. */
    readonly host: string;
    /** The first bytes of each connection. */
    readonly seen: readonly string[];
    close(): Promise<void>;
}

export async function startEvil(): Promise<Evil> {
    const seen: string[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
        const index = seen.push("a connection") - 1;
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("data", (data) => {
            seen[index] += `: ${data.toString("latin1").slice(0, 200)}`;
            socket.destroy();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        host: `localhost:${(server.address() as AddressInfo).port}`,
        seen,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                for (const socket of sockets) {
                    socket.destroy();
                }
            }),
    };
}

/** An Azure, and a server beside it. What they know of secrets must not be shown. */
export class Scene {
    readonly tokens = new Set<string>();
    #stages = 0;

    private constructor(
        readonly emulator: Emulator,
        readonly evil: Evil,
        readonly distrust: () => void,
    ) {
        emulator.intercept(({ headers }) => {
            this.tokens.add(headers.authorization?.replace(/^Bearer /, "") ?? "");
            return undefined;
        });
    }

    static async set(): Promise<Scene> {
        const emulator = await startEmulator();
        return new Scene(emulator, await startEvil(), trust(emulator));
    }

    async strike(): Promise<void> {
        this.distrust();
        await Promise.all([this.emulator.close(), this.evil.close()]);
    }

    /** A place for one attack, with an operation of its own that runs for a minute. */
    stage(): Stage {
        this.#stages += 1;
        return new Stage(this, this.#stages);
    }

    /** Lets a part of the cloud answer this, always. */
    answer(area: Area, answer: RawAnswer | (() => RawAnswer), method?: string): void {
        this.emulator.intercept((request) => {
            const isMeant = request.area === area && request.method === (method ?? request.method);
            return isMeant ? (typeof answer === "function" ? answer() : answer) : undefined;
        });
    }
}

/** One attack, and the wait that meets it. */
export class Stage {
    readonly #operation: ReturnType<Emulator["startOperation"]>;
    /** What the progress of the wait said. */
    readonly progress: string[] = [];

    constructor(
        readonly scene: Scene,
        private readonly number: number,
    ) {
        this.#operation = scene.emulator.startOperation({ durationSeconds: 60 });
    }

    /** `localhost:PORT`, where the Resource Manager is. */
    get host(): string {
        return this.scene.emulator.metadataHost;
    }

    /** `localhost:PORT` of the server that must not be connected to. */
    get evil(): string {
        return this.scene.evil.host;
    }

    /** The status URL of the operation, signed. */
    get url(): string {
        return this.#operation.url;
    }

    /** Path and query of `url`. */
    get path(): string {
        return this.url.slice(this.scene.emulator.origin.length);
    }

    /** Everything that must not be shown: the client secret, the tokens, the signature of the URL. */
    get secrets(): string[] {
        const signature = [...new URL(this.url).searchParams]
            .filter(([name]) => name !== "api-version")
            .flatMap(([, value]) => [value, encodeURIComponent(value)]);
        const { clientSecret } = this.scene.emulator.identity;
        return [clientSecret, ...signature, ...this.scene.tokens].filter(({ length }) => length > 8);
    }

    /** Lets every read of the operation be answered with this. */
    answer(answer: () => RawAnswer): void {
        const { asyncOperationId } = this.#operation;
        this.scene.emulator.intercept(({ area, path }) =>
            area === "arm" && path.includes(asyncOperationId) ? answer() : undefined,
        );
    }

    /** Waits, for some seconds at most. @returns the status or what was thrown. */
    async wait(
        operation: OperationReference,
        environment: Readonly<Record<string, string>> = {},
        options: WaitOptions = {},
    ): Promise<unknown> {
        const variables = {
            ...this.scene.emulator.environment,
            // Read with OIDC only. Another one gives another connection, so that no attack holds up the next one's reads.
            ARM_OIDC_AUDIENCE: `stage ${this.number}`,
            ...environment,
        };
        const note = (progress: object) => this.progress.push(...Object.values(progress).map(String));
        const patience = { timeout: "8s", minPollInterval: "200ms", notFoundGrace: "0s", onProgress: note };
        return await waitHere(operation, { environment: variables }, { ...patience, ...options }).catch(
            (error: unknown) => error,
        );
    }
}
