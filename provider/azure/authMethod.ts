// SPDX-License-Identifier: Apache-2.0

import type { SettingName, Settings } from "./settings";

/** A sign-in method and the setting that chooses it. */
interface MethodChoice {
    readonly name: string;
    readonly chosenBy: SettingName | undefined;
    readonly isChosen: (settings: Settings) => boolean;
}

/** In azure-native's order. The first whose setting is present is used, without a fallback to the next. */
const METHODS = {
    defaultCredential: {
        name: "the default Azure credential",
        chosenBy: "useDefaultAzureCredential",
        isChosen: (settings) => settings.isOn("useDefaultAzureCredential"),
    },
    clientCertificate: {
        name: "a client certificate",
        chosenBy: "clientCertificatePath",
        isChosen: (settings) => settings.get("clientCertificatePath") !== undefined,
    },
    clientSecret: {
        name: "a client secret",
        chosenBy: "clientSecret",
        isChosen: (settings) => settings.get("clientSecret") !== undefined,
    },
    oidc: { name: "OIDC", chosenBy: "useOidc", isChosen: (settings) => settings.isOn("useOidc") },
    managedIdentity: {
        name: "a managed identity",
        chosenBy: "useMsi",
        isChosen: (settings) => settings.isOn("useMsi"),
    },
    azureCli: { name: "Azure CLI", chosenBy: undefined, isChosen: () => true },
} as const satisfies Record<string, MethodChoice>;

/** azure-native's sign-in methods. */
export type AuthMethod = keyof typeof METHODS;

/** The sign-in method that the settings choose. By default Azure CLI. */
export function authMethod(settings: Settings): AuthMethod {
    const methods = Object.keys(METHODS) as AuthMethod[];
    return methods.find((method) => METHODS[method].isChosen(settings)) ?? "azureCli";
}

/** The sign-in method, for messages: `a client secret (environment variable ARM_CLIENT_SECRET)`. */
export function describeAuthMethod(settings: Settings): string {
    const { name, chosenBy }: MethodChoice = METHODS[authMethod(settings)];
    return chosenBy === undefined ? name : `${name} (${settings.source(chosenBy)})`;
}
