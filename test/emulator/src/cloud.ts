// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ArmContext, correlationHeaders, handleArm, parseBody } from "./arm/arm";
import { armError } from "./arm/armError";
import { handleMetadata } from "./arm/metadata";
import type { RawResponse } from "./arm/rawResponse";
import { type AzureCliContext, handleAzureCli } from "./cli/azureCli";
import type { Interceptor } from "./emulatorTypes";
import { type EntraContext, handleEntra } from "./entra/entra";
import { handleOidc, type OidcContext } from "./entra/oidc";
import { describeTokenRequest } from "./entra/tokenRequest";
import { handleManagedIdentity, type ManagedIdentityContext } from "./managedIdentity/managedIdentity";
import { type Area, type EmulatorRequest, readBody, readHead } from "./request";
import type { OpenRecord, RequestLog } from "./requestLog";
import { sendResponse } from "./sendResponse";

/** The state that all areas of the cloud need. */
export type CloudContext = ArmContext & EntraContext & ManagedIdentityContext & OidcContext & AzureCliContext;

/** Logs each request and passes it to the interceptors and then to its area of the cloud. */
export class Cloud {
    readonly #interceptors = new Set<Interceptor>();

    /** @param sinceStartMs Milliseconds since the emulator started. */
    constructor(
        private readonly log: RequestLog,
        private readonly sinceStartMs: () => number,
        private readonly context: CloudContext,
    ) {}

    /** Passes every request to `interceptor` first. @returns A function that removes the interceptor. */
    intercept(interceptor: Interceptor): () => void {
        this.#interceptors.add(interceptor);
        return () => this.#interceptors.delete(interceptor);
    }

    /** Handles one request. `area` overrides the area derived from the path. */
    serve(message: IncomingMessage, outgoing: ServerResponse, area?: Area): void {
        const head = readHead(message, area);
        const record = this.log.open(head, this.sinceStartMs());
        outgoing.once("close", () => this.log.finish(record));
        readBody(message)
            .then((body) => this.#handle({ ...head, body }, record, outgoing))
            .catch(() => outgoing.destroy());
    }

    async #handle(request: EmulatorRequest, record: OpenRecord, outgoing: ServerResponse): Promise<void> {
        record.token = describeTokenRequest(request);
        record.body = request.area === "arm" ? parseBody(request.body) : undefined;
        let response: RawResponse;
        try {
            response = (await this.#intercepted(request)) ?? this.#route(request);
        } catch (error) {
            response = armError(500, "EmulatorError", error instanceof Error ? (error.stack ?? "") : String(error));
        }
        if (request.area === "arm") {
            const delayMs = this.context.latencyMs + (response.delayMs ?? 0);
            response = { ...response, delayMs, headers: { ...correlationHeaders(request), ...response.headers } };
        }
        record.note = response.note;
        record.hasStarted = response.hasStarted === true;
        await sendResponse(outgoing, response, () => {
            record.status = response.status ?? 200;
        });
    }

    async #intercepted(request: EmulatorRequest): Promise<RawResponse | undefined> {
        for (const interceptor of this.#interceptors) {
            const response = await interceptor(request);
            if (response !== undefined) {
                return { note: "intercepted", ...response };
            }
        }
        return undefined;
    }

    #route(request: EmulatorRequest): RawResponse {
        switch (request.area) {
            case "metadata":
                return handleMetadata(request, this.context.origin, this.context.audience);
            case "entra":
                return handleEntra(request, this.context);
            case "managedIdentity":
                return handleManagedIdentity(request, this.context);
            case "oidc":
                return handleOidc(request, this.context);
            case "azureCli":
                return handleAzureCli(request, this.context);
            case "arm":
                return handleArm(request, this.context);
        }
    }
}
