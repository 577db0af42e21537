// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from "node:zlib";
import type { OperationErrorCode } from "../../provider/wait";
import { faults, type RawResponse } from "../emulator/src/index";
import type { AttackRun } from "./attackFixture";

/** A response that Resource Manager, or a server in its place, sends to every poll. */
export interface ServerAttack {
    readonly title: string;
    readonly response: (run: AttackRun) => RawResponse;
    /** The codes with which the wait may fail. */
    readonly codes: readonly OperationErrorCode[];
    /** Pattern of the error message. */
    readonly message?: RegExp;
}

const UNREADABLE = ["StatusUnavailable"] as const;
const FAILED = ["OperationFailed"] as const;
const STILL_RUNNING = ["WaitTimeout"] as const;

/** Names and messages that forge other output. */
const FORGED_OUTPUT: Readonly<Record<string, string>> = {
    "line breaks and commands of GitHub Actions":
        "x\r\n::error::forged\n  ::set-output name=a::b\r::stop-commands::x\u2028::add-mask::y\u0085::debug::z",
    "commands after invisible characters": "x\n\u200b::error::forged\n\ufeff::error::forged\n\u202e::error::forged",
    "commands of Azure Pipelines": "x\n##vso[task.complete result=Succeeded;]done\n##[error]forged ##\u200b[group]x",
    "terminal control sequences":
        "\u001b[2J\u001b]0;title\u0007\u009b31m\u001b[1A\u001b[2Kerror: \u0008\u0008 forged\u0000",
    "bidirectional overrides": "admin\u202e\u2066 }drowssap{ \u2069\u2067\u200f\u061c",
    "Pulumi's colour markup": "<{%bogus%}> <{%fg 1%}>red<{%reset%}> <<{%{%x%}>%}> %d %s %n 100%",
    "lone surrogates and supplementary characters": "\ud800 \udfff \u{e0041}\u{e007f} \u{1f600}",
};

const REDIRECTS: readonly [title: string, location: (run: AttackRun) => string][] = [
    ["to another port", ({ evil, path }) => `https://${evil}${path}`],
    [
        "to another host name of the same machine",
        ({ host, path }) => `https://${host.replace("localhost", "127.0.0.1")}${path}`,
    ],
    ["to plain HTTP", ({ host, path }) => `http://${host}${path}`],
    ["to a scheme-relative URL", ({ evil, path }) => `//${evil}${path}`],
    ["to a path of backslashes with another host", ({ evil, path }) => `\\\\${evil}${path}`],
    ["to another host after user information", ({ host, evil, path }) => `https://${host}@${evil}${path}`],
    ["to a javascript: URL", () => "javascript:alert(1)"],
    ["to itself in a loop", ({ path }) => path],
];

/** Headers that contain the next URL to poll. */
const POLLING_URL_HEADERS: readonly [title: string, headers: (run: AttackRun) => Readonly<Record<string, string>>][] = [
    ["a Location on another port", ({ evil, path }) => ({ location: `https://${evil}${path}` })],
    ["a Location over plain HTTP", ({ host, path }) => ({ location: `http://${host}${path}` })],
    ["a scheme-relative Location", ({ evil, path }) => ({ location: `//${evil}${path}` })],
    [
        "a Location with a user name and password",
        ({ host, path }) => ({ location: `https://user:password@${host}${path}` }),
    ],
    [
        "an Azure-AsyncOperation on another port",
        ({ evil, path }) => ({ "azure-asyncoperation": `https://${evil}${path}` }),
    ],
];

const failed = (error: unknown): RawResponse => ({ body: { status: "Failed", error } });
const errorResponse = (status: number, code: string, message: string, headers = {}): RawResponse => ({
    status,
    headers,
    body: { error: { code, message } },
});
/** JSON that is nested so deeply that recursive parsers and formatters overflow the stack. */
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const quote = ({ url, secrets }: AttackRun) => `GET ${url} (${encodeURIComponent(url)}) with ${secrets.join(" and ")}`;

