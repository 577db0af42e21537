// SPDX-License-Identifier: Apache-2.0

import { subscribe } from "node:diagnostics_channel";

const CANCEL_CALL = "/pulumirpc.ResourceProvider/Cancel";

let onCancel: (() => void) | undefined;

/**
 * Calls back when the engine calls `Cancel` of the process of dynamic providers. A later callback replaces the one before it.
 *
 * On the first Ctrl-C the engine calls `Cancel`, which the host of dynamic providers answers without passing it on. Node's
 * diagnostics channel reports the call (Node 22 and newer; experimental, so a wait also has a `timeout` and listens to signals).
 * The engine calls `Cancel` at the normal end of every run, too.
 */
export function onCancelCall(callBack: () => void): void {
    if (onCancel === undefined) {
        subscribe("http2.server.stream.start", (event) => {
            const { headers } = event as { readonly headers?: Readonly<Record<string, unknown>> };
            if (headers?.[":path"] === CANCEL_CALL) {
                onCancel?.();
            }
        });
    }
    onCancel = callBack;
}
