// SPDX-License-Identifier: Apache-2.0

import type { Inputs } from "./inputs";

/** The error of a resource that the host must keep in state nevertheless, half-made, so that the next run goes on with it. */
export class PartialStateError extends Error {
    override readonly name = "PartialStateError";

    /**
     * @param id The resource.
     * @param outputs All outputs that state holds from now on.
     * @param cause Why it is half-made.
     * @param message The report.
     */
    constructor(
        readonly id: string,
        readonly outputs: Inputs,
        cause: Error,
        message = cause.message,
    ) {
        super(message, { cause });
    }
}
