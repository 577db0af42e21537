// SPDX-License-Identifier: Apache-2.0

import { withoutUndefined } from "../common/json";
import type { OperationError } from "../wait/operationError";
import { type OperationRecord, operationName } from "./operationRecord";

/** What a terminal or a CI runner would interpret. JSON allows an escape for each character of a string. */
const COMMAND = /(?<=#)#|(?<=:):|[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|#(?=\[)/g;

/** The object of `-o json`, as text. Its strings are what Azure sent; escapes keep them from forging output. */
export function formatJson(records: readonly OperationRecord[], isAction = false): string {
    const json = JSON.stringify({ operations: records.map((record) => entry(record, isAction)) }, null, 2);
    return json.replaceAll(COMMAND, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function entry({ path, lastStatus, success, error }: OperationRecord, isAction: boolean) {
    const { name, percentComplete, startTime, endTime, properties } = { ...lastStatus?.body, ...success } as {
        readonly [Name in "name" | "percentComplete" | "startTime" | "endTime" | "properties"]?: unknown;
    };
    return {
        id: path,
        name: typeof name === "string" ? name : operationName(path),
        status: success?.status ?? error?.status ?? null,
        percentComplete: typeof percentComplete === "number" ? percentComplete : null,
        startTime: typeof startTime === "string" ? startTime : null,
        endTime: typeof endTime === "string" ? endTime : null,
        durationSeconds: success?.durationSeconds ?? error?.elapsedSeconds ?? 0,
        polls: success?.polls ?? error?.polls ?? 0,
        properties: properties ?? null,
        ...(isAction ? { result: (success as { readonly result?: unknown } | undefined)?.result ?? null } : {}),
        error: error === undefined ? null : errorEntry(error),
    };
}

function errorEntry({ code, message, errorDetail, statusCode, requestId, correlationId }: OperationError) {
    return withoutUndefined({ code, message, errorDetail, statusCode, requestId, correlationId });
}
