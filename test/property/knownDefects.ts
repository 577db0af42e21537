// SPDX-License-Identifier: Apache-2.0
import type { Plan } from "./plan";
import { isOfAzure, isProxyWithoutStatus, type RequestFault } from "./planFaults";

/**
 * Removes the faults that the wait does not yet treat correctly:
 * - before Azure itself has responded, a 429 with a `Retry-After`. `ReadLimiter` pauses for it, although the wait must notice within
 *   five minutes that it does not reach Azure; and its timer exceeds Node's limit when the pause is longer than 24 days.
 * - responses of a proxy without a status later than those five minutes. `Poller` then polls without a pause.
 * - the `Retry-After` of a response without a status after which the wait changes to its fallback. `Poller` polls that at once.
 */
export function withoutKnownDefects(plan: Plan): Plan {
    const { faults, hasFallback } = plan;
    const firstOfAzure = faults.findIndex((fault) => fault === undefined || isOfAzure(fault));
    const count = firstOfAzure === -1 ? faults.length : firstOfAzure;
    const before = faults.slice(0, count);
    // Only these responses, without delays, end the wait before the five minutes are over.
    const isShort = before.every(isProxyWithoutStatus);
    const correctBefore = before
        .filter((fault) => isShort || !isProxyWithoutStatus(fault))
        .map((fault) => (isShort || isThrottling(fault) ? withoutDelay(fault) : fault));
    const correct = [...correctBefore, ...faults.slice(count)].map((fault) =>
        hasFallback && isWithoutStatus(fault) ? withoutDelay(fault) : fault,
    );
    return { ...plan, faults: correct };
}

function isThrottling(fault: RequestFault | undefined): boolean {
    return fault?.kind === "code" && fault.status === 429;
}

function isWithoutStatus(fault: RequestFault | undefined): boolean {
    return fault?.kind === "noStatus" || isProxyWithoutStatus(fault);
}

function withoutDelay(fault: RequestFault | undefined): RequestFault | undefined {
    return fault !== undefined && "delay" in fault ? { ...fault, delay: undefined } : fault;
}
