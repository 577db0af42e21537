// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fault, parseFault, parseJsonObject, parseScript, parseStart } from "./controlInput";
import type { Emulator } from "./emulatorTypes";
import { listen } from "./loopbackServer";
import { type EmulatorRequest, readBody, readHead } from "./request";
import { SIGN_IN_METHODS, type SignInMethod } from "./signInEnvironment";

/** The address and caller of an operation to start. */
export interface StartOptions {
    /** `tenant`: a tenant-level operation, whose path has neither a subscription nor a region. @default "subscription" */
    readonly scope?: "subscription" | "tenant";
    /** @default the emulator's subscription */
    readonly subscriptionId?: string;
    /**
     * The tenant of that subscription. Ignored when the emulator already has the subscription.
     *
     * @default the tenant of the emulator's first identity
     */
    readonly tenantId?: string;
    /** The client id of the caller of the operation. @default that of the emulator's first identity */
    readonly callerClientId?: string;
    /**
     * Display name or short name of a region.
     *
     * @default "westus"
     */
    readonly location?: string;
    /** @default "Microsoft.OperationalInsights" */
    readonly resourceProvider?: string;
    /** @default a random one */
    readonly asyncOperationId?: string;
    /**
     * The `api-version` in the URL.
     *
     * @default "2025-02-01"
     */
    readonly apiVersion?: string;
}

/** The address and URLs of a started operation. */
export interface StartedOperation {
    readonly asyncOperationId: string;
    /** Short name. */
    readonly location: string;
    /** Empty for a tenant-level operation. */
    readonly subscriptionId: string;
    readonly resourceProvider: string;
    /** The URL of the `Azure-AsyncOperation` header, with its signed query. */
    readonly url: string;
    /** The URL of the `Location` header, with its signed query. */
    readonly locationUrl: string;
}

/** Options of the control server. */
export interface ControlServerOptions {
    /** The port on 127.0.0.1; 0 selects a free one. @default 0 */
    readonly port?: number;
}

/** A server through which programs in any language control an emulator. */
export interface ControlServer {
    /** `http://127.0.0.1:PORT/emulator` */
    readonly url: string;
    /** Closes the server and removes its faults. The emulator goes on. */
    close(): Promise<void>;
}

interface ControlResponse {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

type Action = (request: EmulatorRequest) => ControlResponse | Promise<ControlResponse>;

/**
 * Starts a server that controls `emulator` over plain HTTP on 127.0.0.1. It needs no token: only this machine reaches it, and it
 * refuses requests that a browser sends for a web page. Its requests are not part of the emulator's `requests`.
 *
 * @throws when the port is in use.
 */
export async function startControlServer(
    emulator: Emulator,
    options: ControlServerOptions = {},
): Promise<ControlServer> {
    const faults = new Faults();
    const routes = createRoutes(emulator, faults);
    const stop = emulator.intercept((request) => faults.take(request));
    const server = await listen(undefined, options.port ?? 0, (message, outgoing) => {
        handle(message, routes)
            .then((response) => send(outgoing, response))
            .catch(() => outgoing.destroy());
    }).catch((error) => {
        stop();
        throw error;
    });
    return {
        url: `http://127.0.0.1:${server.port}/emulator`,
        close: () => {
            stop();
            return server.close();
        },
    };
}

/** The faults whose requests have not all arrived, in order of their creation. */
class Faults {
    #faults: (Fault & { remaining: number })[] = [];

    /** The faults with the number of requests that still get them. */
    get list(): readonly object[] {
        return this.#faults.map(({ response, ...match }) => ({ ...match, ...response }));
    }

    add(fault: Fault): void {
        this.#faults.push({ ...fault, remaining: fault.count });
    }

    clear(): void {
        this.#faults = [];
    }

