// SPDX-License-Identifier: Apache-2.0

import { type SettingName, type Settings, settingNames } from "./settings";

/** A sign-in method and the setting that chooses it. */
interface MethodChoice {
    readonly name: string;
    readonly chosenBy: SettingName | undefined;
    readonly isChosen: (settings: Settings) => boolean;
    /** Further settings that it uses. Of several in a list, it uses the first that is set. */
    readonly uses: readonly (SettingName | readonly SettingName[])[];
}

const SWITCHES = ["useDefaultAzureCredential", "useOidc", "useMsi"] as const;
/** The settings with which a principal proves that it is the client of `clientId`. */
const PROOFS = ["clientSecret", "clientCertificatePath", "useOidc"] as const;
const CLOUD = ["metadataHost", "environment"] as const;
const PRINCIPAL = ["tenantId", "clientId"] as const;

/** In azure-native's order. The first whose setting is present is used, without a fallback to the next. */
const METHODS = {
    defaultCredential: {
        name: "the default Azure credential",
        chosenBy: "useDefaultAzureCredential",
        isChosen: (settings) => settings.isOn("useDefaultAzureCredential"),
        uses: ["tenantId", CLOUD],
    },
    clientCertificate: {
        name: "a client certificate",
        chosenBy: "clientCertificatePath",
        isChosen: (settings) => settings.get("clientCertificatePath") !== undefined,
        uses: [...PRINCIPAL, CLOUD],
    },
    clientSecret: {
        name: "a client secret",
        chosenBy: "clientSecret",
        isChosen: (settings) => settings.get("clientSecret") !== undefined,
        uses: [...PRINCIPAL, CLOUD],
    },
    oidc: {
        name: "OIDC",
        chosenBy: "useOidc",
        isChosen: (settings) => settings.isOn("useOidc"),
        uses: [...PRINCIPAL, ["oidcToken", "oidcTokenFilePath", "oidcRequestUrl"], "oidcAudience", CLOUD],
    },
    managedIdentity: {
        name: "a managed identity",
        chosenBy: "useMsi",
        isChosen: (settings) => settings.isOn("useMsi"),
        uses: ["clientId", CLOUD],
    },
    azureCli: {
        name: "Azure CLI",
        chosenBy: undefined,
        isChosen: () => true,
        uses: ["tenantId", "subscriptionId", CLOUD],
    },
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

/**
 * The sources of the settings that the sign-in method uses, as lines of a message that begin with a line break:
 * `settings: tenantId (environment variable ARM_TENANT_ID), clientId (stack configuration azure-native:clientId)`.
 */
export function describeUsedSettings(settings: Settings): string {
    const { uses }: MethodChoice = METHODS[authMethod(settings)];
    const isSet = (name: SettingName) => settings.get(name) !== undefined;
    const used = uses
        .map((use) => (typeof use === "string" ? [use] : use).find(isSet))
        .filter((name) => name !== undefined)
        .map((name) => `${name} (${settings.source(name)})`);
    // A pipeline may turn `true` into `True`, which azure-native ignores, too.
    const ignored = SWITCHES.filter((name) => isSet(name) && !["true", "false"].includes(settings.get(name) ?? "")).map(
        (name) => `${name} (${settings.source(name)}) is off, because it is not \`true\``,
    );
    const isUnproven = authMethod(settings) === "azureCli" && isSet("clientId");
    const unproven = `clientId (${settings.source("clientId")}) is set, but what proves it is missing or empty: ${PROOFS.map(settingNames).join(", ")}`;
    return [
        ...(used.length === 0 ? [] : [`settings: ${used.join(", ")}`]),
        ...ignored,
        ...(isUnproven ? [unproven] : []),
    ]
        .map((line) => `\n  ${line}`)
        .join("");
}
