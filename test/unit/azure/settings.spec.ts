// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type AzureSettings, type SettingName, Settings, settingNames } from "../../../provider/azure/settings";
import { CodedError } from "../../../provider/common/codedError";

/** All azure-native settings for authentication and the cloud, with their environment variables. */
const VARIABLES: Readonly<Record<Exclude<SettingName, "serviceConnectionId">, string>> = {
    subscriptionId: "ARM_SUBSCRIPTION_ID",
    tenantId: "ARM_TENANT_ID",
    clientId: "ARM_CLIENT_ID",
    clientSecret: "ARM_CLIENT_SECRET",
    clientCertificatePath: "ARM_CLIENT_CERTIFICATE_PATH",
    clientCertificatePassword: "ARM_CLIENT_CERTIFICATE_PASSWORD",
    auxiliaryTenantIds: "ARM_AUXILIARY_TENANT_IDS",
    useOidc: "ARM_USE_OIDC",
    oidcToken: "ARM_OIDC_TOKEN",
    oidcTokenFilePath: "ARM_OIDC_TOKEN_FILE_PATH",
    oidcRequestToken: "ARM_OIDC_REQUEST_TOKEN",
    oidcRequestUrl: "ARM_OIDC_REQUEST_URL",
    oidcAudience: "ARM_OIDC_AUDIENCE",
    useMsi: "ARM_USE_MSI",
    useDefaultAzureCredential: "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
    disableInstanceDiscovery: "ARM_DISABLE_INSTANCE_DISCOVERY",
    environment: "ARM_ENVIRONMENT",
    metadataHost: "ARM_METADATA_HOSTNAME",
};

interface Sources {
    readonly given?: AzureSettings;
    readonly configuration?: Readonly<Record<string, string>>;
    readonly environment?: Readonly<Record<string, string>>;
}

function settings({ given, configuration = {}, environment = {} }: Sources): Settings {
    return new Settings({ given, configuration: (key) => configuration[key], environment });
}

