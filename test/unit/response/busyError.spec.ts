// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import { conflictingOperation, isBusyError } from "../../../provider/response/busyError";
import { BUSY_CODES, BUSY_PHRASES, REFUSED } from "../../../provider/response/busyWordings";
import { BUSY, NOT_BUSY, type ReportedError } from "./busyMessages";

const OPERATION =
    "https://management.azure.com/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Network/locations/westus/operations/op-1?api-version=2025-02-01";

const LONG_TEXT_CHARACTERS = 100_000;

/** How clients, and deployments inside them, wrap an error. */
const FORMATS: readonly ((error: ReportedError) => string)[] = [
    ({ code, message }) => `Status=409 Code="${code}" Message="${message}"`,
    ({ code, message }) =>
        `autorest/azure: Service returned an error. Status=<nil> Code="${code}" Message="${message}" Details=[]`,
    ({ code, message }) => `(${code}) ${message}\nCode: ${code}\nMessage: ${message}`,
    ({ code, message }) => JSON.stringify({ error: { code, message, details: [] } }),
    ({ code, message }) =>
        JSON.stringify({
            code: "DeploymentFailed",
            message:
                "At least one resource deployment operation failed. Please list deployment operations for details.",
            details: [
                { code: "Conflict", message: JSON.stringify({ error: { code, message } }, undefined, 2) },
                { message: "The resource operation completed with terminal provisioning state 'Failed'." },
            ],
        }),
    ({ code, message }) => `${code}: ${message.replaceAll("/", String.raw`\/`).replaceAll("'", String.raw`\u0027`)}`,
    ({ code, message }) => `${code.toUpperCase()}: ${message.toUpperCase().replaceAll(" ", " \r\n")}`,
];

describe("isBusyError", () => {
    for (const error of BUSY) {
        it(`is true for ${error.service}: ${error.code} ${error.message} (${error.source})`, () => {
            for (const format of FORMATS) {
                assert.equal(isBusyError(format(error), undefined), true, format(error));
            }
        });
    }

    for (const error of NOT_BUSY) {
        it(`is false for ${error.service}: ${error.code} ${error.message} (${error.source})`, () => {
            for (const format of FORMATS) {
                assert.equal(isBusyError(format(error), undefined), false, format(error));
            }
        });
    }

    it("is false where only the name of a resource contains a code or phrase", () => {
        const id =
            "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/ServerBusy/providers/A.B/c/OperationInProgress";
        assert.equal(isBusyError(`Code="ResourceNotFound" Message="${id} was not found."`, undefined), false);
        assert.equal(
            isBusyError(JSON.stringify({ message: `'https://example.org${id}' was not found.` }), undefined),
            false,
        );
    });

    it("is false where the words of a phrase are in different sentences", () => {
        const message = "Choose another name. The operation failed. Requests are pending approval.";
        assert.equal(isBusyError(message, undefined), false);
    });

    it("is true for an ambiguous code beside a conflicting operation", () => {
        for (const code of ["Conflict", "OperationNotAllowed"]) {
            assert.equal(isBusyError(`${code}: ${OPERATION}`, OPERATION), true);
            assert.equal(isBusyError(`${code}: ${OPERATION}`, undefined), false);
        }
        assert.equal(isBusyError(`BadRequest: ${OPERATION}`, OPERATION), false);
    });

    it("is false for an operation that a newer one preempted, even beside its URL", () => {
        assert.equal(isBusyError(`Conflict: preempted by a newer operation, ${OPERATION}`, OPERATION), false);
    });

    it("is decided in linear time, whatever parts of phrases a long text repeats", () => {
        const part = fc.constantFrom(
            ...[
                "another",
                "operation",
                "in progress",
                "is",
                "not",
                "no",
                "lock",
                "acquire",
                "etag",
                "state",
                "newer data",
            ],
            ...[
                "exceeds",
                "preempted",
                "conflict with",
                "x".repeat(100),
                "InProgress",
                "Conflicting",
                "WhileBeing",
                "/",
            ],
            ...["https://", "/subscriptions/", "\\", '"', "(", ".", ",", " ", "\n", "-"],
        );
        fc.assert(
            fc.property(
                fc.array(part, { minLength: 1, maxLength: 8 }),
                fc.constantFrom("", " "),
                (parts, separator) => {
                    const repeated = parts.join(separator) + separator;
                    // A pattern that takes quadratic time would exceed the time limit of the test.
                    isBusyError(`${repeated.repeat(Math.ceil(LONG_TEXT_CHARACTERS / repeated.length))}x`, undefined);
                },
            ),
            { numRuns: 100 },
        );
    });
});

describe("conflictingOperation", () => {
    it("finds the only operation that can be waited for", () => {
        assert.equal(
            conflictingOperation(`Conflict: ${OPERATION}.`, () => true),
            OPERATION,
        );
        assert.equal(
            conflictingOperation(`Conflict: ${OPERATION}.`, () => false),
            undefined,
        );
        assert.equal(
            conflictingOperation(`Conflict: ${OPERATION} ${OPERATION}&x=1`, () => true),
            undefined,
        );
        assert.equal(
            conflictingOperation("Conflict", () => true),
            undefined,
        );
    });
});

describe("the table of busy wordings", () => {
    it("names the service and a public source of each wording", () => {
        for (const { service, words, source } of [...BUSY_CODES, ...BUSY_PHRASES, ...REFUSED]) {
            assert.match(service, /^[A-Z]/, words);
            assert.match(
                source,
                /^https:\/\/(?:github\.com\/[\w-]+\/[\w-]+\/(?:issues|pull)\/\d+|learn\.microsoft\.com\/.+)$/,
            );
        }
    });
});
