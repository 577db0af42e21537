// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import type { RawResponse } from "../arm/rawResponse";
import type { EmulatorRequest } from "../request";

/** The reason why Entra does not issue a token. */
export interface EntraRefusal {
    readonly status: number;
    /** The OAuth error, such as `invalid_client`. */
    readonly error: string;
    /** The number after `AADSTS`. */
    readonly number: number;
    readonly message: string;
}

/** The error response for a refusal, in Entra's format. */
export function entraError(refusal: EntraRefusal, request: EmulatorRequest, nowMs: number): RawResponse {
    const traceId = randomUUID();
    const given = request.headers["client-request-id"];
    const correlationId = typeof given === "string" ? given : randomUUID();
    const timestamp = new Date(nowMs).toISOString().replace("T", " ").replace(/\.\d+/, "");
    return {
        status: refusal.status,
        note: `AADSTS${refusal.number}`,
        headers: { "x-ms-request-id": traceId },
        body: {
            error: refusal.error,
            error_description:
                `AADSTS${refusal.number}: ${refusal.message} Trace ID: ${traceId} ` +
                `Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
            error_codes: [refusal.number],
            timestamp,
            trace_id: traceId,
            correlation_id: correlationId,
        },
    };
}
