// SPDX-License-Identifier: Apache-2.0
import type { Properties } from "./azureNativeTypes";

/** An error of Azure in azure-native's own words, which keep code and message and nothing else. */
export class AzureNativeError extends Error {
    override readonly name = "AzureNativeError";

    constructor(
        message: string,
        /** Whether Azure had taken the request, so that the resource is there, half-made. */
        readonly hasBegun = false,
    ) {
        super(message);
    }

    /** The same error, of a request that Azure had taken. */
    asBegun(): AzureNativeError {
        return new AzureNativeError(this.message, true);
    }
}

/** The error of an answer, such as `Status=409 Code="Conflict" Message="…"`. */
export function responseError(statusCode: number, body: Properties | undefined): AzureNativeError {
    const error = body?.error as { readonly code?: string; readonly message?: string } | undefined;
    const code = error?.code === undefined ? "" : ` Code="${error.code}"`;
    return new AzureNativeError(`Status=${statusCode}${code} Message="${error?.message ?? JSON.stringify(body)}"`);
}
