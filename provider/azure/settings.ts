// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";

/** The stack configuration key, without `azure-native:`, and the environment variables behind each setting, first one first. */
const SETTING_SOURCES = {
    subscriptionId: ["ARM_SUBSCRIPTION_ID"],
    tenantId: ["ARM_TENANT_ID"],
    clientId: ["ARM_CLIENT_ID"],
    clientSecret: ["ARM_CLIENT_SECRET"],
    clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
    clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
    auxiliaryTenantIds: ["ARM_AUXILIARY_TENANT_IDS"],
    useOidc: ["ARM_USE_OIDC"],
    oidcToken: ["ARM_OIDC_TOKEN"],
    oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
    oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
    oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
    oidcAudience: ["ARM_OIDC_AUDIENCE"],
    useMsi: ["ARM_USE_MSI"],
    useDefaultAzureCredential: ["ARM_USE_DEFAULT_AZURE_CREDENTIAL"],
    disableInstanceDiscovery: ["ARM_DISABLE_INSTANCE_DISCOVERY"],
    environment: ["ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"],
    metadataHost: ["ARM_METADATA_HOSTNAME"],
} as const satisfies Record<string, readonly string[]>;

/** Arguments of azure-native's provider that have nothing to do with a wait. */
const IGNORED: readonly string[] = [
    "location",
    "partnerId",
    "disablePulumiPartnerId",
    "msiEndpoint",
    "skipReadOnUpdate",
];

const SECRET_SETTINGS = [
    "clientId",
    "clientSecret",
    "clientCertificatePassword",
    "oidcToken",
    "oidcRequestToken",
] as const satisfies readonly (keyof typeof SETTING_SOURCES)[];

/** The name of a setting: azure-native's own word for it. */
export type SettingName = keyof typeof SETTING_SOURCES;

/**
 * The settings of azure-native's provider, under the same names and with the same meaning. What is not given comes from the
 * stack configuration (`azure-native:…`), then from the `ARM_…` variables.
 *
 * @see https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
 */
export interface AzureSettings {
    readonly subscriptionId?: string;
    readonly tenantId?: string;
    readonly clientId?: string;
    readonly clientSecret?: string;
    /** Path of a PFX or PEM file. */
    readonly clientCertificatePath?: string;
    readonly clientCertificatePassword?: string;
    readonly auxiliaryTenantIds?: readonly string[] | string;
    readonly useOidc?: boolean | string;
    readonly oidcToken?: string;
    readonly oidcTokenFilePath?: string;
    readonly oidcRequestToken?: string;
    readonly oidcRequestUrl?: string;
    /** @default "api://AzureADTokenExchange" */
    readonly oidcAudience?: string;
    readonly useMsi?: boolean | string;
    readonly useDefaultAzureCredential?: boolean | string;
    readonly disableInstanceDiscovery?: boolean | string;
    /** The cloud: `public`, `usgovernment` or `china`. @default "public" */
    readonly environment?: string;
    /** Host (and port) that describes a custom cloud. Beats `environment`. */
    readonly metadataHost?: string;
    /** Ignored, as are the following: they have nothing to do with a wait. */
    readonly location?: string;
    readonly partnerId?: string;
    readonly disablePulumiPartnerId?: boolean | string;
    readonly msiEndpoint?: string;
    readonly skipReadOnUpdate?: boolean | string;
}

/** Reads a key of the stack configuration, such as `azure-native:clientId`. */
export type ConfigurationReader = (key: string) => string | undefined;

/** Where settings come from, the first that has one decides, even with an empty text. */
export interface SettingsSources {
    readonly given?: AzureSettings | undefined;
    readonly configuration?: ConfigurationReader | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A setting's value and, for messages, where it was found. */
interface FoundSetting {
    readonly value: string;
    readonly source: string;
}

/** The settings in force, and where each one comes from. */
export class Settings {
    readonly #found: ReadonlyMap<SettingName, FoundSetting>;

    constructor(sources: SettingsSources) {
        const names = Object.keys(SETTING_SOURCES) as SettingName[];
        for (const name of Object.keys(sources.given ?? {})) {
            if (!(names as string[]).includes(name) && !IGNORED.includes(name)) {
                throw invalidArgument(
                    "settings",
                    `has no \`${name}\`: use the names of azure-native's provider arguments`,
                );
            }
        }
        this.#found = new Map(names.map((name) => [name, findSetting(name, sources)] as const).filter(hasValue));
    }

    /** The setting's text, or `undefined` when it is not set or empty. */
    get(name: SettingName): string | undefined {
        const value = this.#found.get(name)?.value;
        return value === "" ? undefined : value;
    }

    /** Whether a switch is on. As in azure-native, only `true` is. */
    isOn(name: SettingName): boolean {
        return this.get(name) === "true";
    }

    /** The values that must not appear in any text. */
    get secrets(): readonly string[] {
        return SECRET_SETTINGS.map((name) => this.get(name)).filter((value) => value !== undefined);
    }

    /** A text that is the same for the same settings from the same places. It contains secrets. */
    fingerprint(): string {
        return JSON.stringify([...this.#found].map(([name, { value, source }]) => [name, value, source]));
    }

    /** Where a setting was found, for messages: `stack configuration azure-native:clientId`. */
    source(name: SettingName): string {
        return this.#found.get(name)?.source ?? settingNames(name);
    }
}

/** What to set, for messages: `azure-native:tenantId or ARM_TENANT_ID`. */
export function settingNames(name: SettingName): string {
    return `azure-native:${name} or ${SETTING_SOURCES[name][0]}`;
}

function findSetting(name: SettingName, sources: SettingsSources): FoundSetting | undefined {
    const given = sources.given?.[name];
    if (given !== undefined) {
        return { value: typeof given === "object" ? JSON.stringify(given) : String(given), source: `settings.${name}` };
    }
    const key = `azure-native:${name}`;
    const configured = sources.configuration?.(key);
    if (configured !== undefined) {
        return { value: configured, source: `stack configuration ${key}` };
    }
    const variable = SETTING_SOURCES[name].find((candidate) => (sources.environment[candidate] ?? "") !== "");
    const value = variable === undefined ? undefined : sources.environment[variable];
    return value === undefined ? undefined : { value, source: `environment variable ${variable}` };
}

function hasValue(
    entry: readonly [SettingName, FoundSetting | undefined],
): entry is readonly [SettingName, FoundSetting] {
    return entry[1] !== undefined;
}
