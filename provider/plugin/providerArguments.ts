// SPDX-License-Identifier: Apache-2.0

import {
    type ConfigurationReader,
    ENVIRONMENT_ONLY,
    IGNORED_ARGUMENTS,
    SECRET_SETTINGS,
    SETTING_SOURCES,
} from "../azure/settings";
import { invalidArgument } from "../common/codedError";
import { isJsonObject, parseJson } from "../common/json";
import type { SettingNames } from "../common/settingNames";
import type { Inputs } from "../resources/inputs";
import { checkArguments } from "../wait/report";

/** The name of the package, and the namespace of its configuration. */
export const PACKAGE = "azure-wait";

/** The names of the settings in a plugin, which gets them as arguments and as stack configuration, of its own namespace only. */
export const PLUGIN_SETTINGS: SettingNames = {
    namespace: PACKAGE,
    place: "configuration",
    settings: `${PACKAGE}'s settings`,
    note: " (the configuration of azure-native is not visible to this plugin)",
};

/** The arguments of a provider: azure-native's. */
export const PROVIDER_ARGUMENTS: readonly string[] = [
    ...Object.keys(SETTING_SOURCES).filter((name) => !ENVIRONMENT_ONLY.includes(name)),
    ...IGNORED_ARGUMENTS,
];

export const SECRET_ARGUMENTS: readonly string[] = SECRET_SETTINGS;

/** What the engine adds to the arguments of each provider. */
const ENGINE_ARGUMENT = /^(?:version|pluginDownloadURL|__.*)$/;

/** @throws {OperationError} `InvalidArgument` for an argument that azure-native's provider does not have. */
export function checkProviderArguments(given: Inputs): void {
    checkArguments(() => {
        for (const name of Object.keys(given)) {
            if (!PROVIDER_ARGUMENTS.includes(name) && !ENGINE_ARGUMENT.test(name)) {
                throw invalidArgument(
                    name,
                    `is no argument of this provider: use the names of azure-native's provider arguments${projectNote()}`,
                );
            }
        }
    });
}

/** The engine hands the configuration of a project of this name to the provider, too. */
function projectNote(): string {
    return process.env.PULUMI_PROJECT === PACKAGE
        ? `, or rename the project, whose configuration \`${PACKAGE}:…\` is that of this provider, too`
        : "";
}

/**
 * Reads the arguments of a provider, then the stack configuration `azure-wait:…`, which the engine gives to the default provider as
 * arguments, and to all in the environment.
 */
export function argumentReader(
    given: Inputs,
    environment: Readonly<Record<string, string | undefined>> = process.env,
): ConfigurationReader {
    const configuration = parseJson(environment.PULUMI_CONFIG ?? "");
    const values: Inputs = { ...(isJsonObject(configuration) ? configuration : {}), ...given };
    return (key) => {
        const value = values[key.slice(PACKAGE.length + 1)];
        // As in the stack configuration, where lists are JSON.
        return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
    };
}
