// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { OperationError, type OperationReference, startOperation, type WaitOptions } from "../../provider/wait";
import { VirtualWait } from "../unit/wait/virtualWait";
import { type Recording, statusUrlOf } from "./corpus";
import { type ReplayServer, replay } from "./replay";
import type { Result } from "./result";

/** How a wait for a recorded operation ended. */
export interface WaitResult extends Result {
    readonly error: OperationError | undefined;
}

const OUTCOMES: Readonly<Record<string, string>> = { OperationFailed: "failed", OperationCanceled: "canceled" };

/**
 * Waits for a recorded operation: by its status URL alone, or by the reference of `startOperation` where there is none.
 *
 * @param succeededStatuses Statuses of success that the reference adds to ARM's.
 * @returns The outcome of an error without one is its code.
 */
export async function replayWait(recording: Recording, succeededStatuses: readonly string[] = []): Promise<WaitResult> {
    return await replay(recording, async (server, clock) => {
        const options: WaitOptions = { endpoint: server.endpoint, credential: { getToken: async () => null } };
        const operation =
            recording.kind === "resource"
                ? await startRecorded(recording, server, options)
                : { operation: server.here(statusUrlOf(recording)), succeededStatuses };
        const { status, error } = await new VirtualWait(clock, server, operation, options).run();
        assert.ok(status !== undefined || OperationError.isInstance(error), String(error));
        const outcome = error === undefined ? "success" : (OUTCOMES[error.code] ?? error.code);
        return { outcome, report: error?.message ?? "", polledUrls: server.polledUrls, error };
    });
}

async function startRecorded(
    { start }: Recording,
    server: ReplayServer,
    options: WaitOptions,
): Promise<OperationReference> {
    assert.equal(start.method, "PUT");
    const { pathname, searchParams } = new URL(start.url, server.endpoint);
    const apiVersion = searchParams.get("api-version") ?? "";
    const reference = await startOperation({ method: "PUT", path: pathname, apiVersion, body: {} }, options);
    assert.ok(reference !== undefined, "startOperation returns no reference");
    return reference;
}
