// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { neutralise, redact, safeText, shorten } from "../../../provider/common/redact";

const PATH =
    "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1";
const SHOWN_URL = `https://management.azure.com${PATH}?api-version=2025-02-01`;
/** The parameters that sign a status URL: time, certificate, signature, hash. */
const SIGNED_QUERY = "t=t1m3&c=c3rt&s=s1gn&h=h4sh";
const SIGNED_URL = `${SHOWN_URL}&${SIGNED_QUERY}`;
const JSON_WEB_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzM2NyM3QifQ.c2lnbmF0dXJl";

/** Strings that contain a signed URL, as services and users write them. */
const SPELLINGS: readonly [what: string, text: string][] = [
    ["with nothing around it", SIGNED_URL],
    ["in a sentence", `Polling ${SIGNED_URL} failed.`],
    ["in JSON", JSON.stringify({ url: SIGNED_URL })],
    ["in JSON within JSON", JSON.stringify(JSON.stringify({ url: SIGNED_URL }))],
    ["in JSON that escapes ampersands", `{"url":"${SIGNED_URL.replaceAll("&", "\\u0026")}"}`],
    ["in JSON that escapes slashes", `{"url":"${SIGNED_URL.replaceAll("/", "\\/")}"}`],
    ["in HTML", `<a href="${SIGNED_URL.replaceAll("&", "&amp;")}">here</a>`],
    ["in angle brackets", `<${SIGNED_URL}>`],
    ["in Markdown", `[here](${SIGNED_URL})`],
    ["in single quotes", `az rest --url '${SIGNED_URL}'`],
    ["without a host", `GET ${PATH}?api-version=2025-02-01&${SIGNED_QUERY}`],
    ["without an api-version", `GET ${PATH}?${SIGNED_QUERY}`],
    ["with the api-version last", `GET ${PATH}?${SIGNED_QUERY}&api-version=2025-02-01`],
    ["in capitals", `GET ${PATH.toUpperCase()}?${SIGNED_QUERY}`],
    ["at tenant scope", `/providers/Microsoft.Management/operationResults/op?api-version=2025-02-01&${SIGNED_QUERY}`],
    ["that occurs twice", `${SIGNED_URL} ${SIGNED_URL}`],
    ["on a separate line", `first\n${SIGNED_URL}\nlast`],
    ["after another URL with a query", `https://aka.ms/x?y=1 ${SIGNED_URL}`],
    ["with a second question mark in the query", `${SIGNED_URL}?${SIGNED_QUERY}`],
    ["percent-encoded, as the parameter of another URL", `https://x.example/?next=${encodeURIComponent(SIGNED_URL)}`],
    ["of 8 KB", `${SIGNED_URL}${"&c=c3rt".repeat(1_200)}`],
];

const SECRETS: readonly [what: string, text: string, shown: string][] = [
    ["a shared access signature", "sv=2024&sig=s3cr3t%2Fx%3D&se=1", "sv=2024&sig=REDACTED&se=1"],
    ["a percent-encoded shared access signature", "sig%3Ds3cr3t", "sig%3DREDACTED"],
    ["a shared access signature in capitals", "SIG=s3cr3t", "SIG=REDACTED"],
    ["a bearer token", "Authorization: Bearer s3cr3t-token", "Authorization: Bearer REDACTED"],
    ["a bearer token in JSON", '{"Authorization":"bearer s3cr3t-token"}', '{"Authorization":"bearer REDACTED"}'],
    ["a JSON web token", `token ${JSON_WEB_TOKEN} is bad`, "token REDACTED is bad"],
    ["a client secret in a form", "client_secret=s3cr3t&scope=x", "client_secret=REDACTED&scope=x"],
];

const HARMLESS: readonly string[] = [
    "Is it full? No.",
    "See https://aka.ms/capacity?view=azure&tab=x for more.",
    `The operation ${SHOWN_URL} is unknown.`,
    "The signature was refused, design=blue, the bearer of it left.",
    '{"policyDefinitionDisplayName":"Allowed locations"}',
];

