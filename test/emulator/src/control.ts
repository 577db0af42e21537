// SPDX-License-Identifier: Apache-2.0
import { parseBody } from "./arm/arm";
import { armError } from "./arm/armError";
import { type OperationScript, parseOperationScript } from "./arm/operationScript";
import type { RawResponse } from "./arm/rawResponse";
import type { EmulatorRequest } from "./request";

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

/** The actions of the control endpoints. */
export interface ControlContext {
    startOperation(script: OperationScript, options: StartOptions): StartedOperation;
    /** @returns The number of queued scripts. */
    scriptNext(script: OperationScript): number;
}

const START_OPTIONS: readonly (keyof StartOptions)[] = [
    "scope",
    "subscriptionId",
    "tenantId",
    "callerClientId",
    "location",
    "resourceProvider",
    "asyncOperationId",
    "apiVersion",
];

/** Handles the control endpoints. They need no token because they are reachable only from this machine. */
export function handleControl(request: EmulatorRequest, context: ControlContext): RawResponse {
    const isKnown = request.path === "/emulator/scripts" || request.path === "/emulator/operations";
    if (!isKnown || request.method !== "POST") {
        const message = "The control endpoints are POST /emulator/operations and POST /emulator/scripts.";
        return armError(404, "NotFound", message);
    }
    try {
        const given = parseBody(request.body) ?? {};
        if (request.path === "/emulator/scripts") {
            return {
                note: "script for the next operation",
                body: { waiting: context.scriptNext(parseOperationScript(given)) },
            };
        }
        const started = context.startOperation(...parseStart(given));
        return { status: 201, note: `operation ${started.asyncOperationId}`, body: started };
    } catch (error) {
        return armError(400, "InvalidScript", (error as Error).message);
    }
}

/** Splits the body of a start request, which contains the fields of a script and the start options. */
function parseStart(given: unknown): [OperationScript, StartOptions] {
    const script: Record<string, unknown> = { ...(parseOperationScript(given, START_OPTIONS) as object) };
    const options: Record<string, string> = {};
    for (const name of START_OPTIONS) {
        const value = script[name];
        delete script[name];
        if (value !== undefined && (typeof value !== "string" || value === "")) {
            throw new Error(`'${name}' must be a non-empty string.`);
        }
        if (value !== undefined) {
            options[name] = value;
        }
    }
    if (options.scope !== undefined && options.scope !== "subscription" && options.scope !== "tenant") {
        throw new Error("'scope' must be subscription or tenant.");
    }
    return [script, options];
}
