// SPDX-License-Identifier: Apache-2.0

import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import type { ArmResponse } from "./armResponse";
import { type PollResult, resultOfStatus, type UnreadableResult } from "./pollResult";
import { statusText } from "./statuses";
import { unreadableBody, unreadableStatusCode } from "./unreadable";

/** The `provisioningState` of a resource, from its `properties` or, as some services send it, from the top level. */
export function provisioningState(body: JsonObject): string | undefined {
    const { properties } = body;
    return (
        statusText(isJsonObject(properties) ? properties.provisioningState : undefined) ??
        statusText(body.provisioningState)
    );
}

/** What earlier responses have shown of a resource. */
export interface ResourceHistory {
    /** Whether the wait is for the deletion of the resource. Then ARM's 404 is the success. */
    readonly isDeletion: boolean;
    /** Whether the resource was found before. */
    readonly wasFound: boolean;
    /** Whether the deletion has begun, so that a terminal state is its outcome and not that of an earlier operation. */
    readonly hasBegun: boolean;
}

/** Interprets the response to a GET of a resource: ARM's pattern for operations without a status URL. */
export function readResource(response: ArmResponse, history: ResourceHistory): PollResult {
    const parsed = parseJson(response.body);
    if (response.statusCode < 200 || response.statusCode >= 300) {
        const unreadable = unreadableStatusCode(response, parsed);
        return history.isDeletion && isGone(unreadable, history.wasFound)
            ? { kind: "succeeded", status: "Deleted", body: {} }
            : unreadable;
    }
    const body = isJsonObject(parsed) ? parsed : {};
    const state = provisioningState(body);
    if (state === undefined) {
        return history.isDeletion && isJsonObject(parsed)
            ? { kind: "running", status: "still there", body }
            : unreadableBody(response, parsed);
    }
    const result = resultOfStatus(state, body);
    const isOfEarlierOperation = result.kind === "succeeded" || !history.hasBegun;
    return history.isDeletion && isOfEarlierOperation ? { kind: "running", status: state, body } : result;
}

/** Whether a 404 means that the resource is gone. A wrong subscription answers 404, too. */
function isGone({ reason, errorDetail }: UnreadableResult, wasFound: boolean): boolean {
    return reason === "expired" || (reason === "notFound" && (isGoneCode(errorDetail?.code) || wasFound));
}

/** Whether the code of a 404 means that the resource is gone, and not that its type or subscription is wrong. Some services send no code. */
export function isGoneCode(code = "NotFound"): boolean {
    return /NotFound$/i.test(code) && !/^(?:Subscription|Tenant)/i.test(code);
}
