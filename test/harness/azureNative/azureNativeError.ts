// SPDX-License-Identifier: Apache-2.0
import type { Properties } from "./azureNativeTypes";

/** An error of Azure in azure-native's format, which contains only its code and message. */
export class AzureNativeError extends Error {
    override readonly name = "AzureNativeError";

    constructor(
        message: string,
        /** Whether Azure had accepted the request, so that the resource exists, partially created. */
        readonly wasAccepted = false,
    ) {
        super(message);
    }

    /** @returns the same error for a request that Azure had accepted. */
    asAccepted(): AzureNativeError {
        return new AzureNativeError(this.message, true);
    }
}

/** Converts an error response, such as to `Status=409 Code="Conflict" Message="…"`. */
export function responseError(statusCode: number, body: Properties | undefined): AzureNativeError {
    const error = body?.error as { readonly code?: string; readonly message?: string } | undefined;
    const code = error?.code === undefined ? "" : ` Code="${error.code}"`;
    return new AzureNativeError(`Status=${statusCode}${code} Message="${error?.message ?? JSON.stringify(body)}"`);
}
