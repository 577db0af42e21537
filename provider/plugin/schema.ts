// SPDX-License-Identifier: Apache-2.0

import type { SettingName } from "../azure/settings";
import { type Properties, TYPES } from "./propertyTable";
import { PACKAGE, PROVIDER_ARGUMENTS, SECRET_ARGUMENTS } from "./providerArguments";
import { RESOURCES, type ResourceTable } from "./resourceTable";

/** The prefix of the types of the dynamic resources, from which a stack moves to the plugin. */
const DYNAMIC_TYPES = "pulumi-nodejs:dynamic/pulumi-azure-wait:";

const SETTING_DESCRIPTIONS: Readonly<Partial<Record<SettingName, string>>> = {
    subscriptionId:
        "Subscription of operations that are given by `asyncOperationId` without one (`ARM_SUBSCRIPTION_ID`).",
    tenantId: "Id or domain of the Entra tenant (`ARM_TENANT_ID`). Required for a certificate, a secret and OIDC.",
    clientId: "Client id of the service principal, or of a user-assigned managed identity (`ARM_CLIENT_ID`).",
    clientSecret: "Client secret of the service principal (`ARM_CLIENT_SECRET`).",
    clientCertificatePath:
        "Path of a PEM or PFX file with the certificate and its private key (`ARM_CLIENT_CERTIFICATE_PATH`).",
    clientCertificatePassword: "Password of that file (`ARM_CLIENT_CERTIFICATE_PASSWORD`).",
    auxiliaryTenantIds: "Further tenants for which tokens may be requested (`ARM_AUXILIARY_TENANT_IDS`).",
    useOidc: "Signs in with an OIDC token (`ARM_USE_OIDC`).",
    oidcToken: "An OIDC token (`ARM_OIDC_TOKEN`). It cannot be renewed when it expires.",
    oidcTokenFilePath:
        "Path of a file with an OIDC token, read again for each Azure token (`ARM_OIDC_TOKEN_FILE_PATH`).",
    oidcRequestToken: "Bearer token for `oidcRequestUrl` (`ARM_OIDC_REQUEST_TOKEN`).",
    oidcRequestUrl: "URL that returns OIDC tokens (`ARM_OIDC_REQUEST_URL`).",
    oidcAudience: "Audience of the tokens from `oidcRequestUrl` (`ARM_OIDC_AUDIENCE`).",
    useMsi: "Signs in with a managed identity (`ARM_USE_MSI`).",
    useDefaultAzureCredential: "Signs in with the default Azure credential (`ARM_USE_DEFAULT_AZURE_CREDENTIAL`).",
    disableInstanceDiscovery:
        "Skips instance discovery, for authorities that do not support it (`ARM_DISABLE_INSTANCE_DISCOVERY`).",
    environment: 'The cloud: "public", "usgovernment" or "china" (`ARM_ENVIRONMENT`).',
    metadataHost: "Host that describes a custom cloud (`ARM_METADATA_HOSTNAME`). Overrides `environment`.",
};

const SWITCHES: readonly string[] = [
    ...["useOidc", "useMsi", "useDefaultAzureCredential", "disableInstanceDiscovery"],
    ...["disablePulumiPartnerId", "skipReadOnUpdate"],
];

/** The schema of the package, from which Pulumi makes the reference and the SDK of each language. */
export function packageSchema(version: string): object {
    const repository = "https://github.com/pulumi-azure-wait/pulumi-azure-wait";
    const settings = providerProperties();
    return {
        name: PACKAGE,
        displayName: "Azure Wait",
        version,
        description: "Wait for Azure long-running operations, and fail with Azure's whole error",
        keywords: ["pulumi", "azure", "arm", "long-running-operation", "category/cloud"],
        homepage: repository,
        repository,
        license: "Apache-2.0",
        publisher: "pulumi-azure-wait",
        pluginDownloadURL: "github://api.github.com/pulumi-azure-wait/pulumi-azure-wait",
        // The SDKs are packages of their own, the one for Go with a `go.mod`.
        meta: { supportPack: true },
        config: { variables: settings },
        provider: {
            description:
                "Signs in with azure-native's settings: arguments, then the stack configuration `azure-wait:…`, then `ARM_…`.",
            inputProperties: settings,
        },
        types: mapTable(TYPES, ({ description, properties, required }) => ({
            type: "object",
            description,
            properties,
            required,
        })),
        resources: mapTable(RESOURCES, (table: ResourceTable, name) => ({
            description: table.description,
            inputProperties: table.inputs,
            requiredInputs: table.requiredInputs,
            properties: table.outputs,
            required: table.requiredOutputs,
            aliases: [{ type: `${DYNAMIC_TYPES}${name}` }],
        })),
        language: {
            nodejs: { respectSchemaVersion: true, packageName: "@pulumi-azure-wait/azure-wait" },
            python: { respectSchemaVersion: true, pyproject: { enabled: true } },
            go: { respectSchemaVersion: true, generateResourceContainerTypes: true },
            csharp: { respectSchemaVersion: true },
        },
    };
}

/** The provider's arguments, which are also the keys of the configuration. */
function providerProperties(): Properties {
    return Object.fromEntries(
        PROVIDER_ARGUMENTS.map((name) => [
            name,
            {
                ...typeOf(name),
                description:
                    (SETTING_DESCRIPTIONS as Readonly<Record<string, string>>)[name] ?? "Accepted and ignored.",
                ...(SECRET_ARGUMENTS.includes(name) ? { secret: true } : {}),
            },
        ]),
    );
}

function typeOf(name: string) {
    if (name === "auxiliaryTenantIds") {
        return { type: "array", items: { type: "string" } } as const;
    }
    return { type: SWITCHES.includes(name) ? "boolean" : "string" } as const;
}

/** The entries of a table under their tokens, such as `azure-wait:index:OperationWait`. */
function mapTable<T>(table: Readonly<Record<string, T>>, map: (entry: T, name: string) => object): object {
    return Object.fromEntries(
        Object.entries(table).map(([name, entry]) => [`${PACKAGE}:index:${name}`, map(entry, name)]),
    );
}
