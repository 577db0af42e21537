// SPDX-License-Identifier: Apache-2.0
import fc from "fast-check";
import { faults, type RetryAfterForm } from "../emulator/src/faults";

/** When the service asks to poll again. */
export interface Delay {
    readonly form: RetryAfterForm;
    readonly seconds: number;
}

type StatusAndBody = readonly [status: number, body: string];

/** A fault injected into one request. */
export type RequestFault =
    | {
          readonly kind: "code";
          readonly status: number;
          readonly isFromAzure: boolean;
          readonly delay: Delay | undefined;
      }
    | { readonly kind: "error"; readonly code: string }
    /** A response that Azure did not send. */
    | { readonly kind: "proxy"; readonly response: StatusAndBody; readonly delay: Delay | undefined }
    /** A response of Azure without a status. */
    | { readonly kind: "noStatus"; readonly response: StatusAndBody; readonly delay: Delay | undefined }
    | { readonly kind: "truncated" | "silence" | "notFound" };

/** The page of a firewall or of a sign-in service. */
export const HTML = "<html>Succeeded</html>";

/** Bodies with a status code, none of which contains a status. */
const NO_STATUS: readonly StatusAndBody[] = [
    ...["", "{}", "[]", "null", "true", '"Succeeded"', '{"name":"Succeeded"}'].map((body) => [200, body] as const),
    ...["null", "7", '""', "{}"].map((status) => [200, `{"status":${status}}`] as const),
    [201, "{}"],
    [304, ""],
];

/** A delay that services request with any response. */
export const anyDelay: fc.Arbitrary<Delay> = fc.record({
    form: fc.constantFrom(...faults.retryAfterForms),
    seconds: fc.oneof(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 60, max: 1_200 }),
    ),
});

/** A delay of a service that throttles: up to four hours. */
const throttledDelay: fc.Arbitrary<Delay> = fc.oneof(
    anyDelay,
    fc.record({
        form: fc.constantFrom(...faults.retryAfterForms),
        seconds: fc.integer({ min: 600, max: 4 * 3_600 }),
    }),
);

const code = fc.record({
    kind: fc.constant("code" as const),
    status: fc.constantFrom(408, 423, 424, 425, 429, 429, 429, 500, 502, 503, 503, 504, 529),
    isFromAzure: fc.boolean(),
    delay: fc.option(throttledDelay, { nil: undefined }),
});

const proxy = fc.record({
    kind: fc.constant("proxy" as const),
    response: fc.constantFrom<StatusAndBody[]>(
        ...[200, 200, 202, 404, 502, 503].map((status) => [status, HTML] as const),
        ...NO_STATUS,
        [200, "{}"],
        [202, "{}"],
        [202, ""],
        [204, ""],
        [404, "{}"],
        [404, '{"message":"no Route matched"}'],
    ),
    delay: fc.option(throttledDelay, { nil: undefined, freq: 2 }),
});

const noStatus = fc.record({
    kind: fc.constant("noStatus" as const),
    response: fc.constantFrom<StatusAndBody[]>(...NO_STATUS, [200, '{"error":{"code":"Gone"}}']),
    delay: fc.option(anyDelay, { nil: undefined, freq: 2 }),
});

const error = fc
    .constantFrom("ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "UND_ERR_SOCKET")
    .map((errorCode) => ({ kind: "error" as const, code: errorCode }));

const silence = fc.constant({ kind: "silence" as const });

const fault: fc.Arbitrary<RequestFault> = fc.oneof(
    ...[code, code, error, proxy, noStatus, silence],
    fc.constantFrom("truncated", "notFound").map((kind) => ({ kind }) as RequestFault),
);

/** Faults while something between the client and Azure is in trouble, often for longer than the wait accepts that. */
const outage = fc.array(
    fc.oneof(
        ...[error, proxy, proxy, silence],
        code.map((busy) => ({ ...busy, isFromAzure: false })),
    ),
    { minLength: 5, maxLength: 40 },
);

/** Responses of Azure without a status, enough to end the wait or to reach its fallback. */
const withoutStatus = fc
    .tuple(fc.array(fc.constant(undefined), { maxLength: 3 }), fc.array(noStatus, { minLength: 5, maxLength: 20 }))
    .map(([before, streak]) => [...before, ...streak]);

/** Faults of the first requests: none, some, or the same kind for long. */
export const anyFaults: fc.Arbitrary<readonly (RequestFault | undefined)[]> = fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(fc.option(fault, { nil: undefined, freq: 2 }), { maxLength: 20 }) },
    outage,
    { weight: 2, arbitrary: withoutStatus },
);

/** Whether a fault is a well-formed response of a proxy. */
export function isProxyWithoutStatus(fault: RequestFault | undefined): boolean {
    return fault?.kind === "proxy" && fault.response[0] < 400 && fault.response[1] !== HTML;
}