describe("Settings", () => {
    for (const [name, variable] of Object.entries(VARIABLES) as [SettingName, string][]) {
        it(`reads ${name} from the given settings, then from azure-native:${name}, then from ${variable}`, () => {
            const environment = { [variable]: "of the environment" };
            const configuration = { [`azure-native:${name}`]: "of the stack" };
            const given = { [name]: "given" };
            assert.equal(settings({ environment }).get(name), "of the environment");
            assert.equal(settings({ environment, configuration }).get(name), "of the stack");
            assert.equal(settings({ environment, configuration, given }).get(name), "given");
            assert.equal(settings({}).get(name), undefined);
            assert.equal(settingNames(name), `azure-native:${name} or ${variable}`);
        });
    }

    it("ignores line ends at the end of an environment variable, and keeps all other characters", () => {
        const environment = {
            ARM_TENANT_ID: "contoso.example\r\n",
            ARM_CLIENT_ID: " c\nd \n\n",
            ARM_USE_OIDC: "true\r",
        };
        const found = settings({ environment });
        assert.deepEqual([found.get("tenantId"), found.get("clientId")], ["contoso.example", " c\nd "]);
        assert.ok(found.isOn("useOidc"));
    });

    it("ignores an environment variable that has only a line end, and reads the next one", () => {
        const environment = { ARM_ENVIRONMENT: "\r\n", AZURE_ENVIRONMENT: "china\n" };
        assert.equal(settings({ environment }).get("environment"), "china");
        assert.equal(settings({ environment }).source("environment"), "environment variable AZURE_ENVIRONMENT");
    });

    it("resolves each key separately, not each source", () => {
        const mixed = settings({
            given: { tenantId: "given" },
            configuration: { "azure-native:clientId": "of the stack" },
            environment: { ARM_TENANT_ID: "t", ARM_CLIENT_ID: "c", ARM_CLIENT_SECRET: "of the environment" },
        });
        const names = ["tenantId", "clientId", "clientSecret"] as const;
        assert.deepEqual(
            names.map((name) => mixed.get(name)),
            ["given", "of the stack", "of the environment"],
        );
    });

    it("lets an empty string in the stack configuration hide the environment", () => {
        const hidden = settings({
            configuration: { "azure-native:clientSecret": "" },
            environment: { ARM_CLIENT_SECRET: "of the environment" },
        });
        assert.equal(hidden.get("clientSecret"), undefined);
    });

    it("lets an empty given string hide the stack configuration", () => {
        const configuration = { "azure-native:clientSecret": "of the stack" };
        assert.equal(settings({ given: { clientSecret: "" }, configuration }).get("clientSecret"), undefined);
    });

    it("ignores a given setting whose value is undefined", () => {
        const given = { clientSecret: undefined } as unknown as AzureSettings;
        const configuration = { "azure-native:clientSecret": "of the stack" };
        assert.equal(settings({ given, configuration }).get("clientSecret"), "of the stack");
    });

    const SWITCHES: readonly (readonly [value: unknown, isOn: boolean])[] = [
        [true, true],
        ["true", true],
        [false, false],
        ["false", false],
        ["True", false],
        ["TRUE", false],
        ["1", false],
        ["yes", false],
        ["", false],
    ];
    for (const [value, isOn] of SWITCHES) {
        it(`reads a switch with the value ${JSON.stringify(value)} as ${isOn ? "on" : "off"}`, () => {
            assert.equal(settings({ given: { useOidc: value } as AzureSettings }).isOn("useOidc"), isOn);
            if (typeof value === "string") {
                assert.equal(settings({ configuration: { "azure-native:useOidc": value } }).isOn("useOidc"), isOn);
                assert.equal(settings({ environment: { ARM_USE_OIDC: value } }).isOn("useOidc"), isOn);
            }
        });
    }

    it("returns a given array as the JSON string that the stack and the environment contain", () => {
        const tenants = ["tenant-1", "tenant-2"];
        assert.equal(
            settings({ given: { auxiliaryTenantIds: tenants } }).get("auxiliaryTenantIds"),
            settings({ environment: { ARM_AUXILIARY_TENANT_IDS: JSON.stringify(tenants) } }).get("auxiliaryTenantIds"),
        );
    });

    it("reads the OIDC request from ARM_… first, then from GitHub's variables, and reports the source", () => {
        const environment = {
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: "GitHub's",
            ACTIONS_ID_TOKEN_REQUEST_URL: "https://github.example",
            ARM_OIDC_REQUEST_TOKEN: "ours",
        };
        const mixed = settings({ environment });
        assert.deepEqual(
            [mixed.get("oidcRequestToken"), mixed.get("oidcRequestUrl")],
            ["ours", "https://github.example"],
        );
        assert.match(mixed.source("oidcRequestToken"), /ARM_OIDC_REQUEST_TOKEN/);
        assert.match(mixed.source("oidcRequestUrl"), /ACTIONS_ID_TOKEN_REQUEST_URL/);
    });

    it("reads the OIDC request of Azure Pipelines after all others, and reports the source", () => {
        const environment = { SYSTEM_ACCESSTOKEN: "the job's", SYSTEM_OIDCREQUESTURI: "https://pipelines.example" };
        const found = settings({ environment });
        assert.deepEqual(
            [found.get("oidcRequestToken"), found.get("oidcRequestUrl")],
            ["the job's", "https://pipelines.example"],
        );
        assert.equal(found.source("oidcRequestUrl"), "environment variable SYSTEM_OIDCREQUESTURI");
        const others = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: "GitHub's", ARM_OIDC_REQUEST_URL: "https://own.example" };
        const mixed = settings({ environment: { ...environment, ...others } });
        assert.deepEqual(
            [mixed.get("oidcRequestToken"), mixed.get("oidcRequestUrl")],
            ["GitHub's", "https://own.example"],
        );
    });

    it("reads the service connection of Azure Pipelines only from the environment, because azure-native has no name for it", () => {
        const environment = { AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "of the task" };
        const configuration = { "azure-native:serviceConnectionId": "of the stack" };
        assert.equal(settings({ environment, configuration }).get("serviceConnectionId"), "of the task");
        const own = { ...environment, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "own" };
        assert.equal(settings({ environment: own }).get("serviceConnectionId"), "own");
        assert.equal(settingNames("serviceConnectionId"), "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID");
        assert.throws(() => settings({ given: { serviceConnectionId: "given" } as AzureSettings }), CodedError);
    });

    it("reads the cloud from ARM_ENVIRONMENT before AZURE_ENVIRONMENT", () => {
        const environment = { AZURE_ENVIRONMENT: "china", ARM_ENVIRONMENT: "usgovernment" };
        assert.equal(settings({ environment }).get("environment"), "usgovernment");
        assert.equal(settings({ environment: { AZURE_ENVIRONMENT: "china" } }).get("environment"), "china");
    });

    it("reports the source of each setting", () => {
        const found = settings({
            given: { tenantId: "t" },
            configuration: { "azure-native:clientId": "c" },
            environment: { ARM_CLIENT_SECRET: "s" },
        });
        assert.match(found.source("tenantId"), /settings\.tenantId/);
        assert.match(found.source("clientId"), /azure-native:clientId/);
        assert.match(found.source("clientSecret"), /ARM_CLIENT_SECRET/);
        assert.match(found.source("metadataHost"), /azure-native:metadataHost or ARM_METADATA_HOSTNAME/);
    });

    it("rejects a name that is not an azure-native setting", () => {
        assert.throws(
            () => settings({ given: { tenant: "contoso" } as AzureSettings }),
            (error: unknown) =>
                error instanceof CodedError &&
                error.code === "InvalidArgument" &&
                /^`settings` has no `tenant`/.test(error.message) &&
                !error.message.includes("contoso"),
        );
    });

    it("ignores irrelevant arguments of azure-native, so that all arguments of its provider can be passed", () => {
        const given = { location: "westus", partnerId: "p", msiEndpoint: "e", skipReadOnUpdate: true, tenantId: "t" };
        assert.equal(settings({ given: given as AzureSettings }).get("tenantId"), "t");
    });

    it("returns equal fingerprints only for equal values from the same sources", () => {
        const given = settings({ given: { tenantId: "t", clientId: "c" } });
        const found = settings({
            configuration: { "azure-native:tenantId": "t" },
            environment: { ARM_CLIENT_ID: "c" },
        });
        const other = settings({ given: { tenantId: "t", clientId: "d" } });
        const same = settings({ given: { tenantId: "t", clientId: "c" } });
        assert.equal(given.fingerprint(), same.fingerprint());
        assert.notEqual(given.fingerprint(), found.fingerprint(), "messages contain the sources");
        assert.notEqual(given.fingerprint(), other.fingerprint());
    });
});
