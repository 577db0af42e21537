// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";

/** The private fields of the SDK's Outputs. They are not a documented API, so this file alone uses them. */
interface OutputFields {
    readonly promise: (withUnknowns: boolean) => Promise<unknown>;
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
    readonly allResources?: () => Promise<unknown>;
}

/** A value without Outputs. */
export interface UnwrappedValue<T> {
    readonly value: T;
    /** Whether all of it is known. In a preview it may not be. */
    readonly isKnown: boolean;
}

/**
 * Resolves every Output and promise in a value, secrets included. Unlike `apply`, it also resolves for an unknown value, and
 * rejects with the reason of an Output that rejects.
 */
export async function unwrapOutputs<T>(value: unknown): Promise<UnwrappedValue<T>> {
    const output = pulumi.output(value);
    ignoreRejections(output);
    if (pulumi.Output.isInstance(value)) {
        ignoreRejections(value);
    }
    const { promise, isKnown } = output as unknown as OutputFields;
    return { isKnown: await isKnown, value: (await promise(true)) as T };
}

/** An Output that rejects does so in several promises, each of which would end the program. `unwrapOutputs` reports the reason. */
function ignoreRejections(output: unknown): void {
    const { promise, isKnown, isSecret, allResources } = output as OutputFields;
    for (const part of [promise(true), isKnown, isSecret, allResources?.()]) {
        part?.catch(() => undefined);
    }
}
