// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { OperationError } from "../../provider/wait";

/** Sequences that a terminal, the Pulumi CLI or a CI runner interprets. */
const ACTIVE_SEQUENCES: readonly [name: string, pattern: RegExp][] = [
    ["a command of GitHub Actions", /^[^\S\n]*::/m],
    ["a command of Azure Pipelines", /##(?:vso)?\[/i],
    ["Pulumi's colour markup", /<\{%/],
    ["a control character", /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/],
    ["a line separator", /[\u2028\u2029]/],
    ["a bidirectional control", /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/],
];

/** Longest message in characters: payloads of megabytes must be truncated, in the message though not in the error's fields. */
const MAXIMUM_LENGTH = 100_000;

/** All parts of an error that a program may print. */
export function printableText(error: unknown): string {
    const { message, stack, cause } = error as Error;
    return [
        message,
        stack,
        String(cause),
        inspect(error, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null }),
        JSON.stringify(error),
    ].join("\n");
}

/** Asserts that the text contains no active sequence and no secret. */
export function assertSafeText(text: string, secrets: readonly string[]): void {
    for (const [name, pattern] of ACTIVE_SEQUENCES) {
        const found = pattern.exec(text);
        assert.ok(found === null, `contains ${name}: ${JSON.stringify(text.slice(found?.index ?? 0).slice(0, 200))}`);
    }
    for (const secret of secrets) {
        const index = text.indexOf(secret);
        assert.ok(index < 0, `contains a secret: ${JSON.stringify(text.slice(Math.max(0, index - 200), index + 200))}`);
    }
}

/** Asserts that the result of a wait is an `OperationError` with one of these codes, a clear message and safe text. */
export function assertSafeError(result: unknown, codes: readonly string[], secrets: readonly string[]): void {
    assert.ok(OperationError.isInstance(result), `no OperationError: ${inspect(result)}`);
    assert.ok(codes.includes(result.code), `${result.code}: ${result.message.slice(0, 1000)}`);
    assert.match(result.message, /^\S.{10,}/, "its first line is a message");
    assert.ok(result.message.length <= MAXIMUM_LENGTH, `${result.message.length} characters`);
    assertSafeText(printableText(result), secrets);
}
