// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkScheme, parseArmUrl, resolveArmUrl } from "../../../provider/reference/armUrl";
import { parseReference } from "../../../provider/reference/parseReference";
import { assertInvalidArgument, CANARY } from "./invalidArgument";

const PUBLIC_CLOUD = "https://management.azure.com";
const OPERATION = `/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/${CANARY}`;
const TAIL = `${OPERATION}?api-version=2025-02-01`;
const SIGNATURE = `&t=638&c=${"MIIHhzCCBm-gAwIBAgITHgTq".repeat(200)}&s=a_b-c~d.e&h=x%2By%2fz%3D%3D`;

/** Resolves a user's string to the URL of the request. */
const resolve = (text: string, endpoint = PUBLIC_CLOUD) => resolveArmUrl(parseReference(text).url, endpoint);

const PRESERVED: readonly [what: string, pathAndQuery: string][] = [
    ["a plain URL", TAIL],
    ["a signed URL of more than 4 KB", TAIL + SIGNATURE],
    ["odd characters in the query", `${TAIL}&x=!$()*+,;:@/?[]{}|^~\`=&&y&=&%`],
    ["percent-encodings in either case", `${OPERATION}%2a%2A%7c?api-version=2025-02-01&s=%2f%2F%C3%a9`],
    ["odd characters in the path", `${OPERATION}*!$&'()+,;=:@~-._?api-version=2025-02-01`],
    ["dots that are not dot segments", `${OPERATION}/...%20/.a/b..?api-version=2025-02-01&x=/../`],
    ["segments in any case", TAIL.toUpperCase()],
    ["two slashes inside the path", TAIL.replace("/locations", "//locations")],
    ["two slashes at the end of the path", `${OPERATION}//?api-version=2025-02-01`],
    ["parameters in any order", `${OPERATION}?t=2&api-version=2025-02-01&t=1`],
    ["an empty parameter at the end", `${TAIL}&`],
    ["a tenant-level operation", "/providers/Microsoft.Management/operationResults/op?api-version=2020-05-01"],
    ["the display name of a region in the path", `${TAIL.replace("westus", "West%20US")}`],
];

