// SPDX-License-Identifier: Apache-2.0

import type { ResourceContext } from "../resources/resource";
import { statusMessages } from "../resources/statusMessage";
import { EngineGoneError, withCancellation } from "./cancellation";
import { engineAddress } from "./engineAddress";
import { engineLog } from "./engineLog";
import { hasLiveDisplay } from "./liveDisplay";

/**
 * Runs a method of a resource in a provider process, and cancels it with its `pulumi`. Without an engine the process has no purpose,
 * and ends.
 *
 * @param urn The resource, for its status messages.
 */
export async function runMethod<T>(
    urn: unknown,
    given: Pick<ResourceContext, "configuration" | "timeout">,
    method: (context: ResourceContext) => Promise<T>,
): Promise<T> {
    const log = engineLog(urn);
    const status = statusMessages(log.status, hasLiveDisplay());
    let reason: unknown;
    try {
        return await withCancellation(
            undefined,
            (signal) =>
                method({ ...given, signal, status, trace: log.debug }).finally(() => {
                    reason = signal.reason;
                }),
            engineAddress(),
        );
    } finally {
        if (reason instanceof EngineGoneError) {
            process.kill(process.pid, "SIGTERM");
        }
    }
}
