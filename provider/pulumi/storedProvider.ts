// SPDX-License-Identifier: Apache-2.0

import type { dynamic } from "@pulumi/pulumi";

/**
 * What Pulumi keeps in state of the code behind a wait. It holds no value and no code: everything is read from the installed
 * package when the provider process starts, so that refresh and destroy work with any later version of it, and without it.
 * `pulumi-azure-wait/runtime` and `attach` are therefore public names that never change within a major version.
 *
 * Without the package nothing can be waited for. `create` and `update` must say so, because Pulumi's host takes a missing
 * `update` for one that has nothing to do. Every character is stored twice for each wait, so the text is short, and comments
 * stand outside.
 *
 * `configure` must stay synchronous: Pulumi may call other methods before an asynchronous one ends.
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

/** The same for Pulumi, whose types want the methods that `attach` adds later. */
export const storedProvider = provider as unknown as dynamic.ResourceProvider;
