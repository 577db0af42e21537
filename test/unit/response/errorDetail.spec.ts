// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { parseJson } from "../../../provider/common/json";
import { parseErrorDetail } from "../../../provider/response/errorDetail";
import { formatErrorHeadline, formatErrorTree } from "../../../provider/response/formatError";

/** The lines that a report shows for the error in a body, or `undefined` if it contains no error. */
function render(body: unknown): string[] | undefined {
    const detail = parseErrorDetail(body);
    return detail === undefined ? undefined : [formatErrorHeadline(detail), ...formatErrorTree(detail)];
}

const renderJson = (text: string) => render(parseJson(text));
const nested = (opening: string, core: string, closing: string, levels = 100_000) =>
    opening.repeat(levels) + core + closing.repeat(levels);

const SHAPES: readonly [shape: string, body: string, lines: string[] | undefined][] = [
    [
        "1: flat in status body",
        '{"status":"Failed","error":{"code":"KeyDenied","message":"Key not readable."}}',
        ["KeyDenied: Key not readable."],
    ],
    [
        "2: double nested",
        '{"status":"Failed","error":{"error":{"code":"KeyDenied","message":"Key not readable."}}}',
        ["KeyDenied: Key not readable."],
    ],
    [
        "3: HTTP error envelope",
        '{"error":{"code":"AuthorizationFailed","message":"No read right."}}',
        ["AuthorizationFailed: No read right."],
    ],
    ["4: top-level code and message", '{"code":"BadRequest","message":"Broken."}', ["BadRequest: Broken."]],
    ["5: message without code", '{"status":"Failed","error":{"message":"Broken."}}', ["Broken."]],
    ["6: error is a string", '{"status":"Failed","error":"disk quota reached"}', ["disk quota reached"]],
    [
        "7: JSON embedded in the message",
        '{"error":{"code":"Failed","message":"{\\"error\\":{\\"code\\":\\"Inner\\",\\"message\\":\\"Real cause\\"}}"}}',
        ["Failed: Inner: Real cause"],
    ],
    ["8: under properties", '{"status":"Failed","properties":{"error":{"code":"X","message":"Y"}}}', ["X: Y"]],
    [
        "9: details tree",
        '{"error":{"code":"Multi","message":"2 problems","details":[{"code":"A","message":"a","target":"sku",' +
            '"details":[{"code":"A1","message":"a1"}]},{"code":"B","message":"b"}]}}',
        ["Multi: 2 problems", "details:", "  - A: a (target: sku)", "      - A1: a1", "  - B: b"],
    ],
    [
        "10: details with advice",
        '{"error":{"code":"Multi","message":"m","details":[{"code":"A","message":"a","possibleCauses":"full",' +
            '"recommendedAction":"resize"}]}}',
        ["Multi: m", "details:", "  - A: a", "      - possibleCauses: full", "      - recommendedAction: resize"],
    ],
    [
        "11: innererror chain",
        '{"error":{"code":"A","message":"a","innererror":{"code":"B","message":"b","innererror":{"code":"C"}}}}',
        ["A: a", "innererror:", "  - B: b", "      - innererror: C"],
    ],
    [
        "12: additionalInfo",
        '{"error":{"code":"Denied","message":"d","additionalInfo":[{"type":"PolicyViolation",' +
            '"info":{"policyAssignmentName":"no-public-ip"}}]}}',
        ["Denied: d", "additionalInfo:", '  - PolicyViolation: {"policyAssignmentName":"no-public-ip"}'],
    ],
    [
        "13: cancelled with a reason",
        '{"status":"Canceled","error":{"code":"OperationPreempted","message":"Replaced by op-2."}}',
        ["OperationPreempted: Replaced by op-2."],
    ],
    ["14: Failed with null error", '{"status":"Failed","error":null}', undefined],
    ["14: Failed with no error", '{"status":"Failed"}', undefined],
    ["15: error without status", '{"error":{"code":"Gone","message":"Record expired."}}', ["Gone: Record expired."]],
    [
        "16: unsupported api-version",
        '{"error":{"code":"InvalidResourceType","message":"Unknown type for 2021-06-01. The supported api-versions are ' +
            "'2020-08-01,2023-09-01'.\"}}",
        ["InvalidResourceType: Unknown type for 2021-06-01. The supported api-versions are '2020-08-01,2023-09-01'."],
    ],
    [
        "17: original caller only",
        '{"error":{"code":"Forbidden","message":"Only the original caller ... content hash ..."}}',
        ["Forbidden: Only the original caller ... content hash ..."],
    ],
    [
        "18: throttled",
        '{"error":{"code":"TooManyRequests","message":"Please try again after \'372\' seconds."}}',
        ["TooManyRequests: Please try again after '372' seconds."],
    ],
    ["19: not JSON", "<html>Sign in</html>", undefined],
    ["19: an empty body", "", undefined],
    ["20: a byte order mark before a status", '\ufeff{"status":"Succeeded"}', undefined],
    ["20: a byte order mark before an error", '\ufeff{"error":{"code":"A","message":"a"}}', ["A: a"]],
];

