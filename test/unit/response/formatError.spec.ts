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

/** The example from the README and the design. */
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

/** Random strings of one or more lines; `numbered` makes each of them unique. */
const SINGLE_LINE = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll(/[{}[\]]/g, "."));
const MULTI_LINE = fc.array(SINGLE_LINE, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\r\n"));
const { detail: DETAIL } = fc.letrec<{ detail: ErrorDetail }>((tie) => ({
    detail: fc.record(
        {
            code: SINGLE_LINE,
            message: MULTI_LINE,
            target: SINGLE_LINE,
            details: fc.array(tie("detail"), { minLength: 1, maxLength: 3, depthIdentifier: "error" }),
            innererror: fc.option(tie("detail"), { nil: { code: "" }, depthIdentifier: "error", depthSize: "small" }),
            additionalInfo: fc.array(
                fc.record({
                    type: SINGLE_LINE,
                    info: fc.oneof(SINGLE_LINE, fc.dictionary(fc.constantFrom("a", "b"), SINGLE_LINE)),
                }),
                { minLength: 1, maxLength: 2 },
            ),
        },
        { requiredKeys: [] },
    ),
}));

/** The same tree with a unique mark before each of its strings, and the marked strings. */
function numbered(detail: ErrorDetail): { readonly marked: ErrorDetail; readonly strings: readonly string[] } {
    const strings: string[] = [];
    const mark = (value: unknown): unknown => {
        if (typeof value === "string") {
            strings.push(`«${strings.length}»${value}`);
            return strings.at(-1);
        }
        if (Array.isArray(value)) {
            return value.map(mark);
        }
        return Object.fromEntries(Object.entries(value as object).map(([key, field]) => [key, mark(field)]));
    };
    return { marked: mark(detail) as ErrorDetail, strings };
}

const inOneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

/** Asserts that a rendering contains each string once: verbatim, or JSON-escaped if it is part of an `info` object. */
function assertShowsAll(rendering: string, strings: readonly string[]): void {
    const shown = inOneLine(rendering);
    assert.equal(shown.split(/«\d+»/).length - 1, strings.length, `lost or shown twice in\n${rendering}`);
    for (const text of strings) {
        const spellings = [inOneLine(text), inOneLine(JSON.stringify(text).slice(1, -1))];
        assert.ok(
            spellings.some((spelling) => shown.includes(spelling)),
            `lost ${JSON.stringify(text)} in\n${rendering}`,
        );
    }
}

describe("formatError", () => {
    it("renders a headline and an indented tree, as in the README", () => {
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

    it("renders an error without code and message", () => {
        assert.equal(formatErrorHeadline({}), "no code, no message");
        assert.deepEqual(formatErrorTree({}), []);
    });

    it("indents the continuation lines of a message", () => {
        const lines = formatErrorTree({ code: "A", details: [{ code: "B", message: "one\r\ntwo" }, { code: "C" }] });
        assert.deepEqual(lines.join("\n").split("\n"), ["details:", "  - B: one", "    two", "  - C"]);
    });

    it("renders each code, message, target and additional information of any tree once", () => {
        fc.assert(
            fc.property(DETAIL, (detail) => {
                const { marked, strings } = numbered(detail);
                const rendering = render(marked);
                fc.pre(rendering.length < MAXIMUM_TREE_CHARACTERS);
                assertShowsAll(rendering, strings);
            }),
            { numRuns: 200 },
        );
    });

    it("renders each of these fields once, whatever envelope the service puts around the error", () => {
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
                const { marked, strings } = numbered(detail);
                const parsed = parseErrorDetail(envelope(marked));
                const rendering = parsed === undefined ? "" : render(parsed);
                fc.pre(rendering.length < MAXIMUM_TREE_CHARACTERS);
                assertShowsAll(rendering, strings);
            }),
            { numRuns: 200 },
        );
    });

    it("truncates a message of several megabytes and reports how much is missing", () => {
        const headline = formatErrorHeadline({ code: "A", message: "m".repeat(3_000_000) });
        assert.ok(headline.length < MAXIMUM_FIELD_CHARACTERS + 100, `${headline.length} characters`);
        assert.match(headline, /^A: m+… \(\d+ more characters not shown\)$/);
    });

    it("truncates a target, additional information and an unknown field of a megabyte each", () => {
        const long = "x".repeat(1_000_000);
        const lines = formatErrorTree({
            target: long,
            additionalInfo: [{ type: "T", info: { long } }],
            otherFields: { long },
        });
        assert.equal(lines.filter((line) => /more characters not shown/.test(line)).length, 3);
        assert.ok(lines.join("\n").length < MAXIMUM_TREE_CHARACTERS);
    });

    it("truncates a long tree after the last line that fits and reports how many lines are missing", () => {
        const details = Array.from({ length: 100_000 }, (_, index) => ({ code: `Code${index}`, message: "m" }));
        const lines = formatErrorTree({ code: "A", details });
        assert.ok(lines.join("\n").length < MAXIMUM_TREE_CHARACTERS + 200);
        const shown = lines.filter((line) => line.startsWith("  - Code")).length;
        const notShown = Number(/\((\d+) more lines not shown/.exec(lines.at(-1) ?? "")?.[1]);
        assert.equal(shown + notShown, details.length);
    });

    it("does not split a character when it truncates", () => {
        const headline = formatErrorHeadline({ message: `m${"😀".repeat(20_000)}` });
        assert.ok(headline.isWellFormed());
    });

    it("does not truncate a message at the limit", () => {
        const message = "m".repeat(MAXIMUM_FIELD_CHARACTERS);
        assert.equal(formatErrorHeadline({ message }), message);
    });
});

describe("indent", () => {
    it("indents every line", () => {
        assert.equal(indent("a\n b", 2), "  a\n   b");
    });
});
