// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkScheme, parseArmUrl, resolveArmUrl } from "../../../provider/reference/armUrl";
import { parseReference } from "../../../provider/reference/parseReference";
import { assertRefused, CANARY } from "./refusal";

const PUBLIC_CLOUD = "https://management.azure.com";
const OPERATION = `/subscriptions/s-1/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/${CANARY}`;
const TAIL = `${OPERATION}?api-version=2025-02-01`;
const SIGNATURE = `&t=638&c=${"MIIHhzCCBm-gAwIBAgITHgTq".repeat(200)}&s=a_b-c~d.e&h=x%2By%2fz%3D%3D`;

/** What is asked for, as a user's text goes in and a request's URL comes out. */
const ask = (text: string, endpoint = PUBLIC_CLOUD) => resolveArmUrl(parseReference(text).url, endpoint);

const KEPT: readonly [what: string, pathAndQuery: string][] = [
    ["a plain URL", TAIL],
    ["a signed URL of more than 4 KB", TAIL + SIGNATURE],
    ["odd characters in the query", `${TAIL}&x=!$()*+,;:@/?[]{}|^~\`=&&y&=&%`],
    ["percent-encodings in either case", `${OPERATION}%2a%2A%7c?api-version=2025-02-01&s=%2f%2F%C3%a9`],
    ["odd characters in the path", `${OPERATION}*!$&'()+,;=:@~-._?api-version=2025-02-01`],
    ["dots that are no dot segment", `${OPERATION}/...%20/.a/b..?api-version=2025-02-01&x=/../`],
    ["segments in any case", TAIL.toUpperCase()],
    ["parameters in any order", `${OPERATION}?t=2&api-version=2025-02-01&t=1`],
    ["an empty parameter at the end", `${TAIL}&`],
    ["a tenant's operation", "/providers/Microsoft.Management/operationResults/op?api-version=2020-05-01"],
    ["a display name in the path", `${TAIL.replace("westus", "West%20US")}`],
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
    ["a port that cannot be", `https://management.azure.com:99999${TAIL}`],
    ["a port that is no number", `https://management.azure.com:443x${TAIL}`],
    ["another port of a regional host", `https://westus.management.azure.com:8443${TAIL}`],
    ["another host", `https://evil.example${TAIL}`],
    ["the host as a subdomain of another", `https://management.azure.com.evil.example${TAIL}`],
    ["the host as the end of a word", `https://evilmanagement.azure.com${TAIL}`],
    ["a hyphen for a dot", `https://management-azure.com${TAIL}`],
    ["another service of the same domain", `https://portal.azure.com${TAIL}`],
    ["the parent domain", `https://azure.com${TAIL}`],
    ["a dot behind the host", `https://management.azure.com.${TAIL}`],
    ["an empty label before the host", `https://.management.azure.com${TAIL}`],
    ["two labels before the host", `https://a.westus.management.azure.com${TAIL}`],
    ["a label that is no region", `https://*.management.azure.com${TAIL}`],
    ["another cloud", `https://management.usgovcloudapi.net${TAIL}`],
    ["an IPv4 address", `https://127.0.0.1${TAIL}`],
    ["an IPv4 address as a number", `https://2130706433${TAIL}`],
    ["an IPv6 address", `https://[::1]${TAIL}`],
    ["this machine", `https://localhost${TAIL}`],
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
    ["ftp", `ftp://management.azure.com${TAIL}`],
    ["a file", `file://${TAIL}`],
    ["a script", `javascript:fetch("${CANARY}")`],
    ["data", `data:text/plain,${CANARY}`],
    ["a web socket", `wss://management.azure.com${TAIL}`],
    ["a URL without scheme", `//management.azure.com${TAIL}`],
    ["another host without scheme", `//evil.example${TAIL}`],
    ["another host without scheme, three slashes", `///evil.example${TAIL}`],
    ["a scheme with one slash", `https:/management.azure.com${TAIL}`],
    ["a scheme with no slash", `https:management.azure.com${TAIL}`],
    ["a scheme with three slashes", `https:///management.azure.com${TAIL}`],
    ["a scheme with backslashes", `https:\\\\evil.example${TAIL}`],
    ["a backslash behind the host", `https://management.azure.com\\@evil.example${TAIL}`],
    ["backslashes in the path", `${PUBLIC_CLOUD}/subscriptions/s\\..\\..\\${CANARY}`],
    ["a backslash in the query", `${PUBLIC_CLOUD}${TAIL}&x=\\`],
    ["a path of a Windows host", `\\\\evil.example${TAIL}`],
    ["a dot segment", `${PUBLIC_CLOUD}/subscriptions/./${CANARY}`],
    ["two dots", `${PUBLIC_CLOUD}/subscriptions/s/../${CANARY}`],
    ["two dots at the end", `${PUBLIC_CLOUD}${OPERATION}/..`],
    ["two dots in an ARM path", `/subscriptions/s/../../${CANARY}`],
    ["encoded dots", `${PUBLIC_CLOUD}/subscriptions/s/%2e%2E/${CANARY}`],
    ["half-encoded dots", `${PUBLIC_CLOUD}/subscriptions/s/.%2e/${CANARY}`],
    ["dots with encoded slashes", `${PUBLIC_CLOUD}/subscriptions/s%2f..%2F${CANARY}`],
    ["dots with encoded backslashes", `${PUBLIC_CLOUD}/subscriptions/s%5c%2e%2e%5C${CANARY}`],
    ["two slashes behind the host", `${PUBLIC_CLOUD}//evil.example${TAIL}`],
    ["two slashes in an ARM path", `/subscriptions//${CANARY}`],
    ["a fragment", `${PUBLIC_CLOUD}${TAIL}#${CANARY}`],
    ["an empty fragment", `${PUBLIC_CLOUD}${TAIL}#`],
    ["a fragment that hides the host", `https://evil.example#@management.azure.com${TAIL}`],
    ["a tab in the path", `${PUBLIC_CLOUD}${OPERATION}\tx`],
    ["a line break in the path", `${PUBLIC_CLOUD}${OPERATION}\nx`],
    ["a line break in the host", `https://management.azure.com\r\n.evil.example${TAIL}`],
    ["a tab in the scheme", `ht\ttps://evil.example${TAIL}`],
    ["a null character", `${PUBLIC_CLOUD}${OPERATION}\u0000`],
    ["a delete character", `${PUBLIC_CLOUD}${OPERATION}\u007f?x`],
    ["a letter that is not ASCII", `${PUBLIC_CLOUD}${OPERATION}\u00e9`],
    ["a zero-width space", `${PUBLIC_CLOUD}${OPERATION}\u200bx`],
    ["a lone surrogate", `${PUBLIC_CLOUD}${OPERATION}\ud800`],
    ["a percent sign that encodes nothing", `${PUBLIC_CLOUD}${OPERATION}%zz`],
    ["a quote in the query", `${PUBLIC_CLOUD}${TAIL}&x="`],
    ["an apostrophe in the query", `${PUBLIC_CLOUD}${TAIL}&x='`],
    ["angle brackets in the query", `${PUBLIC_CLOUD}${TAIL}&x=<>`],
    ["braces in the path", `${PUBLIC_CLOUD}${OPERATION}{}`],
    ["no path", `https://management.azure.com?${CANARY}`],
    ["no more than a slash", `${PUBLIC_CLOUD}/?${CANARY}`],
    ["a path that is not ARM's", `/etc/${CANARY}`],
    ["a path that only begins like ARM's", `/subscriptionsX/${CANARY}`],
];

