// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { type ErrorDetail, parseErrorDetail } from "../../../provider/response/errorDetail";
import {
    formatErrorHeadline,
    formatErrorTree,
    indent,
    MAXIMUM_FIELD_CHARACTERS,
    MAXIMUM_TREE_CHARACTERS,
} from "../../../provider/response/formatError";

const render = (detail: ErrorDetail) => [formatErrorHeadline(detail), ...formatErrorTree(detail)].join("\n");

/** The example of the README and of the design. */
const CLUSTER_FAILURE: ErrorDetail = {
    code: "ClusterProvisioningFailed",
    message: "The cluster could not be provisioned.",
    target: "/subscriptions/s/clusters/logs",
    details: [
        {
            code: "CapacityUnavailable",
            message: "Not enough capacity in West US.",
            target: "sku.capacity",
            details: [{ code: "ZoneUnavailable", message: "Zone 2 is full." }],
        },
    ],
    additionalInfo: [{ type: "PolicyViolation", info: { policyDefinitionDisplayName: "Allowed locations" } }],
};

/** Texts as services write them, of one or more lines; each is made unique by `numbered`. */
const WORDS = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll(/[{}[\]]/g, "."));
const LINES = fc.array(WORDS, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\r\n"));
const { detail: DETAIL } = fc.letrec<{ detail: ErrorDetail }>((tie) => ({
    detail: fc.record(
        {
            code: WORDS,
            message: LINES,
            target: WORDS,
            details: fc.array(tie("detail"), { minLength: 1, maxLength: 3, depthIdentifier: "error" }),
            innererror: fc.option(tie("detail"), { nil: { code: "" }, depthIdentifier: "error", depthSize: "small" }),
            additionalInfo: fc.array(
                fc.record({ type: WORDS, info: fc.oneof(WORDS, fc.dictionary(fc.constantFrom("a", "b"), WORDS)) }),
                { minLength: 1, maxLength: 2 },
            ),
        },
        { requiredKeys: [] },
    ),
}));

/** The same tree with a unique mark before each of its texts, and the marked texts. */
function numbered(detail: ErrorDetail): { readonly marked: ErrorDetail; readonly texts: readonly string[] } {
    const texts: string[] = [];
    const mark = (value: unknown): unknown => {
        if (typeof value === "string") {
            texts.push(`«${texts.length}»${value}`);
            return texts.at(-1);
        }
        if (Array.isArray(value)) {
            return value.map(mark);
        }
        return Object.fromEntries(Object.entries(value as object).map(([key, field]) => [key, mark(field)]));
    };
    return { marked: mark(detail) as ErrorDetail, texts };
}

const inOneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

/** Asserts that a rendering shows each text once: as it is, or as JSON where it stands in an object of no fixed shape. */
function assertShowsAll(rendering: string, texts: readonly string[]): void {
    const shown = inOneLine(rendering);
    assert.equal(shown.split(/«\d+»/).length - 1, texts.length, `lost or shown twice in\n${rendering}`);
    for (const text of texts) {
        const spellings = [inOneLine(text), inOneLine(JSON.stringify(text).slice(1, -1))];
        assert.ok(
            spellings.some((spelling) => shown.includes(spelling)),
            `lost ${JSON.stringify(text)} in\n${rendering}`,
        );
    }
}

describe("An error's text", () => {
    it("is a headline and an indented tree, as the README shows it", () => {
        assert.equal(
            formatErrorHeadline(CLUSTER_FAILURE),
            "ClusterProvisioningFailed: The cluster could not be provisioned.",
        );
        assert.deepEqual(formatErrorTree(CLUSTER_FAILURE), [
            "target: /subscriptions/s/clusters/logs",
            "details:",
            "  - CapacityUnavailable: Not enough capacity in West US. (target: sku.capacity)",
            "      - ZoneUnavailable: Zone 2 is full.",
            "additionalInfo:",
            '  - PolicyViolation: {"policyDefinitionDisplayName":"Allowed locations"}',
        ]);
    });

    it("names what is missing when an error has neither code nor message", () => {
        assert.equal(formatErrorHeadline({}), "no code, no message");
        assert.deepEqual(formatErrorTree({}), []);
    });

    it("keeps the lines of a message together, further in than their first", () => {
        const lines = formatErrorTree({ code: "A", details: [{ code: "B", message: "one\r\ntwo" }, { code: "C" }] });
        assert.deepEqual(lines.join("\n").split("\n"), ["details:", "  - B: one", "    two", "  - C"]);
    });

    it("shows each code, message, target and additional information of any tree, once", () => {
        fc.assert(
            fc.property(DETAIL, (detail) => {
                const { marked, texts } = numbered(detail);
                const rendering = render(marked);
                fc.pre(rendering.length < MAXIMUM_TREE_CHARACTERS);
                assertShowsAll(rendering, texts);
            }),
            { numRuns: 200 },
        );
    });

    it("shows each of them whatever envelope the service put around the error", () => {
        const envelopes: readonly ((error: unknown) => unknown)[] = [
            (error) => error,
            (error) => ({ error }),
            (error) => ({ status: "Failed", error: { error } }),
            (error) => ({ status: "Failed", properties: { error } }),
            (error) => ({ error: [error] }),
            (error) => ({ error: { message: JSON.stringify({ error }) } }),
            (error) => ({ error: { message: `before ${JSON.stringify({ error })} after` } }),
        ];
        fc.assert(
            fc.property(DETAIL, fc.constantFrom(...envelopes), (detail, envelope) => {
                const { marked, texts } = numbered(detail);
                const parsed = parseErrorDetail(envelope(marked));
                const rendering = parsed === undefined ? "" : render(parsed);
                fc.pre(rendering.length < MAXIMUM_TREE_CHARACTERS);
                assertShowsAll(rendering, texts);
            }),
            { numRuns: 200 },
        );
    });

    describe("says where it was cut:", () => {
        it("in a message of megabytes", () => {
            const headline = formatErrorHeadline({ code: "A", message: "m".repeat(3_000_000) });
            assert.ok(headline.length < MAXIMUM_FIELD_CHARACTERS + 100, `${headline.length} characters`);
            assert.match(headline, /^A: m+… \(\d+ more characters not shown\)$/);
        });

        it("in a target, an information and an unknown field of megabytes", () => {
            const long = "x".repeat(1_000_000);
            const lines = formatErrorTree({
                target: long,
                additionalInfo: [{ type: "T", info: { long } }],
                otherFields: { long },
            });
            assert.equal(lines.filter((line) => /more characters not shown/.test(line)).length, 3);
            assert.ok(lines.join("\n").length < MAXIMUM_TREE_CHARACTERS);
        });

        it("after the last of many lines that fits", () => {
            const details = Array.from({ length: 100_000 }, (_, index) => ({ code: `Code${index}`, message: "m" }));
            const lines = formatErrorTree({ code: "A", details });
            assert.ok(lines.join("\n").length < MAXIMUM_TREE_CHARACTERS + 200);
            const shown = lines.filter((line) => line.startsWith("  - Code")).length;
            const notShown = Number(/\((\d+) more lines not shown/.exec(lines.at(-1) ?? "")?.[1]);
            assert.equal(shown + notShown, details.length);
        });

        it("and never in the middle of a character", () => {
            const headline = formatErrorHeadline({ message: `m${"😀".repeat(20_000)}` });
            assert.ok(headline.isWellFormed());
        });

        it("but not at the limit itself", () => {
            const message = "m".repeat(MAXIMUM_FIELD_CHARACTERS);
            assert.equal(formatErrorHeadline({ message }), message);
        });
    });

    it("moves every line when it is indented", () => {
        assert.equal(indent("a\n b", 2), "  a\n   b");
    });
});
