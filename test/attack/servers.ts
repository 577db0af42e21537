// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from "node:zlib";
import type { OperationErrorCode } from "../../provider/wait";
import { faults, type RawAnswer } from "../emulator/src/index";
import type { Stage } from "./attackFixture";

/** What Resource Manager, or whoever answers in its place, sends in answer to every read. */
export interface ServerAttack {
    readonly title: string;
    readonly answer: (stage: Stage) => RawAnswer;
    /** How the wait may end. */
    readonly codes: readonly OperationErrorCode[];
    /** What the message has to say. */
    readonly says?: RegExp;
}

const UNREADABLE = ["StatusUnavailable"] as const;
const FAILED = ["OperationFailed"] as const;
const STILL_RUNNING = ["WaitTimeout"] as const;

/** What a name or a message may hold to be taken for something else. */
const FORGERIES: Readonly<Record<string, string>> = {
    "line breaks and commands of GitHub Actions":
        "x\r\n::error::forged\n  ::set-output name=a::b\r::stop-commands::x\u2028::add-mask::y\u0085::debug::z",
    "commands hidden behind what nobody sees": "x\n\u200b::error::forged\n\ufeff::error::forged\n\u202e::error::forged",
    "commands of Azure Pipelines": "x\n##vso[task.complete result=Succeeded;]done\n##[error]forged ##\u200b[group]x",
    "terminal control": "\u001b[2J\u001b]0;title\u0007\u009b31m\u001b[1A\u001b[2Kerror: \u0008\u0008 forged\u0000",
    "bidirectional overrides": "admin\u202e\u2066 }drowssap{ \u2069\u2067\u200f\u061c",
    "Pulumi's colour markup": "<{%bogus%}> <{%fg 1%}>red<{%reset%}> <<{%{%x%}>%}> %d %s %n 100%",
    "lone surrogates and other planes": "\ud800 \udfff \u{e0041}\u{e007f} \u{1f600}",
};

const REDIRECTS: readonly [title: string, location: (stage: Stage) => string][] = [
    ["to another port", ({ evil, path }) => `https://${evil}${path}`],
    [
        "to another name of the same machine",
        ({ host, path }) => `https://${host.replace("localhost", "127.0.0.1")}${path}`,
    ],
    ["to plain http", ({ host, path }) => `http://${host}${path}`],
    ["to a path that is a host", ({ evil, path }) => `//${evil}${path}`],
    ["to a path of backslashes that is a host", ({ evil, path }) => `\\\\${evil}${path}`],
    ["to user information and a host", ({ host, evil, path }) => `https://${host}@${evil}${path}`],
    ["to a scheme of a script", () => "javascript:alert(1)"],
    ["to itself, for ever", ({ path }) => path],
];

/** Headers that name a URL to go on with. */
const POINTERS: readonly [title: string, headers: (stage: Stage) => Readonly<Record<string, string>>][] = [
    ["a Location on another port", ({ evil, path }) => ({ location: `https://${evil}${path}` })],
    ["a Location over plain http", ({ host, path }) => ({ location: `http://${host}${path}` })],
    ["a Location that is a path with a host", ({ evil, path }) => ({ location: `//${evil}${path}` })],
    ["a Location with a user", ({ host, path }) => ({ location: `https://user:password@${host}${path}` })],
    ["an Azure-AsyncOperation elsewhere", ({ evil, path }) => ({ "azure-asyncoperation": `https://${evil}${path}` })],
];

const failed = (error: unknown): RawAnswer => ({ body: { status: "Failed", error } });
const refused = (status: number, code: string, message: string, headers = {}): RawAnswer => ({
    status,
    headers,
    body: { error: { code, message } },
});
/** JSON that is nested so deep that careless readers and writers overflow. */
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const quote = ({ url, secrets }: Stage) => `GET ${url} (${encodeURIComponent(url)}) with ${secrets.join(" and ")}`;