const MESSAGES_WITH_JSON: readonly [what: string, message: string, lines: string[]][] = [
    [
        "JSON after text",
        'Call failed: {"error":{"code":"B","message":"b"}}',
        ["A: Call failed:", "details:", "  - B: b"],
    ],
    [
        "JSON between text",
        'Call failed with {"error":{"code":"B","message":"b"}} at noon',
        ["A: Call failed with … at noon", "details:", "  - B: b"],
    ],
    ["JSON in quotes", '"{"code":"B","message":"b"}"', ["A: B: b"]],
    ["line breaks in and around the JSON", '\r\n{\r\n  "code": "B",\r\n  "message": "b"\r\n}\r\n', ["A: B: b"]],
    [
        "a JSON array of errors",
        '[{"code":"B","message":"b"},{"code":"C","message":"c"}]',
        ["A", "details:", "  - B: b", "  - C: c"],
    ],
    [
        "JSON in the message of embedded JSON",
        JSON.stringify({ code: "B", message: JSON.stringify({ code: "C", message: "c" }) }),
        ["A: B: C: c"],
    ],
    ["JSON as an escaped JSON string", JSON.stringify('{"code":"B","message":"b"}'), ["A: B: b"]],
    [
        "escaped JSON between text",
        'The service said {\\"error\\":{\\"code\\":\\"B\\",\\"message\\":\\"b\\"}} and\nno more',
        ["A: The service said … and\n  no more", "details:", "  - B: b"],
    ],
    [
        "JSON before brackets",
        '{"error":{"code":"B","message":"see ] and \\" and }"}} (see [docs] {1})',
        ["A: … (see [docs] {1})", "details:", '  - B: see ] and " and }'],
    ],
    ["JSON after brackets", '[westus] {"error":{"code":"B","message":"b"}}', ["A: [westus]", "details:", "  - B: b"]],
    ["an array that is not an error", "Allowed: [1,2].", ["A: Allowed: [1,2]."]],
    ["an object that is not an error", 'Sku {"name":"S1"} is full.', ['A: Sku {"name":"S1"} is full.']],
    ["truncated JSON", 'Call failed: {"error":{"code":"B","mess', ['A: Call failed: {"error":{"code":"B","mess']],
];

