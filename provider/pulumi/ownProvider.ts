// SPDX-License-Identifier: Apache-2.0

import type * as pulumi from "@pulumi/pulumi";
import { DYNAMIC_PACKAGE } from "./prerequisites";

/** Options with a provider that a dynamic resource can have, if any, and the packages of those that are left out. */
export interface OwnProviderOptions {
    readonly options: pulumi.CustomResourceOptions;
    /** Such as `azure-native`, each once. */
    readonly foreignPackages: readonly string[];
}

/**
 * Leaves out the providers of other packages, as a component does. The engine would ask the plugin of such a provider about the
 * resource, and the SDK rejects `providers` altogether. A provider of dynamic resources stays.
 */
export function withOwnProvider(given: pulumi.CustomResourceOptions = {}): OwnProviderOptions {
    // Components pass on options with `providers`: an array, or an object whose keys are packages.
    const { provider, providers, ...others } = given as pulumi.ComponentResourceOptions;
    const candidates = [provider, ...Object.values(providers ?? {})].filter(
        (candidate) => candidate !== undefined && candidate !== null,
    );
    const own = candidates.find((candidate) => packageOf(candidate) === DYNAMIC_PACKAGE);
    const packages = new Set(candidates.map(packageOf));
    packages.delete(DYNAMIC_PACKAGE);
    return { options: own === undefined ? others : { ...others, provider: own }, foreignPackages: [...packages] };
}

/** The package of a provider, by the method that the SDK itself uses. It is not a documented API. */
function packageOf(provider: pulumi.ProviderResource): string {
    return (provider as unknown as { readonly getPackage: () => string }).getPackage();
}
