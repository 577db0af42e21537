// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject, parseJson } from "./json";
import { type Answer, asWord, type Reading, readWord } from "./reading";
import { unreadableBody, unreadableCode } from "./unreadable";

/** The state of a resource, from its `properties` or, as some services have it, beside them. */
export function provisioningState(body: JsonObject): string | undefined {
    const { properties } = body;
    return (
        asWord(isJsonObject(properties) ? properties.provisioningState : undefined) ?? asWord(body.provisioningState)
    );
}

/**
 * Reads one answer to a GET of a resource: ARM's pattern for operations that have no URL of their own.
 *
 * @param isDeletion Whether the resource is to go away. Then ARM's 404 is the success, and `Succeeded` is what it was before.
 */
export function readResource(answer: Answer, isDeletion: boolean): Reading {
    const parsed = parseJson(answer.body);
    if (answer.statusCode < 200 || answer.statusCode >= 300) {
        const unreadable = unreadableCode(answer, parsed);
        return isDeletion && unreadable.reason === "notFound"
            ? { kind: "succeeded", word: "Deleted", body: {} }
            : unreadable;
    }
    const body = isJsonObject(parsed) ? parsed : {};
    const state = provisioningState(body);
    if (state === undefined) {
        return isDeletion && isJsonObject(parsed)
            ? { kind: "running", word: "still there", body }
            : unreadableBody(answer, parsed);
    }
    const reading = readWord(state, body);
    return isDeletion && reading.kind === "succeeded" ? { kind: "running", word: state, body } : reading;
}
