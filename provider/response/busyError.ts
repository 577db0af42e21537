// SPDX-License-Identifier: Apache-2.0

import { oneLine } from "../common/redact";
import { findOperationUrls } from "../reference/findUrls";
import { BUSY_CODES, BUSY_PHRASES, REFUSED, type Wording } from "./busyWordings";

/** Codes with the same meaning where the message contains the status URL of the other operation. */
const BUSY_WITH_URL = /OperationNotAllowed|Conflict/i;
/** How the engine reports a partially created resource. The resource is in state; creating it again would lose it. */
const PARTIALLY_CREATED = /^\s*\d+ errors? occurred:/;

/** An escaped slash, line break or quote of JSON, or of JSON in JSON. */
const JSON_ESCAPE = /\\+(?:u00[0-9a-f]{2}|[rnt/])?/gi;
/** Names of resources in URLs and ids could contain a phrase. */
const URL_OR_ID = /(?:https?:\/\/|\/subscriptions\/|\/providers\/)[^\s"'<>]*[^\s"'<>.]/gi;
const QUOTES_AND_BRACKETS = /["'`‘’“”()[\]{}]/g;
/** Words that do not end the sentence. */
const GAP = String.raw`[^\w\s.]* (?:\S*[^\s.] ){0,12}?`;

const BUSY = matcher([...BUSY_CODES, ...BUSY_PHRASES]);
const NOT_BUSY = matcher(REFUSED);

/**
 * Finds the operation that an error message reports as conflicting.
 *
 * @param canWaitFor Whether an operation in the message can be waited for.
 * @returns `undefined` unless the message contains exactly one operation, which can be waited for.
 */
export function conflictingOperation(message: string, canWaitFor: (operation: string) => boolean): string | undefined {
    const operations = findOperationUrls(message);
    return operations.length === 1 ? operations.find(canWaitFor) : undefined;
}

/** Whether an error message means that the same request may succeed later. @param operation The conflicting operation. */
export function isBusyError(message: string, operation: string | undefined): boolean {
    const text = normalised(message);
    return !NOT_BUSY.test(text) && (BUSY.test(text) || (operation !== undefined && BUSY_WITH_URL.test(text)));
}

/** Whether an error message is of a partially created resource. */
export function isPartiallyCreated(message: string): boolean {
    return PARTIALLY_CREATED.test(message);
}

function matcher(wordings: readonly Wording[]): RegExp {
    const words = wordings.map((wording) => wording.words.replaceAll(" … ", GAP)).join("|");
    return new RegExp(String.raw`(?<!\w)(?:${words})(?!\w)`, "i");
}

/** One line of plain words, whether the error was `Code="…" Message="…"`, JSON, or JSON in JSON. */
function normalised(message: string): string {
    const text = message.replaceAll(JSON_ESCAPE, (escaped) => (escaped.endsWith("/") ? "/" : " "));
    return oneLine(text.replaceAll(URL_OR_ID, "/").replaceAll(QUOTES_AND_BRACKETS, " "));
}
