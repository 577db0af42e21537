// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import { copyFields, readArgument } from "../common/fields";
import { keyOrVariable, settingKey, settingNamespace } from "../common/settingNames";

/** The environment variables of each setting, in order of precedence. The key is also that of the stack configuration. */
export const SETTING_SOURCES = {
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
    oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
    oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
    serviceConnectionId: ["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"],
    oidcAudience: ["ARM_OIDC_AUDIENCE"],
    useMsi: ["ARM_USE_MSI"],
    useDefaultAzureCredential: ["ARM_USE_DEFAULT_AZURE_CREDENTIAL"],
    disableInstanceDiscovery: ["ARM_DISABLE_INSTANCE_DISCOVERY"],
    environment: ["ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"],
    metadataHost: ["ARM_METADATA_HOSTNAME"],
} as const satisfies Record<string, readonly string[]>;

/** Settings that azure-native does not have: only the environment contains them. */
export const ENVIRONMENT_ONLY: readonly string[] = ["serviceConnectionId"];

/** Arguments of azure-native's provider that do not affect a wait: accepted and ignored. */
export const IGNORED_ARGUMENTS: readonly string[] = [
    "location",
    "partnerId",
    "disablePulumiPartnerId",
    "msiEndpoint",
    "skipReadOnUpdate",
];

export const SECRET_SETTINGS = [
    "clientId",
    "clientSecret",
    "clientCertificatePassword",
    "oidcToken",
    "oidcRequestToken",
] as const satisfies readonly (keyof typeof SETTING_SOURCES)[];

/** The name of a setting, as in azure-native's provider arguments, or `serviceConnectionId`. */
export type SettingName = keyof typeof SETTING_SOURCES;

/**
 * Sign-in and cloud, with the names and the meaning of azure-native's provider arguments. A setting that is missing here is
 * read from the stack configuration (`azure-native:<name>`), then from the environment variable given below, without line ends at
 * its end. An empty string counts as unset, without a fallback to these. Switches are on for `true` or `"true"` only.
 *
 * The first method that is set signs in: `useDefaultAzureCredential`, `clientCertificatePath`, `clientSecret`, `useOidc`,
 * `useMsi`, or else Azure CLI. A setting that is missing or wrong fails the wait with `AuthenticationFailed` or
 * `InvalidArgument`.
 *
 * @see https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
 */
export interface AzureSettings {
    /**
     * Subscription of operations that are given by `asyncOperationId` without one (`ARM_SUBSCRIPTION_ID`).
     *
     * @default Azure CLI's current subscription when that signs in, else none
     */
    readonly subscriptionId?: string;
    /** Id or domain of the Entra tenant (`ARM_TENANT_ID`). Required for a certificate, a secret and OIDC. */
    readonly tenantId?: string;
    /**
     * Client id of the service principal, or of a user-assigned managed identity (`ARM_CLIENT_ID`). Required for a certificate,
     * a secret and OIDC.
     */
    readonly clientId?: string;
    /** Client secret of the service principal (`ARM_CLIENT_SECRET`). */
    readonly clientSecret?: string;
    /** Path of a PEM or PFX file with the certificate and its private key (`ARM_CLIENT_CERTIFICATE_PATH`). PFX needs an RSA key. */
    readonly clientCertificatePath?: string;
    /** Password of that file (`ARM_CLIENT_CERTIFICATE_PASSWORD`). */
    readonly clientCertificatePassword?: string;
    /** Further tenants for which tokens may be requested: an array, or a JSON array as a string (`ARM_AUXILIARY_TENANT_IDS`). */
    readonly auxiliaryTenantIds?: readonly string[] | string;
    /**
     * Signs in with an OIDC token from the first of `oidcToken`, `oidcTokenFilePath` and `oidcRequestUrl` that is set
     * (`ARM_USE_OIDC`). GitHub Actions and Azure Pipelines set the last one.
     *
     * @default false
     */
    readonly useOidc?: boolean | string;
    /** An OIDC token (`ARM_OIDC_TOKEN`). It cannot be renewed when it expires. */
    readonly oidcToken?: string;
    /** Path of a file with an OIDC token (`ARM_OIDC_TOKEN_FILE_PATH`). It is read again for each Azure token. */
    readonly oidcTokenFilePath?: string;
    /**
     * Bearer token for `oidcRequestUrl` (`ARM_OIDC_REQUEST_TOKEN`, then `ACTIONS_ID_TOKEN_REQUEST_TOKEN` of GitHub Actions, then
     * `SYSTEM_ACCESSTOKEN` of Azure Pipelines).
     */
    readonly oidcRequestToken?: string;
    /**
     * URL that returns OIDC tokens, with https (`ARM_OIDC_REQUEST_URL`, then `ACTIONS_ID_TOKEN_REQUEST_URL` of GitHub Actions, then
     * `SYSTEM_OIDCREQUESTURI` of Azure Pipelines). A token is requested for each Azure token: with GET, or with POST where the
     * path ends with `/oidctoken`, as in Azure Pipelines, or GET returns 405. Such a URL also requires the id of a service
     * connection, in its own `serviceConnectionId` parameter or in `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID`, else
     * `AZURESUBSCRIPTION_SERVICE_CONNECTION_ID`.
     */
    readonly oidcRequestUrl?: string;
    /**
     * Audience of the tokens from `oidcRequestUrl`, except in Azure Pipelines, which decides it (`ARM_OIDC_AUDIENCE`).
     *
     * @default "api://AzureADTokenExchange"
     */
    readonly oidcAudience?: string;
    /** Signs in with a managed identity (`ARM_USE_MSI`). @default false */
    readonly useMsi?: boolean | string;
    /** Signs in with `DefaultAzureCredential` of `@azure/identity` (`ARM_USE_DEFAULT_AZURE_CREDENTIAL`). @default false */
    readonly useDefaultAzureCredential?: boolean | string;
    /**
     * Skips instance discovery, for authorities that it does not support (`ARM_DISABLE_INSTANCE_DISCOVERY`).
     *
     * @default false for Microsoft's authorities, always true for others
     */
    readonly disableInstanceDiscovery?: boolean | string;
    /**
     * The cloud: `public`, `usgovernment` or `china` (`ARM_ENVIRONMENT`, then `AZURE_ENVIRONMENT`).
     *
     * @default Azure CLI's cloud when that signs in, else "public"
     */
    readonly environment?: string;
    /** Host, with or without a port, that describes a custom cloud (`ARM_METADATA_HOSTNAME`). Overrides `environment`. */
    readonly metadataHost?: string;
    /** Accepted and ignored. */
    readonly location?: string;
    /** Accepted and ignored. */
    readonly partnerId?: string;
    /** Accepted and ignored. */
    readonly disablePulumiPartnerId?: boolean | string;
    /** Accepted and ignored. */
    readonly msiEndpoint?: string;
    /** Accepted and ignored. */
    readonly skipReadOnUpdate?: boolean | string;
}

