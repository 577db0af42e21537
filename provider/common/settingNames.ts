// SPDX-License-Identifier: Apache-2.0

/** Where a process finds the settings besides the environment, and how its messages name them and the arguments. */
export interface SettingNames {
    /** The namespace of the keys, such as `azure-native:clientId`. Without it only the environment has settings. */
    readonly namespace: string | undefined;
    /** What contains the keys. */
    readonly place: string;
    /** All of them. */
    readonly settings: string;
    /** A note for messages about settings that are missing. */
    readonly note: string;
    /** The name of an argument, such as `--not-found-grace` of `notFoundGrace`. @default the argument in back-ticks */
    readonly argumentName?: (argument: string) => string;
}

/** Programs and dynamic resources read the stack configuration of azure-native. */
const AZURE_NATIVE: SettingNames = {
    namespace: "azure-native",
    place: "stack configuration",
    settings: "azure-native's settings",
    note: "",
};

let names = AZURE_NATIVE;

/** Sets the names for the whole process, as a provider plugin does at its start. @param given By default those of azure-native. */
export function useSettingNames(given: SettingNames = AZURE_NATIVE): void {
    names = given;
}

/** The names in this process. */
export function settingNamespace(): SettingNames {
    return names;
}

/** The key of a setting, such as `azure-native:clientId`. */
export function settingKey(name: string): string {
    return `${names.namespace}:${name}`;
}

/** The key and the variable of a setting: `azure-native:clientId or ARM_CLIENT_ID`. */
export function keyOrVariable(name: string, variable: string): string {
    return names.namespace === undefined ? variable : `${settingKey(name)} or ${variable}`;
}

/** The name of an argument, for messages: `` `notFoundGrace` `` or `--not-found-grace`. */
export function argumentName(argument: string): string {
    return names.argumentName?.(argument) ?? `\`${argument}\``;
}
