// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ArmContext, answerArm, correlationHeaders, parseBody } from "./arm/arm";
import { armError } from "./arm/armError";
import { answerMetadata } from "./arm/metadata";
import type { RawAnswer } from "./arm/rawAnswer";
import { type AzureCliContext, answerAzureCli } from "./cli/azureCli";
import { answerControl, type ControlContext } from "./control";
import type { Interceptor } from "./emulatorTypes";
import { answerEntra, type EntraContext } from "./entra/entra";
import { answerOidc, type OidcContext } from "./entra/oidc";
import { describeTokenRequest } from "./entra/tokenRequest";
import { answerManagedIdentity, type ManagedIdentityContext } from "./managedIdentity/managedIdentity";
import { type Area, type EmulatorRequest, readBody, readHead } from "./request";
import type { OpenRecord, RequestLog } from "./requestLog";
import { sendAnswer } from "./sendAnswer";

/** Everything that the parts of the cloud work with. */
export type CloudContext = ArmContext &
    EntraContext &
    ManagedIdentityContext &
    OidcContext &
    AzureCliContext &
    ControlContext;

/** Takes each request through the log and the interceptors to the part of the cloud that it is for. */
export class Cloud {
    readonly #interceptors = new Set<Interceptor>();

    /** @param sinceStartMs Milliseconds since the emulator started. */
    constructor(
        private readonly log: RequestLog,
        private readonly sinceStartMs: () => number,
        private readonly context: CloudContext,
    ) {}

    /** Lets `interceptor` see every request first. @returns what takes it away. */
    intercept(interceptor: Interceptor): () => void {
        this.#interceptors.add(interceptor);
        return () => this.#interceptors.delete(interceptor);
    }

    /** Answers one request. `area` is given where the path does not say it. */
    serve(message: IncomingMessage, response: ServerResponse, area?: Area): void {
        const head = readHead(message, area);
        const record = this.log.open(head, this.sinceStartMs());
        response.once("close", () => this.log.finish(record));
        readBody(message)
            .then((body) => this.#answer({ ...head, body }, record, response))
            .catch(() => response.destroy());
    }

    async #answer(request: EmulatorRequest, record: OpenRecord, response: ServerResponse): Promise<void> {
        record.token = describeTokenRequest(request);
        record.body = request.area === "arm" ? parseBody(request.body) : undefined;
        let answer: RawAnswer;
        try {
            answer = (await this.#intercepted(request)) ?? this.#route(request);
        } catch (error) {
            answer = armError(500, "EmulatorError", error instanceof Error ? (error.stack ?? "") : String(error));
        }
        if (request.area === "arm") {
            answer = { ...answer, headers: { ...correlationHeaders(request), ...answer.headers } };
        }
        record.note = answer.note;
        await sendAnswer(response, answer, () => {
            record.status = answer.status ?? 200;
        });
    }

    async #intercepted(request: EmulatorRequest): Promise<RawAnswer | undefined> {
        for (const interceptor of this.#interceptors) {
            const answer = await interceptor(request);
            if (answer !== undefined) {
                return { note: "intercepted", ...answer };
            }
        }
        return undefined;
    }

    #route(request: EmulatorRequest): RawAnswer {
        switch (request.area) {
            case "metadata":
                return answerMetadata(request, this.context.origin, this.context.audience);
            case "entra":
                return answerEntra(request, this.context);
            case "managedIdentity":
                return answerManagedIdentity(request, this.context);
            case "oidc":
                return answerOidc(request, this.context);
            case "azureCli":
                return answerAzureCli(request, this.context);
            case "control":
                return answerControl(request, this.context);
            case "arm":
                return answerArm(request, this.context);
        }
    }
}
