// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { OperationError } from "../../provider/wait";
import type { Recording } from "./corpus";

/** Asserts that the report of a failure has every code and message that the recording says it must show. */
export function assertShown({ shown = [] }: Recording, error: OperationError | undefined): void {
    const report = withoutLineBreaks(error?.message ?? "");
    assert.deepEqual(
        shown.filter((text) => !report.includes(withoutLineBreaks(text))),
        [],
        `the report does not show everything:\n${error?.message}`,
    );
}

/** A report breaks and indents lines. */
function withoutLineBreaks(text: string): string {
    return text.replaceAll(/\s+/g, " ").trim();
}