const ATTACKS: readonly [what: string, text: string][] = [
    ["a user name", `https://user@management.azure.com${TAIL}`],
    ["a user name and password", `https://${CANARY}:${CANARY}@management.azure.com${TAIL}`],
    ["an empty user name", `https://@management.azure.com${TAIL}`],
    ["the real host as user name", `https://management.azure.com@evil.example${TAIL}`],
    ["the real host and port as user information", `https://management.azure.com:443@evil.example${TAIL}`],
    ["an encoded at sign in the host", `https://management.azure.com%40evil.example${TAIL}`],
    ["another port", `https://management.azure.com:8443${TAIL}`],
    ["the port of plain http", `https://management.azure.com:80${TAIL}`],
    ["a port out of range", `https://management.azure.com:99999${TAIL}`],
    ["a port that is not a number", `https://management.azure.com:443x${TAIL}`],
    ["another port of a regional host", `https://westus.management.azure.com:8443${TAIL}`],
    ["another host", `https://evil.example${TAIL}`],
    ["the host as a subdomain of another host", `https://management.azure.com.evil.example${TAIL}`],
    ["the host as the end of another name", `https://evilmanagement.azure.com${TAIL}`],
    ["a hyphen instead of a dot in the host", `https://management-azure.com${TAIL}`],
    ["another service of the same domain", `https://portal.azure.com${TAIL}`],
    ["the parent domain", `https://azure.com${TAIL}`],
    ["a dot after the host", `https://management.azure.com.${TAIL}`],
    ["an empty label before the host", `https://.management.azure.com${TAIL}`],
    ["two labels before the host", `https://a.westus.management.azure.com${TAIL}`],
    ["a label before the host that is not a region", `https://*.management.azure.com${TAIL}`],
    ["another cloud", `https://management.usgovcloudapi.net${TAIL}`],
    ["an IPv4 address as host", `https://127.0.0.1${TAIL}`],
    ["an IPv4 address in decimal form as host", `https://2130706433${TAIL}`],
    ["an IPv6 address as host", `https://[::1]${TAIL}`],
    ["localhost as host", `https://localhost${TAIL}`],
    ["a host in punycode", `https://xn--mnagement-x1a.azure.com${TAIL}`],
    ["a Cyrillic letter in the host", `https://m\u0430nagement.azure.com${TAIL}`],
    ["full-width dots in the host", `https://management\uff0eazure\uff0ecom${TAIL}`],
    ["ideographic full stops in the host", `https://management\u3002azure\u3002com${TAIL}`],
    ["full-width letters in the host", `https://\uff4danagement.azure.com${TAIL}`],
    ["a soft hyphen in the host", `https://manage\u00adment.azure.com${TAIL}`],
    ["an encoded dot in the host", `https://management%2eazure.com${TAIL}`],
    ["an encoded slash in the host", `https://evil.example%2f.management.azure.com${TAIL}`],
    ["an encoded null in the host", `https://evil.example%00.management.azure.com${TAIL}`],
    ["plain http", `http://management.azure.com${TAIL}`],
    ["plain http in capitals", `HTTP://management.azure.com${TAIL}`],
    ["the ftp scheme", `ftp://management.azure.com${TAIL}`],
    ["the file scheme", `file://${TAIL}`],
    ["the javascript scheme", `javascript:fetch("${CANARY}")`],
    ["the data scheme", `data:text/plain,${CANARY}`],
    ["the wss scheme", `wss://management.azure.com${TAIL}`],
    ["no scheme", `//management.azure.com${TAIL}`],
    ["another host and no scheme", `//evil.example${TAIL}`],
    ["another host, no scheme and three slashes", `///evil.example${TAIL}`],
    ["one slash after the scheme", `https:/management.azure.com${TAIL}`],
    ["no slash after the scheme", `https:management.azure.com${TAIL}`],
    ["three slashes after the scheme", `https:///management.azure.com${TAIL}`],
    ["backslashes after the scheme", `https:\\\\evil.example${TAIL}`],
    ["a backslash after the host", `https://management.azure.com\\@evil.example${TAIL}`],
    ["backslashes in the path", `${PUBLIC_CLOUD}/subscriptions/s\\..\\..\\${CANARY}`],
    ["a backslash in the query", `${PUBLIC_CLOUD}${TAIL}&x=\\`],
    ["a Windows UNC path", `\\\\evil.example${TAIL}`],
    ["a dot as path segment", `${PUBLIC_CLOUD}/subscriptions/./${CANARY}`],
    ["two dots as path segment", `${PUBLIC_CLOUD}/subscriptions/50000000-0000-4000-8000-000000000005/../${CANARY}`],
    ["two dots at the end of the path", `${PUBLIC_CLOUD}${OPERATION}/..`],
    ["two dots in an ARM path", `/subscriptions/50000000-0000-4000-8000-000000000005/../../${CANARY}`],
    ["encoded dots", `${PUBLIC_CLOUD}/subscriptions/50000000-0000-4000-8000-000000000005/%2e%2E/${CANARY}`],
    ["half-encoded dots", `${PUBLIC_CLOUD}/subscriptions/50000000-0000-4000-8000-000000000005/.%2e/${CANARY}`],
    ["dots between encoded slashes", `${PUBLIC_CLOUD}/subscriptions/s%2f..%2F${CANARY}`],
    ["dots between encoded backslashes", `${PUBLIC_CLOUD}/subscriptions/s%5c%2e%2e%5C${CANARY}`],
    ["two slashes after the host", `${PUBLIC_CLOUD}//evil.example${TAIL}`],
    ["two slashes in an ARM path", `/subscriptions//${CANARY}`],
    ["a subscription's name in the path", `${PUBLIC_CLOUD}/subscriptions/${CANARY}/providers/P/x`],
    ["a masked subscription in the path", `${PUBLIC_CLOUD}/subscriptions/***/providers/P/${CANARY}`],
    ["a GUID with more in place of the subscription", `/subscriptions/50000000-0000-4000-8000-0000000000055/${CANARY}`],
    ["a fragment", `${PUBLIC_CLOUD}${TAIL}#${CANARY}`],
    ["an empty fragment", `${PUBLIC_CLOUD}${TAIL}#`],
    ["a fragment that hides the host", `https://evil.example#@management.azure.com${TAIL}`],
    ["a tab in the path", `${PUBLIC_CLOUD}${OPERATION}\tx`],
    ["a line break in the path", `${PUBLIC_CLOUD}${OPERATION}\nx`],
    ["a line break in the host", `https://management.azure.com\r\n.evil.example${TAIL}`],
    ["a tab in the scheme", `ht\ttps://evil.example${TAIL}`],
    ["a null character", `${PUBLIC_CLOUD}${OPERATION}\u0000`],
    ["a delete character", `${PUBLIC_CLOUD}${OPERATION}\u007f?x`],
    ["a non-ASCII letter", `${PUBLIC_CLOUD}${OPERATION}\u00e9`],
    ["a zero-width space", `${PUBLIC_CLOUD}${OPERATION}\u200bx`],
    ["a lone surrogate", `${PUBLIC_CLOUD}${OPERATION}\ud800`],
    ["an invalid percent encoding", `${PUBLIC_CLOUD}${OPERATION}%zz`],
    ["a quote in the query", `${PUBLIC_CLOUD}${TAIL}&x="`],
    ["an apostrophe in the query", `${PUBLIC_CLOUD}${TAIL}&x='`],
    ["angle brackets in the query", `${PUBLIC_CLOUD}${TAIL}&x=<>`],
    ["braces in the path", `${PUBLIC_CLOUD}${OPERATION}{}`],
    ["no path", `https://management.azure.com?${CANARY}`],
    ["only a slash as path", `${PUBLIC_CLOUD}/?${CANARY}`],
    ["a path that is not an ARM path", `/etc/${CANARY}`],
    ["a path that only starts like an ARM path", `/subscriptionsX/${CANARY}`],
];