/** Reads a key of the stack configuration, such as `azure-native:clientId`; in a plugin, of the provider arguments. */
export type ConfigurationReader = (key: string) => string | undefined;

/** Sources of the settings, in order of precedence. The first that contains a setting decides, even with an empty string. */
export interface SettingsSources {
    readonly given?: AzureSettings | undefined;
    readonly configuration?: ConfigurationReader | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The value of a setting and, for messages, its source. */
interface FoundSetting {
    readonly value: string;
    readonly source: string;
}

/** The effective settings and their sources. */
export class Settings {
    readonly #found: ReadonlyMap<SettingName, FoundSetting>;

    /** @throws {CodedError} `InvalidArgument` for a name that azure-native's provider does not have. */
    constructor(sources: SettingsSources) {
        const names = Object.keys(SETTING_SOURCES) as SettingName[];
        copyFields("settings", sources.given ?? {}, []);
        const given = readArgument("settings", () => readSettings(sources.given ?? {}));
        for (const name of given.keys()) {
            const isSetting = (names as string[]).includes(name) && !ENVIRONMENT_ONLY.includes(name);
            if (!isSetting && !IGNORED_ARGUMENTS.includes(name)) {
                const remedy = "use the names of azure-native's provider arguments";
                throw invalidArgument("settings", `has no \`${name}\`: ${remedy}`);
            }
        }
        this.#found = new Map(names.map((name) => [name, findSetting(name, given, sources)] as const).filter(hasValue));
    }

    /** The value of a setting, or `undefined` when it is unset or empty. */
    get(name: SettingName): string | undefined {
        const value = this.#found.get(name)?.value;
        return value === "" ? undefined : value;
    }

    /** Whether a switch is on. As in azure-native, only `true` turns it on. */
    isOn(name: SettingName): boolean {
        return this.get(name) === "true";
    }

    /** Values to redact in every message. */
    get secrets(): readonly string[] {
        return SECRET_SETTINGS.map((name) => this.get(name)).filter((value) => value !== undefined);
    }

    /** A key that is equal for equal settings from equal sources. It contains secrets. */
    fingerprint(): string {
        return JSON.stringify([...this.#found].map(([name, { value, source }]) => [name, value, source]));
    }

    /** The source of a setting, for messages: `stack configuration azure-native:clientId`. */
    source(name: SettingName): string {
        return this.#found.get(name)?.source ?? settingNames(name);
    }

    /** For messages about a setting that is missing: the source of an empty string that hides other sources, or `""`. */
    emptyNote(name: SettingName): string {
        const found = this.#found.get(name);
        return found?.value === "" ? ` (${found.source} is an empty string, which counts as unset)` : "";
    }
}

/** The names under which a setting can be set, for messages: `azure-native:tenantId or ARM_TENANT_ID`. */
export function settingNames(name: SettingName): string {
    const [variable] = SETTING_SOURCES[name];
    return ENVIRONMENT_ONLY.includes(name) ? variable : keyOrVariable(name, variable);
}

/** The given settings as strings, as in configuration and environment. */
function readSettings(given: AzureSettings): ReadonlyMap<string, string> {
    return new Map(
        Object.entries(given)
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
    );
}

function findSetting(
    name: SettingName,
    given: ReadonlyMap<string, string>,
    sources: SettingsSources,
): FoundSetting | undefined {
    const value = given.get(name);
    if (value !== undefined) {
        return { value, source: `settings.${name}` };
    }
    const key = settingKey(name);
    const configured = ENVIRONMENT_ONLY.includes(name) ? undefined : sources.configuration?.(key);
    if (configured !== undefined) {
        return { value: configured, source: `${settingNamespace().place} ${key}` };
    }
    return SETTING_SOURCES[name]
        .map((variable) => ({
            value: withoutLineEnd(sources.environment[variable] ?? ""),
            source: `environment variable ${variable}`,
        }))
        .find((found) => found.value !== "");
}

/** Secret stores and files often add a line end to a value, which no setting contains. */
function withoutLineEnd(value: string): string {
    return value.replace(/[\r\n]+$/, "");
}

function hasValue(
    entry: readonly [SettingName, FoundSetting | undefined],
): entry is readonly [SettingName, FoundSetting] {
    return entry[1] !== undefined;
}