const ODD_BODIES: readonly [what: string, body: unknown, lines: string[] | undefined][] = [
    [
        "Pascal-case fields",
        {
            Error: {
                Code: "A",
                Message: "a",
                Target: "t",
                Details: [{ Code: "B", Message: "b" }],
                InnerError: { Code: "C" },
            },
        },
        ["A: a", "target: t", "innererror:", "  - C", "details:", "  - B: b"],
    ],
    [
        "Pascal-case fields under properties",
        { Status: "Failed", Properties: { Error: { Code: "A", Message: "a" } } },
        ["A: a"],
    ],
    ["details that are one object", { error: { code: "A", details: { code: "B", message: "b" } } }, ["A: B: b"]],
    [
        "details that are a string",
        { error: { code: "A", message: "a", details: "full" } },
        ["A: a", "details:", "  - full"],
    ],
    [
        "details of mixed kinds",
        { error: { code: "A", message: "a", details: ["one", 2, null, { code: "B" }] } },
        ["A: a", "details:", "  - one", "  - 2", "  - B"],
    ],
    ["empty details", { error: { code: "A", message: "a", details: [], additionalInfo: [] } }, ["A: a"]],
    ["a number as code", { error: { code: 409, message: "a" } }, ["409: a"]],
    ["zero as code", { error: { code: 0, message: "a" } }, ["0: a"]],
    ["an object as code", { error: { code: { value: "A" }, message: "a" } }, ['{"value":"A"}: a']],
    [
        "an object as message",
        { error: { code: "A", message: { lang: "en", value: "a" } } },
        ['A: {"lang":"en","value":"a"}'],
    ],
    ["an array of one error", { error: [{ code: "A", message: "a" }] }, ["A: a"]],
    ["an array of two errors", [{ code: "A" }, { code: "B" }], ["2 errors", "details:", "  - A", "  - B"]],
    [
        "additional information that is not an array",
        { error: { code: "A", additionalInfo: { type: "T", info: "i" } } },
        ["A", "additionalInfo:", "  - T: i"],
    ],
    [
        "an error nested in an error",
        { error: { code: "A", message: "a", error: { code: "B", message: "b" } } },
        ["A: a", "details:", "  - B: b"],
    ],
    [
        "an error beside properties.error",
        { status: "Failed", error: { code: "A", message: "a" }, properties: { error: { code: "B", message: "b" } } },
        ["A: a", "details:", "  - B: b"],
    ],
    [
        "properties of a failed operation beside its error",
        {
            status: "Failed",
            error: { code: "X", message: "See properties." },
            properties: { provisioningState: "Failed", message: "The real reason.", errors: [{ code: "Y" }] },
        },
        ["X: See properties.", 'properties: {"message":"The real reason.","errors":[{"code":"Y"}]}'],
    ],
    [
        "an error of a resource without the resource's other properties",
        { id: "/x", properties: { provisioningState: "Failed", error: { code: "X", message: "Y" }, key: "k" } },
        ["X: Y"],
    ],
    [
        "the status message of a deployment",
        { properties: { statusMessage: '{"error":{"code":"A","message":"a"}}' } },
        ["A: a"],
    ],
    ["properties without an error", { status: "Failed", properties: { clusterId: "1" } }, undefined],
    ["objects without a prototype", Object.assign(Object.create(null), { error: Object.create(null) }), undefined],
];

describe("parseErrorDetail", () => {
    for (const [shape, body, lines] of SHAPES) {
        it(`renders error shape ${shape}`, () => {
            assert.deepEqual(renderJson(body), lines);
        });
    }

    for (const [what, message, lines] of MESSAGES_WITH_JSON) {
        it(`parses a message with ${what}`, () => {
            assert.deepEqual(render({ error: { code: "A", message } }), lines);
        });
    }

    it("keeps the other fields of the embedded JSON", () => {
        const lines = render({ error: { code: "A", message: 'See {"requestId":"r-1","error":{"code":"B"}}' } });
        assert.match(lines?.join("\n") ?? "", /r-1/);
    });

    for (const [what, body, lines] of ODD_BODIES) {
        it(`accepts ${what}`, () => {
            assert.deepEqual(render(body), lines);
        });
    }

    it("renders a field named __proto__ like any other and pollutes no prototype", () => {
        const lines = renderJson('{"error":{"code":"A","__proto__":{"polluted":"yes"},"constructor":"c"}}');
        assert.deepEqual(lines, ["A", '__proto__: {"polluted":"yes"}', "constructor: c"]);
        assert.equal(({} as Record<string, unknown>).polluted, undefined);
    });

    const bodies: readonly [what: string, body: string][] = [
        ["arrays", nested("[", "", "]")],
        ["errors", nested('{"error":', '"x"', "}")],
        ["details", nested('{"code":"A","details":[', "", "]}")],
        ["inner errors", nested('{"code":"A","innererror":', "1", "}")],
        ["arrays in an unknown field", `{"code":"A","other":${nested("[", "", "]")}}`],
        ["arrays in additional information", `{"code":"A","additionalInfo":[${nested("[", "", "]")}]}`],
        ["arrays in a message", JSON.stringify({ code: "A", message: nested("[", "", "]") })],
        ["unclosed arrays in a message", JSON.stringify({ code: "A", message: nested("[", "", "", 100_000) })],
        ["errors in a message", JSON.stringify({ code: "A", message: nested('{"error":', '"x"', "}") })],
    ];
    for (const [what, body] of bodies) {
        it(`renders 100 000 levels of ${what} as text of limited length`, () => {
            const text = renderJson(body)?.join("\n") ?? "";
            assert.notEqual(text, "");
            assert.ok(text.length < 200_000, `${text.length} characters`);
        });
    }

    it("parses a long message with escaped JSON, whole or cut, within the timeout", () => {
        const json = JSON.stringify(JSON.stringify({ code: "A", message: 'a "quoted" word '.repeat(20_000) }));
        for (const message of [json, json.slice(0, -100), `${json.slice(0, -100)}{`]) {
            assert.ok(parseErrorDetail({ error: { code: "Outer", message } }));
        }
    }).timeout(4_000);
});
