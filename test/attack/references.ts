// SPDX-License-Identifier: Apache-2.0
import type { OperationReference } from "../../provider/reference/operationReference";
import type { AttackRun } from "./attackFixture";

/** An untrusted operation reference. */
export interface ReferenceAttack {
    readonly title: string;
    readonly reference: (run: AttackRun) => OperationReference;
    /** Whether it may be polled, on the configured Resource Manager. @default false: only the metadata host is requested */
    readonly mayPoll?: true;
}

const MEGABYTE = 1_048_576;

const HOSTS: readonly [title: string, host: (real: string, evil: string) => string][] = [
    ["another port", (_real, evil) => evil],
    ["another host name of the same machine with the correct port", (real) => real.replace("localhost", "127.0.0.1")],
    ["the real host without its port", () => "localhost"],
    ["the real host as a subdomain", (real) => `localhost.evil.example:${real.split(":")[1]}`],
    ["the real host with a trailing dot", (real) => real.replace("localhost", "localhost.")],
    ["two labels before the real host", (real) => `a.b.${real}`],
    ["the real host as user name", (real, evil) => `${real}@${evil}`],
    ["the real host as encoded user name", (real, evil) => `${encodeURIComponent(real)}@${evil}`],
    ["a user name and password before the real host", (real) => `user:password@${real}`],
    ["an encoded at sign", (real, evil) => `${real}%40${evil}`],
    ["a full-width dot", (real) => `management\uff0eazure.${real}`],
    ["an ideographic full stop", (real) => `evil\u3002${real}`],
    ["full-width letters", (real) => real.replace("l", "\uff4c")],
    ["a Cyrillic letter", (real) => real.replace("o", "\u043e")],
    ["a zero-width joiner", (real) => real.replace("local", "local\u200d")],
    ["an encoded letter", (real) => real.replace("l", "%6c")],
    ["a null byte after the real host", (real, evil) => `${real}%00.${evil}`],
    ["a backslash before the real host", (real, evil) => `${evil}\\@${real}`],
    ["a line break before another host", (real, evil) => `${real}\r\nHost: ${evil}`],
    ["a fragment that hides the host", (real, evil) => `${evil}#@${real}`],
    ["a query that hides the host", (real, evil) => `${evil}?@${real}`],
];

const PATHS: readonly [title: string, url: (real: string, evil: string, path: string) => string][] = [
    ["plain HTTP on the correct port", (real, _evil, path) => `http://${real}${path}`],
    ["a scheme-relative URL", (_real, evil, path) => `//${evil}${path}`],
    ["another host in the path after the real host", (real, evil, path) => `https://${real}//${evil}${path}`],
    ["a path of backslashes with another host", (real, evil) => `https://${real}\\\\${evil}`],
    ["a dot segment", (real, evil, path) => `https://${real}/../${evil}${path}`],
    ["an encoded dot segment", (real, _evil, path) => `https://${real}/%2e%2E${path}`],
    ["an encoded dot segment between encoded slashes", (real, _evil, path) => `https://${real}/a%2f%2e%2e%2f${path}`],
    ["a dot segment in an ARM path", (_real, _evil, path) => path.replace("/providers", "/../../providers")],
    [
        "a terminal control sequence in the path",
        (real, _evil, path) => `https://${real}${path.replace("?", "\u001b[2J?")}`,
    ],
    ["two URLs, one of them on another host", (real, evil, path) => `https://${real}${path} https://${evil}${path}`],
];

/** Parts of a reference that would change the URL if they were not encoded. */
const PARTS: readonly [title: string, parts: Readonly<Record<string, string>>][] = [
    ["an id with a path traversal", { asyncOperationId: "../../../../providers/evil" }],
    ["an id with a query", { asyncOperationId: "op?api-version=1&x=" }],
    ["an id with a line break and a command", { asyncOperationId: "op\r\n::error::forged" }],
    [
        "an id with colour markup and terminal control sequences",
        { asyncOperationId: "<{%bogus%}>\u001b]0;x\u0007\u202e" },
    ],
    ["an id of a thousand characters", { asyncOperationId: "é".repeat(1_000) }],
    ["a region with a host", { location: "//evil.example/" }],
    ["a namespace with a path", { resourceProvider: "Microsoft.Network/../../evil" }],
    ["a version with a second parameter", { apiVersion: "2025-02-01&t=1#" }],
    ["a subscription with a path", { subscriptionId: "../providers" }],
    ["a subscription that is a command", { subscriptionId: "##vso[task.complete]" }],
];

/** References that lead to another host or path, or would with a lenient parser. */
export const REFERENCE_ATTACKS: readonly ReferenceAttack[] = [
    ...HOSTS.map(([title, host]) => ({
        title,
        reference: ({ host: real, evil, path }: AttackRun) => `https://${host(real, evil)}${path}`,
    })),
    ...PATHS.map(([title, url]) => ({
        title,
        reference: ({ host, evil, path }: AttackRun) => url(host, evil, path),
    })),
    ...PARTS.map(([title, parts]) => ({
        title,
        reference: () => ({ asyncOperationId: "op", location: "westus", ...parts }),
        mayPoll: true as const,
    })),
    {
        title: "an id of a megabyte",
        reference: () => ({ asyncOperationId: "x".repeat(MEGABYTE), location: "westus" }),
    },
    { title: "a query of a megabyte", reference: ({ url }) => `${url}&x=${"x".repeat(MEGABYTE)}` },
    {
        title: "a text of a megabyte of URLs",
        reference: ({ url }) => Array.from({ length: MEGABYTE / url.length }, (_, index) => `${url}${index}`).join(" "),
    },
    {
        title: "an object that throws colour markup and terminal control sequences when it is read",
        reference: () =>
            new Proxy({} as { operation: string }, {
                get: () => {
                    throw new Error("<{%bogus%}>\u001b[2J\n::error::forged");
                },
            }),
    },
    {
        title: "a URL followed by a line break and a header",
        reference: ({ url }) => `${url}\r\nAuthorization: none`,
        mayPoll: true,
    },
    { title: "a javascript: scheme before the path", reference: ({ path }) => `javascript:${path}`, mayPoll: true },
    {
        title: "a __proto__ key with a URL",
        reference: ({ evil, path }) =>
            JSON.parse(
                `{"asyncOperationId":"op","location":"westus","__proto__":{"operation":"https://${evil}${path}"}}`,
            ),
        mayPoll: true,
    },
];