describe("An operation's URL", () => {
    describe("is asked for byte for byte as it was given, with", () => {
        for (const [what, pathAndQuery] of KEPT) {
            it(what, () => {
                assert.equal(ask(PUBLIC_CLOUD + pathAndQuery), PUBLIC_CLOUD + pathAndQuery);
                assert.equal(ask(pathAndQuery), PUBLIC_CLOUD + pathAndQuery);
            });
        }

        it("any path and query that URL parsing would not change", () => {
            const segment = fc.stringMatching(/^(?:[\w~!$&()*+,;=:@-]|%2[a-dA-D]){1,12}$/);
            const query = fc.stringMatching(/^(?:[\w~!$&()*+,;=:@/?.[\]{}|-]|%[0-9a-fA-F]{2}){0,60}$/);
            fc.assert(
                fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), query, (segments, text) => {
                    const url = `${PUBLIC_CLOUD}/subscriptions/${segments.join("/")}?api-version=1${text}`;
                    assert.equal(ask(url), url);
                }),
                { numRuns: 200 },
            );
        });
    });

    describe("is moved to the cloud's own host, path and query unchanged, from", () => {
        const hosts: readonly string[] = [
            "https://westus.management.azure.com",
            "https://southcentralus.management.azure.com",
            "https://edge.management.azure.com:443",
            "HTTPS://Management.Azure.COM",
            "https://management.azure.com:443",
        ];
        for (const host of hosts) {
            it(host, () => {
                assert.equal(ask(host + TAIL + SIGNATURE), PUBLIC_CLOUD + TAIL + SIGNATURE);
            });
        }
    });

    it("belongs to the cloud that is configured, with its port", () => {
        const cloud = "https://management.local.example:8443/";
        const wanted = `https://management.local.example:8443${TAIL}`;
        assert.equal(ask(TAIL, cloud), wanted);
        assert.equal(ask(`https://management.local.example:8443${TAIL}`, cloud), wanted);
        assert.equal(ask(`https://west.management.local.example:8443${TAIL}`, cloud), wanted);
        assertRefused("operation", () => ask(`https://management.local.example${TAIL}`, cloud));
        assertRefused("operation", () => ask(`https://west.management.local.example${TAIL}`, cloud));
        assertRefused("operation", () => ask(PUBLIC_CLOUD + TAIL, cloud));
    });

    it("may be plain http only where the cloud's own endpoint is", () => {
        const loopback = "http://127.0.0.1:8080";
        assert.equal(ask(loopback + TAIL, loopback), loopback + TAIL);
        assertRefused("operation", () => ask(loopback + TAIL));
        assertRefused("operation", () => ask(`http://evil.example${TAIL}`, loopback));
        assertRefused("operation", () => checkScheme(parseArmUrl("operation", loopback + TAIL)));
        checkScheme(parseArmUrl("operation", loopback + TAIL), new URL(loopback));
        checkScheme(parseArmUrl("operation", TAIL));
    });

    it("names the argument that it came from when it is refused", () => {
        assertRefused("fallback", () => parseArmUrl("fallback", `ftp://${CANARY}`));
        assertRefused("fallback", () =>
            resolveArmUrl(parseArmUrl("fallback", `https://${CANARY}${TAIL}`), PUBLIC_CLOUD),
        );
    });

    describe("is refused, without being repeated, when it has", () => {
        for (const [what, text] of ATTACKS) {
            it(what, () => {
                assertRefused("operation", () => ask(text));
            });
        }
    });

    it("leads, however it is garbled, to the cloud's own host or nowhere", () => {
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
                let asked: string;
                try {
                    asked = resolveArmUrl(
                        parseArmUrl("operation", prefixed ? `${PUBLIC_CLOUD}${text}` : text),
                        PUBLIC_CLOUD,
                    );
                } catch {
                    return;
                }
                assert.ok(asked.startsWith(`${PUBLIC_CLOUD}/`));
                assert.equal(new URL(asked).href, asked);
            }),
            { numRuns: 500 },
        );
    });
});
