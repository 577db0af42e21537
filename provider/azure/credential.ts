// SPDX-License-Identifier: Apache-2.0

import type { TokenCredential } from "@azure/core-auth";
import { Fault } from "../operation/fault";
import type { Cloud } from "./cloud";
import { type SettingName, type Settings, settingNames } from "./settings";

/** How to sign in, in azure-native's order: the first whose setting is there is used, and no other when it fails. */
const METHODS: readonly { readonly name: string; readonly isChosen: (settings: Settings) => boolean }[] = [
    { name: "default credential", isChosen: (settings) => settings.isOn("useDefaultAzureCredential") },
    { name: "client certificate", isChosen: (settings) => settings.get("clientCertificatePath") !== undefined },
    { name: "client secret", isChosen: (settings) => settings.get("clientSecret") !== undefined },
    { name: "OIDC", isChosen: (settings) => settings.isOn("useOidc") },
    { name: "managed identity", isChosen: (settings) => settings.isOn("useMsi") },
    { name: "Azure CLI", isChosen: () => true },
];

/**
 * The credential that the settings describe. The identity library is loaded here, at the first token: it is large.
 *
 * @throws {Fault} `AuthenticationFailed` when a setting is missing, naming it.
 */
export function createCredential(settings: Settings, cloud: Cloud): TokenCredential {
    const method = METHODS.find(({ isChosen }) => isChosen(settings));
    if (method?.name !== "client secret") {
        throw new Fault(
            "AuthenticationFailed",
            `signing in with the method "${method?.name}" is not supported yet: set ${settingNames("clientSecret")}, ` +
                `${settingNames("clientId")} and ${settingNames("tenantId")} for a service principal`,
        );
    }
    const { ClientSecretCredential } = require("@azure/identity") as typeof import("@azure/identity");
    return new ClientSecretCredential(
        required(settings, "tenantId", method.name),
        required(settings, "clientId", method.name),
        required(settings, "clientSecret", method.name),
        {
            authorityHost: cloud.authority,
            disableInstanceDiscovery: !cloud.isKnown || settings.isOn("disableInstanceDiscovery"),
            retryOptions: { maxRetries: 0 },
        },
    );
}

function required(settings: Settings, name: SettingName, method: string): string {
    const value = settings.get(name);
    if (value === undefined) {
        throw new Fault(
            "AuthenticationFailed",
            `\`${name}\` is missing for signing in with a ${method}: set ${settingNames(name)}`,
        );
    }
    return value;
}
