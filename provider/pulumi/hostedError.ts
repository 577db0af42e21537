// SPDX-License-Identifier: Apache-2.0

import type { Inputs } from "../resources/inputs";
import { PartialStateError } from "../resources/partialStateError";

/**
 * An error of `create` or `update`, as Pulumi's host of dynamic resources needs it. One with an `id`, `properties` and `reasons`
 * makes the engine record a half-made resource. To those properties the host does not add the stored provider.
 *
 * @param inputs All inputs of the resource.
 */
export function hostedError(error: unknown, { waitUrn, __provider }: Inputs): unknown {
    if (!(error instanceof PartialStateError)) {
        return error;
    }
    const { id, outputs, message } = error;
    return Object.assign(new Error(message), {
        id,
        properties: { ...outputs, ...(waitUrn === undefined ? {} : { waitUrn }), __provider },
        reasons: [message],
    });
}

/** An error of `delete`. The host prints it, and its stack, besides reporting its message. */
export function hostedDeleteError(error: unknown): unknown {
    return error instanceof Error
        ? Object.assign(new Error(error.message), {
              toString: () => "pulumi-azure-wait",
              stack: "the action was not undone; the error of the resource says why",
          })
        : error;
}
