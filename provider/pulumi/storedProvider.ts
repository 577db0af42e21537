// SPDX-License-Identifier: Apache-2.0

import type { dynamic } from "@pulumi/pulumi";

/**
 * The provider that Pulumi stores in state. It contains no value and no code of its own: `configure` loads both from the installed
 * package, so that refresh and destroy work with any later version of the package, and without it.
 * `pulumi-azure-wait/runtime` and `attach` are therefore public names that never change within a major version.
 *
 * Without the package, `create` and `update` must fail, because Pulumi's host treats a missing `update` as one without changes.
 * Every character is stored twice for each wait, so the code is short, and its comments are here.
 *
 * `configure` must stay synchronous, because Pulumi may call other methods before an asynchronous one ends.
 */
const provider: { create?: unknown; update?: unknown; configure(request: unknown): void } = {
    configure(request) {
        try {
            require("pulumi-azure-wait/runtime").attach(this, request);
        } catch (error) {
            this.create = this.update = () =>
                Promise.reject(new Error(`Install pulumi-azure-wait in ${process.cwd()}: ${error}`));
        }
    },
};

/** The stored provider with the type that Pulumi requires. `attach` adds its methods later. */
export const storedProvider = provider as unknown as dynamic.ResourceProvider;