export const SERVER_ATTACKS: readonly ServerAttack[] = [
    ...REDIRECTS.map(([title, location]) => ({
        title: `a redirect ${title}`,
        response: (run: AttackRun) => faults.redirect(location(run), 307),
        codes: UNREADABLE,
    })),
    ...POLLING_URL_HEADERS.map(([title, headers]) => ({
        title: `a 202 with ${title}`,
        response: (run: AttackRun) => ({ status: 202, headers: headers(run) }),
        codes: STILL_RUNNING,
    })),
    {
        title: "an id and a nextLink in the body with URLs on another port",
        response: ({ evil }) => ({
            body: { id: `https://${evil}/x`, nextLink: `https://${evil}/y`, status: "Running" },
        }),
        codes: STILL_RUNNING,
    },
    ...Object.entries(FORGED_OUTPUT).flatMap(([title, text]): ServerAttack[] => [
        {
            title: `an error with ${title} in every field`,
            response: () =>
                failed({
                    code: text,
                    message: text,
                    target: text,
                    details: [{ code: text, message: JSON.stringify({ error: { code: text, message: text } }) }],
                    innererror: { code: text, [text]: text },
                    additionalInfo: [{ type: text, info: { [text]: [text] } }],
                }),
            codes: FAILED,
        },
        { title: `a status with ${title}`, response: () => ({ body: { status: text } }), codes: STILL_RUNNING },
        {
            title: `a 503 and an HTML page with ${title}`,
            response: () => ({ status: 503, headers: { "content-type": "text/html" }, body: `<h1>${text}</h1>` }),
            codes: UNREADABLE,
        },
    ]),
    {
        title: "an error that quotes the URL, its signature, the token and the client secret",
        response: (run) => failed({ code: "Denied", message: quote(run), details: [{ target: quote(run) }] }),
        codes: FAILED,
    },
    {
        title: "a 403 that quotes the secrets, with a secret as request id",
        response: (run) => errorResponse(403, "Forbidden", quote(run), { "x-ms-request-id": run.secrets[0] ?? "" }),
        codes: ["AuthorizationFailed"],
    },
    {
        title: "a 401 for every token that quotes the token and requests malformed claims",
        response: (run) =>
            errorResponse(401, "InvalidAuthenticationToken", quote(run), { "www-authenticate": 'Bearer claims="%%%"' }),
        codes: ["AuthenticationFailed"],
    },
    {
        title: "__proto__, constructor and toString as keys",
        response: () => ({
            body: '{"status":"Failed","__proto__":{"polluted":1},"error":{"__proto__":{"code":"P","polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","code":{"toString":1},"message":["m"],"details":{"__proto__":[]},"additionalInfo":[null,{"__proto__":null}]}}',
        }),
        codes: FAILED,
    },
    {
        title: "a message of one megabyte",
        response: () => failed({ code: "X", message: "m".repeat(1 << 20) }),
        codes: FAILED,
    },
    {
        title: "an error with a hundred thousand details",
        response: () =>
            failed({ code: "X", details: Array.from({ length: 100_000 }, (_, index) => ({ code: `D${index}` })) }),
        codes: FAILED,
    },
    {
        title: "an error with a thousand levels",
        response: () => ({ body: `{"status":"Failed","error":${nested('{"code":"X","details":[', "]}", 1000)}}` }),
        codes: FAILED,
    },
    {
        title: "additional info nested a hundred thousand levels deep",
        response: () => ({
            body: `{"status":"Failed","error":{"code":"X","additionalInfo":[{"info":${nested("[", "]", 100_000)}}]}}`,
        }),
        codes: [...FAILED, ...UNREADABLE],
    },
    {
        title: "JSON errors embedded in messages fifteen levels deep",
        response: () => {
            let message = "the innermost";
            for (let level = 0; level < 15; level += 1) {
                message = JSON.stringify({ error: { code: `L${level}`, message } });
            }
            return failed({ code: "X", message });
        },
        codes: FAILED,
    },
    {
        title: "a body of 8 MiB",
        response: () => faults.hugeBody(8 << 20),
        codes: UNREADABLE,
        message: /larger than|4 MiB/,
    },
    {
        title: "a gzip bomb of 64 MiB without Accept-Encoding",
        response: () => ({
            headers: { "content-encoding": "gzip" },
            body: gzipSync(Buffer.alloc(1 << 26, " "), { level: 1 }),
        }),
        codes: UNREADABLE,
    },
    { title: "a body that stalls", response: () => faults.stalledBody(), codes: UNREADABLE },
    { title: "a body that arrives byte by byte", response: () => faults.slowBody(60_000), codes: UNREADABLE },
    { title: "no response", response: () => faults.silence(), codes: UNREADABLE },
    {
        title: "headers of one megabyte",
        response: () => ({ headers: { "x-long": "x".repeat(1 << 20) }, body: {} }),
        codes: UNREADABLE,
    },
    {
        title: "ten thousand headers",
        response: () => ({
            headers: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x-${i}`, "y"])),
            body: {},
        }),
        codes: [...UNREADABLE, ...STILL_RUNNING],
    },
    {
        title: "a Retry-After of 1e308 seconds",
        response: () => ({ headers: { "retry-after": "1e308" }, body: { status: "Running" } }),
        codes: STILL_RUNNING,
    },
    {
        title: "an error with supported api-versions that would change the URL",
        response: () =>
            errorResponse(
                400,
                "InvalidApiVersionParameter",
                "The supported api-versions are '2025-07-01&x=../../evil#,../../'.",
            ),
        codes: ["InvalidArgument"],
    },
];