describe("resolveArmUrl", () => {
    for (const [what, pathAndQuery] of PRESERVED) {
        it(`preserves ${what} byte for byte`, () => {
            assert.equal(resolve(PUBLIC_CLOUD + pathAndQuery), PUBLIC_CLOUD + pathAndQuery);
            assert.equal(resolve(pathAndQuery), PUBLIC_CLOUD + pathAndQuery);
        });
    }

    it("preserves any path and query that URL parsing would not change", () => {
        const segment = fc.stringMatching(/^(?:[\w~!$&()*+,;=:@-]|%2[a-dA-D]){0,12}$/);
        const query = fc.stringMatching(/^(?:[\w~!$&()*+,;=:@/?.[\]{}|-]|%[0-9a-fA-F]{2}){0,60}$/);
        fc.assert(
            fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), query, (segments, text) => {
                const url = `${PUBLIC_CLOUD}/providers/P/${segments.join("/")}?api-version=1${text}`;
                assert.equal(resolve(url), url);
            }),
            { numRuns: 200 },
        );
    });

    const hosts: readonly string[] = [
        "https://westus.management.azure.com",
        "https://southcentralus.management.azure.com",
        "https://edge.management.azure.com:443",
        "HTTPS://Management.Azure.COM",
        "https://management.azure.com:443",
    ];
    for (const host of hosts) {
        it(`replaces ${host} with the cloud's host and preserves path and query`, () => {
            assert.equal(resolve(host + TAIL + SIGNATURE), PUBLIC_CLOUD + TAIL + SIGNATURE);
        });
    }

    it("accepts only the host and port of the configured cloud", () => {
        const cloud = "https://management.local.example:8443/";
        const wanted = `https://management.local.example:8443${TAIL}`;
        assert.equal(resolve(TAIL, cloud), wanted);
        assert.equal(resolve(`https://management.local.example:8443${TAIL}`, cloud), wanted);
        assert.equal(resolve(`https://west.management.local.example:8443${TAIL}`, cloud), wanted);
        assertInvalidArgument("operation", () => resolve(`https://management.local.example${TAIL}`, cloud));
        assertInvalidArgument("operation", () => resolve(`https://west.management.local.example${TAIL}`, cloud));
        assertInvalidArgument("operation", () => resolve(PUBLIC_CLOUD + TAIL, cloud));
    });

    it("accepts plain http only if the cloud's endpoint uses it", () => {
        const loopback = "http://127.0.0.1:8080";
        assert.equal(resolve(loopback + TAIL, loopback), loopback + TAIL);
        assertInvalidArgument("operation", () => resolve(loopback + TAIL));
        assertInvalidArgument("operation", () => resolve(`http://evil.example${TAIL}`, loopback));
        assertInvalidArgument("operation", () => checkScheme(parseArmUrl("operation", loopback + TAIL)));
        checkScheme(parseArmUrl("operation", loopback + TAIL), new URL(loopback));
        checkScheme(parseArmUrl("operation", TAIL));
    });

    it("rejects a URL with a message that contains the name of the argument", () => {
        assertInvalidArgument("fallback", () => parseArmUrl("fallback", `ftp://${CANARY}`));
        assertInvalidArgument("fallback", () =>
            resolveArmUrl(parseArmUrl("fallback", `https://${CANARY}${TAIL}`), PUBLIC_CLOUD),
        );
    });

    for (const [what, text] of ATTACKS) {
        it(`rejects a URL with ${what}, without repeating it`, () => {
            assertInvalidArgument("operation", () => resolve(text));
        });
    }

    it("resolves a garbled URL to the cloud's host or rejects it", () => {
        const pieces = [
            "https:",
            "http:",
            "/",
            "//",
            "\\",
            "@",
            ":",
            "#",
            "?",
            ".",
            "..",
            "%2e",
            "%2f",
            "%5c",
            "\t",
            "evil.example",
        ];
        const garbled = fc
            .array(fc.constantFrom(...pieces, "management.azure.com", "subscriptions", "x"), { maxLength: 12 })
            .map((parts) => parts.join(""));
        fc.assert(
            fc.property(garbled, fc.boolean(), (text, prefixed) => {
                let resolved: string;
                try {
                    resolved = resolveArmUrl(
                        parseArmUrl("operation", prefixed ? `${PUBLIC_CLOUD}${text}` : text),
                        PUBLIC_CLOUD,
                    );
                } catch {
                    return;
                }
                assert.ok(resolved.startsWith(`${PUBLIC_CLOUD}/`));
                assert.equal(new URL(resolved).href, resolved);
            }),
            { numRuns: 500 },
        );
    });
});
