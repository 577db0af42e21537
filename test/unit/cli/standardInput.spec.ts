// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { operationsInInput } from "../../../provider/cli/standardInput";
import { UsageError } from "../../../provider/cli/usageError";
import { parseReference } from "../../../provider/reference/parseReference";

const HOST = "https://management.azure.com";
const SUBSCRIPTION = "/subscriptions/50000000-0000-4000-8000-000000000005";
const STATUS = `${HOST}${SUBSCRIPTION}/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/1?api-version=2025-02-01&t=1&s=x`;
const OTHER_STATUS = STATUS.replace("/1?", "/2?");
const RESULT = STATUS.replace("operationStatuses", "operationResults");
const RESOURCE = `${HOST}${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.OperationalInsights/clusters/logs?api-version=2025-02-01`;

/** A line of Azure CLI's log. */
const log = (text: string) => `cli.azure.cli.core.sdk.policies: ${text}`;

const INPUTS: readonly (readonly [title: string, lines: readonly string[], operations: readonly string[]])[] = [
    ["a reference in each line, without blank lines", ["", STATUS, "  ", "713192d7", ""], [STATUS, "713192d7"]],
    ["a byte order mark and carriage returns", [`\ufeff${STATUS}\r`, `${OTHER_STATUS}\r`], [STATUS, OTHER_STATUS]],
    [
        "an error message that mentions a location",
        [`The operation at location westus, ${STATUS}, failed`],
        [`The operation at location westus, ${STATUS}, failed`],
    ],
    [
        "the headers of curl -i, with a body that has a location",
        [
            "HTTP/2 202 ",
            "cache-control: no-cache",
            `location: ${RESULT}`,
            `azure-asyncoperation: ${STATUS}`,
            "x-ms-request-id: 1",
            "",
            '{"location": "westus",',
            `Location: ${OTHER_STATUS}`,
        ],
        [`azure-asyncoperation: ${STATUS}`],
    ],
    [
        "the headers of curl -v, and a 100 before them",
        [
            "< HTTP/1.1 100 Continue",
            "<",
            "< HTTP/1.1 201 Created",
            `< Location: ${RESULT}`,
            "< Retry-After: 30",
            "<",
            "{}",
        ],
        [`location: ${RESULT}`],
    ],
    [
        "several responses of curl -i, each operation once",
        [
            "HTTP/1.1 202 Accepted",
            `Azure-AsyncOperation: ${STATUS}`,
            "",
            "HTTP/1.1 202 Accepted",
            `Operation-Location: ${OTHER_STATUS}`,
            `Location: ${RESULT}`,
            "",
            "HTTP/1.1 202 Accepted",
            `Azure-AsyncOperation: ${STATUS.replace("s=x", "s=y")}`,
            "",
        ],
        [`azure-asyncoperation: ${STATUS}`, `operation-location: ${OTHER_STATUS}`],
    ],
    [
        "several responses of curl -i, whose bodies have no line break at their end",
        [
            "HTTP/1.1 202 Accepted",
            `Azure-AsyncOperation: ${STATUS}`,
            "",
            '{"properties":{"provisioningState":"Creating"}}HTTP/1.1 201 Created',
            `Azure-AsyncOperation: ${OTHER_STATUS}`,
            "",
            "{}HTTP/2 202 ",
            `Location: ${RESULT}`,
        ],
        [`azure-asyncoperation: ${STATUS}`, `azure-asyncoperation: ${OTHER_STATUS}`, `location: ${RESULT}`],
    ],
    [
        "a body that quotes a status line",
        [
            "HTTP/1.1 202 Accepted",
            `Azure-AsyncOperation: ${STATUS}`,
            "",
            '{"message": "HTTP/1.1 200 OK"}',
            `Location: ${RESULT}`,
        ],
        [`azure-asyncoperation: ${STATUS}`],
    ],
    [
        "the debug log of Azure CLI",
        [
            `cli.knack.cli: Command arguments: ['monitor', 'log-analytics', 'cluster', 'create', '--location', 'westus']`,
            `urllib3.connectionpool: ${HOST}:443 "PUT ${SUBSCRIPTION}/x HTTP/1.1" 201 None`,
            log("Response status: 201"),
            log("Response headers:"),
            log("    'Cache-Control': 'no-cache'"),
            log(`    'Location': '${RESOURCE}'`),
            log(`    'Azure-AsyncOperation': '${STATUS}'`),
            log("Response content:"),
            log('{"location":"westus","properties":{"provisioningState":"Creating"}}'),
            log("Response status: 200"),
            log("Response headers:"),
            log("    'Content-Type': 'application/json'"),
        ],
        [`azure-asyncoperation: ${STATUS}`],
    ],
    [
        "a redirect before the response, whose Location is no operation",
        [
            "HTTP/1.1 307 Temporary Redirect",
            `Location: ${RESOURCE}`,
            "",
            "HTTP/1.1 202 Accepted",
            `Location: ${RESULT}`,
        ],
        [`location: ${RESULT}`],
    ],
    [
        "headers without the lines of their responses",
        [`Location: ${RESULT}`, `Azure-AsyncOperation: ${STATUS}`, `Azure-AsyncOperation: ${OTHER_STATUS}`],
        [`azure-asyncoperation: ${STATUS}`, `azure-asyncoperation: ${OTHER_STATUS}`],
    ],
];

const WITHOUT_OPERATIONS: readonly (readonly [title: string, input: string])[] = [
    ["an empty input", ""],
    ["blank lines", "\n \r\n"],
    ["a response with an empty header", "HTTP/1.1 202 Accepted\r\nLocation: \r\n\r\n"],
    [
        "a response of curl -i without headers of an operation",
        'HTTP/2 200 \ncontent-length: 2\n\n{"a": "/subscriptions/s"}',
    ],
    ["only a redirect", `HTTP/1.1 302 Found\nLocation: ${RESOURCE}\n\n`],
    ["a header without a URL", "HTTP/1.1 200 OK\nLocation: westus\n\n"],
];

describe("operationsInInput", () => {
    for (const [title, lines, operations] of INPUTS) {
        it(`reads ${title}`, () => {
            assert.deepEqual(operationsInInput(lines.join("\n")), operations);
        });
    }

    for (const [title, input] of WITHOUT_OPERATIONS) {
        it(`refuses ${title}`, () => {
            assert.throws(() => operationsInInput(input), UsageError);
        });
    }

    it("keeps the name of a header, which determines ARM's pattern", () => {
        const patterns = ["Azure-AsyncOperation", "Operation-Location", "Location"].map((name) => {
            const [operation = ""] = operationsInInput(`HTTP/1.1 202 Accepted\n${name}: ${STATUS}\n`);
            return parseReference(operation).pattern;
        });
        assert.deepEqual(patterns, ["azureAsyncOperation", "azureAsyncOperation", "location"]);
    });

    it("reads a long line without a header in time that grows with its length only", () => {
        const input = `${"a: b ".repeat(200_000)}\n${" ".repeat(1_000_000)}x\nLocation: ${RESULT}`;
        assert.deepEqual(operationsInInput(input), [`location: ${RESULT}`]);
    });
});
