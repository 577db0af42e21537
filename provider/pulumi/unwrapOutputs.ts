// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";

/** What the SDK's Outputs are inside. It is not documented, so it stays in this file. */
interface OutputInside {
    readonly promise: (withUnknowns: boolean) => Promise<unknown>;
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
    readonly allResources?: () => Promise<unknown>;
}

/** A value without Outputs. */
export interface UnwrappedValue<T> {
    readonly value: T;
    /** Whether all of it is known. In a preview, for example, it may not be. */
    readonly isKnown: boolean;
}

/**
 * The value with every Output and promise in it resolved, secrets included. `apply` would never call back for a value that is
 * not known, nor for one that could not be computed; this rejects with the reason.
 */
export async function unwrapOutputs<T>(value: unknown): Promise<UnwrappedValue<T>> {
    const output = pulumi.output(value);
    ignoreRejections(output);
    if (pulumi.Output.isInstance(value)) {
        ignoreRejections(value);
    }
    const { promise, isKnown } = output as unknown as OutputInside;
    return { isKnown: await isKnown, value: (await promise(true)) as T };
}

/** An Output that rejects does so in several promises, and each would end the program. The reason is told once, above. */
function ignoreRejections(output: unknown): void {
    const { promise, isKnown, isSecret, allResources } = output as OutputInside;
    for (const part of [promise(true), isKnown, isSecret, allResources?.()]) {
        part?.catch(() => undefined);
    }
}