    /** The response of the first fault that matches; undefined when none does. */
    take({ area, method, path }: EmulatorRequest): Fault["response"] | undefined {
        const fault = this.#faults.find(
            (each) =>
                each.area === area &&
                (each.method ?? method) === method &&
                path.toLowerCase().includes(each.path?.toLowerCase() ?? ""),
        );
        if (fault === undefined) {
            return undefined;
        }
        fault.remaining -= 1;
        this.#faults = this.#faults.filter(({ remaining }) => remaining > 0);
        return { note: "fault", ...fault.response };
    }
}

/** The actions by path and method. */
function createRoutes(emulator: Emulator, faults: Faults): ReadonlyMap<string, Readonly<Record<string, Action>>> {
    const done = { status: 204 };
    return new Map(
        Object.entries({
            "/emulator": {
                DELETE: () => {
                    emulator.reset();
                    faults.clear();
                    return done;
                },
            },
            "/emulator/environment": { GET: (request) => readEnvironment(request, emulator) },
            "/emulator/operations": {
                POST: ({ body }) => {
                    const [script, start] = parseStart(parseJsonObject(body));
                    return { status: 201, body: emulator.startOperation(script, start) };
                },
            },
            "/emulator/scripts": {
                POST: ({ body }) => ({
                    status: 201,
                    body: { waiting: emulator.scriptNext(parseScript(parseJsonObject(body))) },
                }),
            },
            "/emulator/requests": {
                GET: () => ({ status: 200, body: emulator.requests }),
                DELETE: () => {
                    emulator.clearRequests();
                    return done;
                },
            },
            "/emulator/faults": {
                GET: () => ({ status: 200, body: faults.list }),
                POST: ({ body }) => {
                    faults.add(parseFault(parseJsonObject(body)));
                    return { status: 201, body: faults.list };
                },
                DELETE: () => {
                    faults.clear();
                    return done;
                },
            },
        } satisfies Record<string, Record<string, Action>>),
    );
}

async function readEnvironment({ parameters }: EmulatorRequest, emulator: Emulator): Promise<ControlResponse> {
    const method = parameters.get("signInMethod");
    if (method === null) {
        return { status: 200, body: emulator.environment };
    }
    if (!(SIGN_IN_METHODS as readonly string[]).includes(method)) {
        throw new Error(`'signInMethod' must be one of ${SIGN_IN_METHODS.join(", ")}.`);
    }
    return { status: 200, body: await emulator.environmentFor(method as SignInMethod) };
}

async function handle(message: IncomingMessage, routes: ReturnType<typeof createRoutes>): Promise<ControlResponse> {
    const request = { ...readHead(message), body: await readBody(message) };
    const { host = "", origin } = request.headers;
    if (origin !== undefined || !/^(127\.0\.0\.1|localhost):\d+$/.test(host)) {
        const message = "The control server accepts only requests to 127.0.0.1 or localhost, and none of web pages.";
        return failure(403, "Forbidden", message);
    }
    const actions = routes.get(request.path);
    if (actions === undefined) {
        const message = `'${request.path}' is not one of the control paths ${[...routes.keys()].join(", ")}.`;
        return failure(404, "NotFound", message);
    }
    const action = Object.hasOwn(actions, request.method) ? actions[request.method] : undefined;
    if (action === undefined) {
        const allowed = Object.keys(actions).join(", ");
        const message = `${request.path} accepts only ${allowed}, and not ${request.method}.`;
        return { ...failure(405, "MethodNotAllowed", message), headers: { allow: allowed } };
    }
    try {
        return await action(request);
    } catch (error) {
        return failure(400, "InvalidInput", (error as Error).message);
    }
}

function failure(status: number, code: string, message: string): ControlResponse {
    return { status, body: { error: { code, message } } };
}

function send(outgoing: ServerResponse, { status, body, headers = {} }: ControlResponse): void {
    const type = body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
    outgoing.writeHead(status, { ...headers, ...type });
    outgoing.end(body === undefined ? undefined : `${JSON.stringify(body, undefined, 2)}\n`);
}
