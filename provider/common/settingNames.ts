// SPDX-License-Identifier: Apache-2.0

/** Where a process finds the settings besides the environment, and how its messages name them. */
export interface SettingNames {
    /** The namespace of the keys, such as `azure-native:clientId`. */
    readonly namespace: string;
    /** What contains the keys. */
    readonly place: string;
    /** A note for messages about settings that are missing. */
    readonly note: string;
}

/** Programs and dynamic resources read the stack configuration of azure-native. */
const AZURE_NATIVE: SettingNames = { namespace: "azure-native", place: "stack configuration", note: "" };

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
