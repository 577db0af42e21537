// SPDX-License-Identifier: Apache-2.0
import { isOfAzure, isProxyWithoutStatus, type RequestFault } from "./planFaults";

type Faults = readonly (RequestFault | undefined)[];

/**
 * Removes what the wait does not yet treat correctly, all of it before Azure itself has responded:
 * - a 429 with a `Retry-After`. `ReadLimiter` pauses for it, although the wait must notice within five minutes that it does not
 *   reach Azure; and its timer exceeds Node's limit when the pause is longer than 24 days.
 * - responses of a proxy without a status later than those five minutes. `Poller` then polls without a pause.
 */
export function withoutKnownDefects(faults: Faults): Faults {
    const firstOfAzure = faults.findIndex((fault) => fault === undefined || isOfAzure(fault));
    const count = firstOfAzure === -1 ? faults.length : firstOfAzure;
    const before = faults.slice(0, count);
    // Only these responses, without delays, end the wait before the five minutes are over.
    const isShort = before.every(isProxyWithoutStatus);
    return [
        ...before
            .filter((fault) => isShort || !isProxyWithoutStatus(fault))
            .map((fault) => (isShort || hasStatus429(fault) ? { ...fault, delay: undefined } : fault) as RequestFault),
        ...faults.slice(count),
    ];
}

function hasStatus429(fault: RequestFault | undefined): boolean {
    return fault?.kind === "code" && fault.status === 429;
}
