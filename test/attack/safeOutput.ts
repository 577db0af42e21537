// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { OperationError } from "../../provider/wait";

/** What a terminal, the Pulumi CLI or a CI runner would act on. */
const FORGERIES: readonly [what: string, pattern: RegExp][] = [
    ["a command of GitHub Actions", /^[^\S\n]*::/m],
    ["a command of Azure Pipelines", /##(?:vso)?\[/i],
    ["Pulumi's colour markup", /<\{%/],
    ["a control character", /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/],
    ["a line separator", /[\u2028\u2029]/],
    ["a bidirectional control", /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/],
];

/** A report of a payload of megabytes must have been cut; the fields of the error keep it whole. */
const LONGEST_MESSAGE = 100_000;

/** Everything that a program may print of an error. */
export function everythingOf(error: unknown): string {
    const { message, stack, cause } = error as Error;
    return [
        message,
        stack,
        String(cause),
        inspect(error, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null }),
        JSON.stringify(error),
    ].join("\n");
}

/** Checks that a text forges no output and shows no secret. */
export function assertHarmless(text: string, secrets: readonly string[]): void {
    for (const [what, pattern] of FORGERIES) {
        const found = pattern.exec(text);
        assert.ok(found === null, `contains ${what}: ${JSON.stringify(text.slice(found?.index ?? 0).slice(0, 200))}`);
    }
    for (const secret of secrets) {
        const index = text.indexOf(secret);
        assert.ok(index < 0, `shows a secret: ${JSON.stringify(text.slice(Math.max(0, index - 200), index + 200))}`);
    }
}

/** Checks that a wait ended in one clear error that forges nothing and shows no secret. */
export function assertClearError(ended: unknown, codes: readonly string[], secrets: readonly string[]): void {
    assert.ok(OperationError.isInstance(ended), `no OperationError: ${inspect(ended)}`);
    assert.ok(codes.includes(ended.code), `${ended.code}: ${ended.message.slice(0, 1000)}`);
    assert.match(ended.message, /^\S.{10,}/, "its first line says something");
    assert.ok(ended.message.length <= LONGEST_MESSAGE, `${ended.message.length} characters`);
    assertHarmless(everythingOf(ended), secrets);
}
