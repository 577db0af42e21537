// SPDX-License-Identifier: Apache-2.0
import { type Classification, ERROR_BODY, finalResponse, type ModelResponse, NOT_FOUND } from "./modelResponses";
import type { Plan } from "./plan";
import type { LocationResult } from "./recordedTraffic";
import { RESOURCE_ID } from "./statusUrls";

/** What decides the response of an operation to a poll. */
export interface Poll {
    readonly plan: Plan;
    /** Time since the start of the operation. */
    readonly ageMs: number;
    /** Whether an earlier response has shown that the URL is a Location. */
    readonly isLocationShown: boolean;
}

/** What a client knows about a Location: all, or what the URL shows. */
type Knowledge = "certain" | "location" | "nothing" | "azureAsyncOperation";

/**
 * How a correct client classifies a success of a Location that is no status record. Only where the pattern is certain, no status
 * of the resource counts; where the URL is that of a status record, no HTTP code is a success.
 */
const RESULT_CLASSES: Readonly<Record<LocationResult["resembles"], Readonly<Record<Knowledge, Classification>>>> = {
    nothing: { certain: "ended", location: "ended", nothing: "ended", azureAsyncOperation: "noStatus" },
    provisioningState: { certain: "ended", location: "ended", nothing: "running", azureAsyncOperation: "running" },
    status: { certain: "ended", location: "running", nothing: "running", azureAsyncOperation: "running" },
    success: { certain: "ended", location: "ended", nothing: "ended", azureAsyncOperation: "ended" },
};

/** The response of a status URL or of a resource. */
export function respondToPoll(poll: Poll): ModelResponse {
    const { plan, ageMs } = poll;
    const isEnded = hasEnded(poll);
    const isExpired = isEnded && ageMs - plan.durationMs > plan.recordLifetimeMs;
    if (ageMs < plan.visibleAfterMs || isExpired) {
        return NOT_FOUND;
    }
    switch (plan.pattern) {
        case "status":
            return isEnded
                ? finalResponse({ status: plan.finalStatus, ...finalFields(plan) })
                : {
                      classification: "running",
                      status: plan.runningCode,
                      body: { ...plan.runningFields, status: runningStatus(poll) },
                      delay: plan.delay,
                  };
        case "location":
            return isEnded
                ? endedLocation(poll)
                : { classification: "running", status: 202, body: plan.acceptedBody, delay: plan.delay };
        case "createdResource":
        case "resource":
            return respondAsResource(poll);
        case "deletion":
            return isEnded && plan.outcome === "Succeeded"
                ? { ...NOT_FOUND, classification: "ended" }
                : respondAsDeletion(poll);
    }
}

/** The response of a resource that shows the state of its operation. */
export function respondAsResource(poll: Poll): ModelResponse {
    const { plan } = poll;
    const isEnded = hasEnded(poll);
    const state = {
        provisioningState: isEnded ? plan.finalStatus : runningStatus(poll),
        ...(isEnded ? finalFields(plan) : {}),
    };
    const body = { id: RESOURCE_ID, name: "logs", ...(plan.hasTopLevelState ? state : { properties: state }) };
    return isEnded ? finalResponse(body) : { classification: "running", status: 200, body, delay: plan.delay };
}

function respondAsDeletion(poll: Poll): ModelResponse {
    const { plan } = poll;
    if (hasEnded(poll)) {
        return { ...respondAsResource(poll), isDeletionState: true };
    }
    const isOfCreation = plan.isSucceededAtFirst && poll.ageMs < plan.durationMs / 4;
    const state = { provisioningState: isOfCreation ? "Succeeded" : runningStatus(poll) };
    const body = { id: RESOURCE_ID, ...(plan.hasTopLevelState ? {} : { properties: state }) };
    const hasStarted = plan.hasTopLevelState || !isOfCreation;
    return { classification: "running", status: 200, body, delay: plan.delay, hasStarted };
}

function endedLocation(poll: Poll): ModelResponse {
    const { plan } = poll;
    switch (plan.outcome) {
        case "Failed":
            return failedLocation(poll);
        case "Canceled":
            return finalResponse({ status: plan.finalStatus });
        default: {
            const { status, body, resembles } = plan.result;
            const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
            return {
                classification: RESULT_CLASSES[resembles][knowledge(poll)],
                status,
                body: isObject ? { ...body, ...plan.succeededFields } : body,
            };
        }
    }
}

function failedLocation(poll: Poll): ModelResponse {
    const { failure, finalStatus } = poll.plan;
    switch (failure) {
        case "status":
            return finalResponse({ status: finalStatus, ...ERROR_BODY });
        case "provisioningState":
            return finalResponse({ properties: { provisioningState: finalStatus, ...ERROR_BODY } });
        default: {
            const isLocation = ["certain", "location"].includes(knowledge(poll));
            const isConflict = failure === 409 || failure === 412;
            const otherClass = isConflict ? "retryable" : "noStatus";
            return {
                classification: isLocation ? "ended" : otherClass,
                status: failure === "error" ? 200 : failure,
                body: ERROR_BODY,
            };
        }
    }
}

/** No content is an outcome of its own, whatever the URL shows. */
function knowledge({ plan: { naming, url, outcome, result }, isLocationShown }: Poll): Knowledge {
    const isNoContent = outcome === "Succeeded" && result.status === 204;
    const isCertain = naming !== "none" || isLocationShown || isNoContent;
    return isCertain || url.shows === "monitor" ? "certain" : url.shows;
}

function hasEnded({ plan, ageMs }: Poll): boolean {
    return plan.outcome !== "never" && ageMs >= plan.durationMs;
}

function runningStatus({ plan: { runningStatuses, durationMs }, ageMs }: Poll): string {
    const share = Math.min(0.999, ageMs / Math.max(1, durationMs));
    return runningStatuses[Math.floor(share * runningStatuses.length)]!;
}

function finalFields({ outcome, succeededFields }: Plan): object {
    return outcome === "Failed" || outcome === "Canceled" ? ERROR_BODY : succeededFields;
}