const FORGERIES: readonly [what: string, text: string, shown: string][] = [
    ["terminal colour sequences", "\u001b[31mred", "␛[31mred"],
    ["a terminal title sequence", "\u001b]0;x\u0007", "␛]0;x␇"],
    ["single-character terminal control sequences", "\u009b31m", "\ufffd31m"],
    ["a backspace", "ok\b\bno", "ok␈␈no"],
    ["a null character", "a\u0000b", "a␀b"],
    ["a delete character", "a\u007fb", "a\ufffdb"],
    ["a carriage return", "Failed\rSucceeded", "Failed\nSucceeded"],
    ["other line terminators", "a\r\nb\u0085c\u2028d\u2029e\u000bf\u000cg", "a\nb\nc\nd\ne\nf\ng"],
    ["a right-to-left override", "abc\u202edef", "abc\ufffddef"],
    ["bidirectional isolates", "\u2066a\u2069\u200e\u200f\u061c", "\ufffda\ufffd\ufffd\ufffd\ufffd"],
    ["a lone surrogate", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    ["Pulumi's colour markup", "<{%fg 1%}>red<{%reset%}>", "<\u200b{%fg 1%}>red<\u200b{%reset%}>"],
    ["a GitHub command", "::error::x", ":\u200b:error::x"],
    ["an indented GitHub command", "  \t::set-output name=a::b", "   :\u200b:set-output name=a::b"],
    ["a GitHub command on a later line", "a\n::warning::x", "a\n:\u200b:warning::x"],
    ["a GitHub command after text", "x ::add-mask::a", "x :\u200b:add-mask::a"],
    ["an Azure Pipelines command", "##vso[task.complete]", "#\u200b#vso[task.complete]"],
    ["an Azure Pipelines command in capitals", "##VSO[task.complete]", "#\u200b#VSO[task.complete]"],
    ["a group command of either CI runner", "x ##[group]a", "x #\u200b#[group]a"],
    ["a command with an extra number sign", "###[error]a", "##\u200b#[error]a"],
];

/** Fragments that must be redacted or neutralised; random strings are built from them. */
const PIECES =
    "<{% | %}> | \u001b[31m | \u009b | :: | : | error | set-env | ## | # | vso[ | [ | \r | \n | \u2028 | \u0085 | \t | \u00a0 | \u3000 | \u200b | \ufeff | \u202e | \ud83d | \ude00 | ? | /subscriptions/s | sig= | Bearer  | abcdefgh | &h=";
const HOSTILE = fc
    .array(fc.oneof(fc.constantFrom(" ", ...PIECES.split(" | ")), fc.string({ unit: "binary", maxLength: 4 })), {
        maxLength: 30,
    })
    .map((pieces) => pieces.join(""));

const MEGABYTES: readonly [what: string, text: string][] = [
    ["words of 16 KB before question marks", `${"a".repeat(16_000)}? `.repeat(64)],
    ["question marks", "?".repeat(1_000_000)],
    ["paths with queries", '/subscriptions/?"'.repeat(60_000)],
    ["prefixes of JSON web tokens", "-eyJ".repeat(250_000)],
    ["an unterminated JSON web token", `${"-eyJaaaaa".repeat(400)}.${"a".repeat(1_000_000)}`],
    ["Bearer prefixes", `${"Bearer ".repeat(70_000)}Bearer${" ".repeat(500_000)}`],
    ["signatures", "sig=&".repeat(200_000)],
    ["blanks and colons", `${" ".repeat(500_000)}${":".repeat(500_000)}`],
    ["number signs", "#".repeat(1_000_000)],
    ["colour markup", "<{%".repeat(300_000)],
];

describe("redact", () => {
    for (const [what, text] of SPELLINGS) {
        it(`removes the signature from a URL ${what}`, () => {
            assert.doesNotMatch(redact(text), /t1m3|c3rt|s1gn|h4sh/);
        });
    }

    it("keeps the rest of the URL, including its api-version, so that the operation can be identified", () => {
        assert.equal(redact(`Polling ${SIGNED_URL} failed.`), `Polling ${SHOWN_URL} failed.`);
        assert.equal(redact(`GET ${PATH}?${SIGNED_QUERY}`), `GET ${PATH}?REDACTED`);
    });

    for (const [what, text, shown] of SECRETS) {
        it(`removes ${what}`, () => {
            assert.equal(redact(text), shown);
        });
    }

    it("removes a JSON web token after an escaped line break", () => {
        assert.ok(!redact(JSON.stringify({ info: `Token:\n${JSON_WEB_TOKEN}` })).includes("eyJzdWIi"));
    });

    it("removes the given secrets anywhere in the string, longer ones first", () => {
        assert.equal(redact("a s3cr3t, s3cr3t-2!", ["s3cr3t", "s3cr3t-2"]), "a REDACTED, REDACTED!");
        assert.equal(redact("($&.*)^", ["($&.*)^"]), "REDACTED");
    });

    it("ignores secrets so short that ordinary words contain them", () => {
        assert.equal(redact("state of the estate", ["", "s", "state"]), "state of the estate");
    });

    it("does not change harmless strings", () => {
        for (const text of HARMLESS) {
            assert.equal(redact(text), text);
        }
    });
});

describe("neutralise", () => {
    for (const [what, text, shown] of FORGERIES) {
        it(`neutralises ${what}`, () => {
            assert.equal(neutralise(text), shown);
        });
    }

    it("neutralises a GitHub command after any white space, because the runner trims it", () => {
        for (const space of ["\u00a0", "\u2003", "\u3000", " \u1680 "]) {
            assert.doesNotMatch(neutralise(`${space}::internal-set-repo-path::x`), /^\s*::/m, JSON.stringify(space));
        }
    });

    it("does not change text, line breaks, emoji or other scripts", () => {
        const text = "Zone 2 is full: 50 % [#3] (a::b)\n  Größe 東京 😀 שלום";
        assert.equal(neutralise(text), text);
    });
});

describe("safeText", () => {
    it("is idempotent", () => {
        fc.assert(
            fc.property(HOSTILE, (text) => assert.equal(safeText(safeText(text)), safeText(text))),
            { numRuns: 400 },
        );
    });

    it("redacts a query that continues after an invisible character", () => {
        assert.doesNotMatch(safeText(`${PATH}?t=1\ufeff&h=h4sh`), /h4sh/);
    });

    it("never returns anything that a terminal, the Pulumi CLI or a CI runner would interpret", () => {
        fc.assert(
            fc.property(HOSTILE, (text) => {
                const safe = safeText(text);
                assert.doesNotMatch(safe, /<\{%|##\[|##vso\[/i);
                assert.doesNotMatch(safe, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
                assert.doesNotMatch(safe, /^\s*::/m);
                assert.ok(safe.isWellFormed());
            }),
            { numRuns: 400 },
        );
    });

    for (const [what, text] of MEGABYTES) {
        it(`handles a megabyte of ${what} within the timeout`, () => {
            assert.ok(safeText(text).length > 0);
        }).timeout(5_000);
    }
});

describe("shorten", () => {
    it("truncates at the limit, reports how many characters are missing, and never splits a character", () => {
        assert.equal(shorten("abc", 3), "abc");
        assert.equal(shorten("abcde", 3), "abc… (2 more characters not shown)");
        assert.ok(shorten("ab😀", 3).isWellFormed());
    });
});