export const SERVER_ATTACKS: readonly ServerAttack[] = [
    ...REDIRECTS.map(([title, location]) => ({
        title: `a redirect ${title}`,
        answer: (stage: Stage) => faults.redirect(location(stage), 307),
        codes: UNREADABLE,
    })),
    ...POINTERS.map(([title, headers]) => ({
        title: `a 202 with ${title}`,
        answer: (stage: Stage) => ({ status: 202, headers: headers(stage) }),
        codes: STILL_RUNNING,
    })),
    {
        title: "an id in the body that is a URL elsewhere",
        answer: ({ evil }) => ({
            body: { id: `https://${evil}/x`, nextLink: `https://${evil}/y`, status: "Running" },
        }),
        codes: STILL_RUNNING,
    },
    ...Object.entries(FORGERIES).flatMap(([title, text]): ServerAttack[] => [
        {
            title: `an error with ${title} in every place`,
            answer: () =>
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
        { title: `a status word with ${title}`, answer: () => ({ body: { status: text } }), codes: STILL_RUNNING },
        {
            title: `a refusal and a page with ${title}`,
            answer: () => ({ status: 503, headers: { "content-type": "text/html" }, body: `<h1>${text}</h1>` }),
            codes: UNREADABLE,
        },
    ]),
    {
        title: "an error that quotes URL, signature, token and secret back",
        answer: (stage) => failed({ code: "Denied", message: quote(stage), details: [{ target: quote(stage) }] }),
        codes: FAILED,
    },
    {
        title: "a 403 that quotes them, with a request id that is one of them",
        answer: (stage) => refused(403, "Forbidden", quote(stage), { "x-ms-request-id": stage.secrets[0] ?? "" }),
        codes: ["AuthorizationFailed"],
    },
    {
        title: "a 401 for every token, which quotes it and asks for claims that are none",
        answer: (stage) =>
            refused(401, "InvalidAuthenticationToken", quote(stage), { "www-authenticate": 'Bearer claims="%%%"' }),
        codes: ["AuthenticationFailed"],
    },
    {
        title: "__proto__, constructor and toString as keys",
        answer: () => ({
            body: '{"status":"Failed","__proto__":{"polluted":1},"error":{"__proto__":{"code":"P","polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","code":{"toString":1},"message":["m"],"details":{"__proto__":[]},"additionalInfo":[null,{"__proto__":null}]}}',
        }),
        codes: FAILED,
    },
    {
        title: "a message of a megabyte",
        answer: () => failed({ code: "X", message: "m".repeat(1 << 20) }),
        codes: FAILED,
    },
    {
        title: "a hundred thousand details",
        answer: () =>
            failed({ code: "X", details: Array.from({ length: 100_000 }, (_, index) => ({ code: `D${index}` })) }),
        codes: FAILED,
    },
    {
        title: "an error of a thousand levels",
        answer: () => ({ body: `{"status":"Failed","error":${nested('{"code":"X","details":[', "]}", 1000)}}` }),
        codes: FAILED,
    },
    {
        title: "details nested a hundred thousand levels deep",
        answer: () => ({
            body: `{"status":"Failed","error":{"code":"X","additionalInfo":[{"info":${nested("[", "]", 100_000)}}]}}`,
        }),
        codes: [...FAILED, ...UNREADABLE],
    },
    {
        title: "errors hidden in messages, fifteen times over",
        answer: () => {
            let message = "the innermost";
            for (let level = 0; level < 15; level += 1) {
                message = JSON.stringify({ error: { code: `L${level}`, message } });
            }
            return failed({ code: "X", message });
        },
        codes: FAILED,
    },
    { title: "a body of 8 MiB", answer: () => faults.hugeBody(8 << 20), codes: UNREADABLE, says: /larger than|4 MiB/ },
    {
        title: "a gzip bomb of 64 MiB that nobody asked for",
        answer: () => ({
            headers: { "content-encoding": "gzip" },
            body: gzipSync(Buffer.alloc(1 << 26, " "), { level: 1 }),
        }),
        codes: UNREADABLE,
    },
    { title: "a body that stalls", answer: () => faults.stalledBody(), codes: UNREADABLE },
    { title: "a body that comes byte by byte", answer: () => faults.slowBody(60_000), codes: UNREADABLE },
    { title: "no answer at all", answer: () => faults.silence(), codes: UNREADABLE },
    {
        title: "headers of a megabyte",
        answer: () => ({ headers: { "x-long": "x".repeat(1 << 20) }, body: {} }),
        codes: UNREADABLE,
    },
    {
        title: "ten thousand headers",
        answer: () => ({
            headers: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x-${i}`, "y"])),
            body: {},
        }),
        codes: [...UNREADABLE, ...STILL_RUNNING],
    },
    {
        title: "a Retry-After beyond all measure",
        answer: () => ({ headers: { "retry-after": "1e308" }, body: { status: "Running" } }),
        codes: STILL_RUNNING,
    },
    {
        title: "supported api-versions that would change the URL",
        answer: () =>
            refused(
                400,
                "InvalidApiVersionParameter",
                "The supported api-versions are '2025-07-01&x=../../evil#,../../'.",
            ),
        codes: UNREADABLE,
    },
];
