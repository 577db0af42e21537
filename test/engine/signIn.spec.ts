// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import type { RequestRecord, SignInMethod } from "../emulator/src/index";
import type { Environment } from "../harness/engine/cleanEnvironment";
import { findOrBuildEngine } from "../harness/engine/engine";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine } from "../harness/engine/waitFixture";

const WAIT = `
    const ready = new OperationWait("ready", { asyncOperationId: config.require("operation"), location: "West US" });
    exports.status = ready.status;
`;

/** Configuration that azure-native's schema marks as secret, or that has to be treated so. */
const SECRET_KEYS = ["clientId", "clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"];

/** No `ARM_…` of the fixture's own: what is not in the configuration is nowhere. */
const NO_SETTINGS: Environment = {
    ARM_METADATA_HOSTNAME: undefined,
    ARM_SUBSCRIPTION_ID: undefined,
    ARM_TENANT_ID: undefined,
    ARM_CLIENT_ID: undefined,
    ARM_CLIENT_SECRET: undefined,
};

interface Row {
    readonly title: string;
    readonly method: SignInMethod;
    /** The keys, without `azure-native:`, that must do: the test notices when the emulator makes others of them. */
    readonly keys: readonly string[];
    readonly proof: string;
    /** Whether the token endpoint of Entra gave the token. */
    readonly isEntra: boolean;
}

const CLOUD = ["metadataHost", "subscriptionId"];
const PRINCIPAL = [...CLOUD, "clientId", "tenantId"];

const ROWS: readonly Row[] = [
    {
        title: "1. the default credential of useDefaultAzureCredential, which reads AZURE_… by itself",
        method: "default",
        keys: [...CLOUD, "useDefaultAzureCredential"],
        proof: "secret",
        isEntra: true,
    },
    {
        title: "2. the certificate of clientCertificatePath and clientCertificatePassword, here a PFX file",
        method: "certificate:pfx",
        keys: [...PRINCIPAL, "clientCertificatePassword", "clientCertificatePath"],
        proof: "certificate",
        isEntra: true,
    },
    {
        title: "3. clientSecret",
        method: "secret",
        keys: [...PRINCIPAL, "clientSecret"],
        proof: "secret",
        isEntra: true,
    },
    {
        title: "4. OIDC with oidcRequestUrl and oidcRequestToken",
        method: "oidc:request",
        keys: [...PRINCIPAL, "oidcRequestToken", "oidcRequestUrl", "useOidc"],
        proof: "federated",
        isEntra: true,
    },
    {
        title: "5. the user-assigned managed identity that clientId names beside useMsi",
        method: "managedIdentity:appService:userAssigned",
        keys: [...CLOUD, "clientId", "useMsi"],
        proof: "managedIdentity:appService",
        isEntra: false,
    },
    {
        title: "6. Azure CLI, where no other method is set",
        method: "azureCli",
        keys: CLOUD,
        proof: "azureCli",
        isEntra: false,
    },
];

describeOnEngine("OperationWait, signing in with what the stack configuration says", (fixture) => {
    beforeEach(() => fixture.emulator.clearRequests());

    /** What the emulator was asked to give a token for. */
    function tokenRequests(): RequestRecord["token"][] {
        return fixture.emulator.requests
            .map(({ token }) => token)
            .filter((token) => token !== undefined && token.proof !== "requestToken");
    }

    async function waitingStack(configuration: Readonly<Record<string, string>>, environment: Environment) {
        const stack = await fixture.stack(WAIT, { ...NO_SETTINGS, ...(await withEngine(environment)) });
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 0 });
        await configure(stack, { ...configuration, operation: asyncOperationId });
        return stack;
    }

    for (const { title, method, keys, proof, isEntra } of ROWS) {
        it(title, async () => {
            const { configuration, environment } = split(await fixture.emulator.environmentFor(method));
            assert.deepEqual(Object.keys(configuration).map(withoutNamespace).sort(), [...keys].sort());
            const stack = await waitingStack(configuration, environment);

            const up = await stack.up();

            assert.equal(up.exitCode, 0, up.output);
            assert.match(up.output, /status: "Succeeded"/);
            const [token, ...others] = tokenRequests();
            assert.deepEqual(others, [], "one token was asked for");
            const { identity, audience } = fixture.emulator;
            assert.deepEqual([token?.proof, token?.audience], [proof, audience]);
            if (isEntra) {
                assert.deepEqual(
                    [token?.grantType, token?.tenantId, token?.clientId, token?.scope],
                    ["client_credentials", identity.tenantId, identity.clientId, `${audience}/.default`],
                );
            } else if (keys.includes("clientId")) {
                assert.equal(token?.clientId, configuration["azure-native:clientId"]);
            }
            for (const key of SECRET_KEYS) {
                const secret = configuration[`azure-native:${key}`];
                assert.ok(secret === undefined || !up.output.includes(secret), `${key} is in the output`);
            }
        });
    }

    it("its own keys before the environment's variables, key by key, where an empty text hides a variable", async () => {
        const { configuration, environment } = split(await fixture.emulator.environmentFor("oidc:githubRequest"));
        const { "azure-native:tenantId": ARM_TENANT_ID, ...configured } = configuration;
        const stack = await waitingStack(
            { ...configured, "azure-native:clientSecret": "" },
            {
                ...environment,
                ARM_TENANT_ID,
                ARM_CLIENT_ID: "c-of-the-environment",
                ARM_CLIENT_SECRET: "would be method 3, before OIDC",
                ARM_METADATA_HOSTNAME: "metadata.invalid",
            },
        );

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        const { identity } = fixture.emulator;
        assert.deepEqual(
            tokenRequests().map((token) => [token?.proof, token?.tenantId, token?.clientId]),
            [["federated", identity.tenantId, identity.clientId]],
        );
    });
});

/** Sets everything in one run of `pulumi config`. */
async function configure(stack: Stack, configuration: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(configuration).flatMap(([key, value]) => [
        SECRET_KEYS.includes(withoutNamespace(key)) ? "--secret" : "--plaintext",
        `${key}=${value}`,
    ]);
    const { exitCode, output } = await stack.run(["config", "set-all", ...pairs]);
    assert.equal(exitCode, 0, output);
}

function withoutNamespace(key: string): string {
    return key.replace(/^azure-native:/, "");
}

/** Turns `ARM_…` variables into configuration. Everything else has no key there. */
function split(variables: Readonly<Record<string, string>>) {
    const configuration: Record<string, string> = {};
    const environment: Record<string, string> = {};
    for (const [name, value] of Object.entries(variables)) {
        if (name.startsWith("ARM_")) {
            configuration[`azure-native:${configurationKey(name)}`] = value;
        } else {
            environment[name] = value;
        }
    }
    return { configuration, environment };
}

/** The engine has to stay on the PATH on which `az` comes first. */
async function withEngine({ PATH, ...environment }: Environment): Promise<Environment> {
    return PATH === undefined
        ? environment
        : { ...environment, PATH: [PATH, await findOrBuildEngine()].join(path.delimiter) };
}

/** `ARM_CLIENT_ID` is `clientId`; one variable is called otherwise than its key. */
function configurationKey(variable: string): string {
    return variable
        .replace("ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST")
        .replace("ARM_", "")
        .toLowerCase()
        .replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
