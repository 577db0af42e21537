// SPDX-License-Identifier: Apache-2.0
import type { OperationReference } from "../../provider/reference/operationReference";
import type { Stage } from "./attackFixture";

/** A reference that somebody else wrote, for a wait in the cloud of the stage. */
export interface ReferenceAttack {
    readonly title: string;
    readonly reference: (stage: Stage) => OperationReference;
    /** Whether it may be taken for an operation of the right Resource Manager. @default false: nothing is asked but the cloud */
    readonly mayAsk?: true;
}

const HOSTS: readonly [title: string, host: (real: string, evil: string) => string][] = [
    ["another port", (_real, evil) => evil],
    ["another name of the same machine, with the right port", (real) => real.replace("localhost", "127.0.0.1")],
    ["the host without its port", () => "localhost"],
    ["the real host as a subdomain", (real) => `localhost.evil.example:${real.split(":")[1]}`],
    ["the real host with a dot behind", (real) => real.replace("localhost", "localhost.")],
    ["two labels before the host", (real) => `a.b.${real}`],
    ["the real host as user name", (real, evil) => `${real}@${evil}`],
    ["the real host as encoded user name", (real, evil) => `${encodeURIComponent(real)}@${evil}`],
    ["a user and password for the real host", (real) => `user:password@${real}`],
    ["an encoded at sign", (real, evil) => `${real}%40${evil}`],
    ["a full-width dot", (real) => `management\uff0eazure.${real}`],
    ["an ideographic full stop", (real) => `evil\u3002${real}`],
    ["full-width letters", (real) => real.replace("l", "\uff4c")],
    ["a Cyrillic letter", (real) => real.replace("o", "\u043e")],
    ["a zero-width joiner", (real) => real.replace("local", "local\u200d")],
    ["an encoded letter", (real) => real.replace("l", "%6c")],
    ["a null byte behind the real host", (real, evil) => `${real}%00.${evil}`],
    ["a backslash behind the real host", (real, evil) => `${evil}\\@${real}`],
    ["a line break before another host", (real, evil) => `${real}\r\nHost: ${evil}`],
    ["a fragment that hides the host", (real, evil) => `${evil}#@${real}`],
    ["a query that hides the host", (real, evil) => `${evil}?@${real}`],
];

const PATHS: readonly [title: string, url: (real: string, evil: string, path: string) => string][] = [
    ["plain http on the right port", (real, _evil, path) => `http://${real}${path}`],
    ["a path that is a host", (_real, evil, path) => `//${evil}${path}`],
    ["a path that is a host, behind the real one", (real, evil, path) => `https://${real}//${evil}${path}`],
    ["a path of backslashes", (real, evil) => `https://${real}\\\\${evil}`],
    ["a dot segment", (real, evil, path) => `https://${real}/../${evil}${path}`],
    ["an encoded dot segment", (real, _evil, path) => `https://${real}/%2e%2E${path}`],
    ["an encoded dot segment between encoded slashes", (real, _evil, path) => `https://${real}/a%2f%2e%2e%2f${path}`],
    ["a dot segment in an ARM path", (_real, _evil, path) => path.replace("/providers", "/../../providers")],
    ["terminal control in the path", (real, _evil, path) => `https://${real}${path.replace("?", "\u001b[2J?")}`],
    ["two URLs of which one is another host's", (real, evil, path) => `https://${real}${path} https://${evil}${path}`],
];

/** The parts of a reference, each with what would change the URL if it were put there unencoded. */
const PARTS: readonly [title: string, parts: Readonly<Record<string, string>>][] = [
    ["an id with a path out of its place", { asyncOperationId: "../../../../providers/evil" }],
    ["an id with a query", { asyncOperationId: "op?api-version=1&x=" }],
    ["an id with a line break and a command", { asyncOperationId: "op\r\n::error::forged" }],
    ["an id with colour markup and terminal control", { asyncOperationId: "<{%bogus%}>\u001b]0;x\u0007\u202e" }],
    ["an id of ten thousand characters", { asyncOperationId: "x".repeat(10_000) }],
    ["a region with a host", { location: "//evil.example/" }],
    ["a namespace with a path", { resourceProvider: "Microsoft.Network/../../evil" }],
    ["a version with a second parameter", { apiVersion: "2025-02-01&t=1#" }],
    ["a subscription with a path", { subscriptionId: "../providers" }],
    ["a subscription that is a command", { subscriptionId: "##vso[task.complete]" }],
];

/** References that lead elsewhere, or would if anything read them carelessly. */
export const REFERENCE_ATTACKS: readonly ReferenceAttack[] = [
    ...HOSTS.map(([title, host]) => ({
        title,
        reference: ({ host: real, evil, path }: Stage) => `https://${host(real, evil)}${path}`,
    })),
    ...PATHS.map(([title, url]) => ({
        title,
        reference: ({ host, evil, path }: Stage) => url(host, evil, path),
    })),
    ...PARTS.map(([title, parts]) => ({
        title,
        reference: () => ({ asyncOperationId: "op", location: "westus", ...parts }),
        mayAsk: true as const,
    })),
    {
        title: "a text with a line break behind the URL, and a header behind that",
        reference: ({ url }) => `${url}\r\nAuthorization: none`,
        mayAsk: true,
    },
    { title: "a scheme of a script before the path", reference: ({ path }) => `javascript:${path}`, mayAsk: true },
    {
        title: "a __proto__ that brings a URL",
        reference: ({ evil, path }) =>
            JSON.parse(
                `{"asyncOperationId":"op","location":"westus","__proto__":{"operation":"https://${evil}${path}"}}`,
            ),
        mayAsk: true,
    },
];
