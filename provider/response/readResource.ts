// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import { type ArmResponse, type PollResult, resultOfStatus, statusText, type Unreadable } from "./pollResult";
import { isArmError, unreadableBody, unreadableStatusCode } from "./unreadable";

/** The state of a resource, from its `properties` or, as some services have it, beside them. */
export function provisioningState(body: JsonObject): string | undefined {
    const { properties } = body;
    return (
        statusText(isJsonObject(properties) ? properties.provisioningState : undefined) ??
        statusText(body.provisioningState)
    );
}

/** What is known of a resource before an answer about it is read. */
export interface ResourceState {
    /** Whether the resource is to go away. Then ARM's 404 is the success. */
    readonly isDeletion: boolean;
    /** Whether its state was read before. */
    readonly wasSeen: boolean;
    /** Whether a state that is read now is one of the deletion, and not what became of the resource before. */
    readonly hasBegun: boolean;
}

/** Reads one answer to a GET of a resource: ARM's pattern for operations that have no URL of their own. */
export function readResource(answer: ArmResponse, known: ResourceState): PollResult {
    const parsed = parseJson(answer.body);
    if (answer.statusCode < 200 || answer.statusCode >= 300) {
        const unreadable = unreadableStatusCode(answer, parsed);
        return known.isDeletion && isGone(unreadable, known.wasSeen) && isArmError(parsed)
            ? { kind: "succeeded", word: "Deleted", body: {} }
            : unreadable;
    }
    const body = isJsonObject(parsed) ? parsed : {};
    const state = provisioningState(body);
    if (state === undefined) {
        return known.isDeletion && isJsonObject(parsed)
            ? { kind: "running", word: "still there", body }
            : unreadableBody(answer, parsed);
    }
    const reading = resultOfStatus(state, body);
    const isOfBefore = reading.kind === "succeeded" || !known.hasBegun;
    return known.isDeletion && isOfBefore ? { kind: "running", word: state, body } : reading;
}

/** Whether a resource is gone, and not only out of sight, as in the wrong subscription. */
function isGone({ reason, errorDetail }: Unreadable, wasSeen: boolean): boolean {
    const code = errorDetail?.code ?? "";
    const isResource = /NotFound$/i.test(code) && !/^(?:Subscription|Tenant)/i.test(code);
    return reason === "expired" || (reason === "notFound" && (isResource || wasSeen));
}
