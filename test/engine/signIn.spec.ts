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

/** Configuration keys that azure-native's schema marks as secret, and keys that must be treated as secret. */
const SECRET_KEYS = ["clientId", "clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"];

/** Removes the fixture's `ARM_…` variables, so that every setting comes from the configuration. */
const NO_SETTINGS: Environment = {
    ARM_METADATA_HOSTNAME: undefined,
    ARM_SUBSCRIPTION_ID: undefined,
    ARM_TENANT_ID: undefined,
    ARM_CLIENT_ID: undefined,
    ARM_CLIENT_SECRET: undefined,
};

interface SignInCase {
    readonly title: string;
    readonly method: SignInMethod;
    /** The required configuration keys, without `azure-native:`. The test fails if the emulator returns others. */
    readonly keys: readonly string[];
    readonly proof: string;
    /** Whether Entra's token endpoint issued the token. */
    readonly isEntra: boolean;
}

const CLOUD = ["metadataHost", "subscriptionId"];
const PRINCIPAL = [...CLOUD, "clientId", "tenantId"];

/** In azure-native's order of precedence. */
const CASES: readonly SignInCase[] = [
    {
        title: "the default credential (useDefaultAzureCredential), which reads AZURE_… variables",
        method: "default",
        keys: [...CLOUD, "useDefaultAzureCredential"],
        proof: "secret",
        isEntra: true,
    },
    {
        title: "a PFX certificate (clientCertificatePath, clientCertificatePassword)",
        method: "certificate:pfx",
        keys: [...PRINCIPAL, "clientCertificatePassword", "clientCertificatePath"],
        proof: "certificate",
        isEntra: true,
    },
    {
        title: "a client secret (clientSecret)",
        method: "secret",
        keys: [...PRINCIPAL, "clientSecret"],
        proof: "secret",
        isEntra: true,
    },
    {
        title: "OIDC (oidcRequestUrl, oidcRequestToken)",
        method: "oidc:request",
        keys: [...PRINCIPAL, "oidcRequestToken", "oidcRequestUrl", "useOidc"],
        proof: "federated",
        isEntra: true,
    },
    {
        title: "a user-assigned managed identity (useMsi, clientId)",
        method: "managedIdentity:appService:userAssigned",
        keys: [...CLOUD, "clientId", "useMsi"],
        proof: "managedIdentity:appService",
        isEntra: false,
    },
    {
        title: "Azure CLI when no other method is configured",
        method: "azureCli",
        keys: CLOUD,
        proof: "azureCli",
        isEntra: false,
    },
];

describeOnEngine("OperationWait with credentials from the stack configuration", (fixture) => {
    beforeEach(() => fixture.emulator.clearRequests());

    /** The token requests that the emulator received. */
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

    for (const { title, method, keys, proof, isEntra } of CASES) {
        it(`signs in with ${title}`, async () => {
            const { configuration, environment } = split(await fixture.emulator.environmentFor(method));
            assert.deepEqual(Object.keys(configuration).map(withoutNamespace).sort(), [...keys].sort());
            const stack = await waitingStack(configuration, environment);

            const up = await stack.up();

            assert.equal(up.exitCode, 0, up.output);
            assert.match(up.output, /status: "Succeeded"/);
            const [token, ...others] = tokenRequests();
            assert.deepEqual(others, [], "exactly one token is requested");
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

    it("lets each configuration key override its environment variable, even with an empty string", async () => {
        const { configuration, environment } = split(await fixture.emulator.environmentFor("oidc:githubRequest"));
        const { "azure-native:tenantId": ARM_TENANT_ID, ...configured } = configuration;
        const stack = await waitingStack(
            { ...configured, "azure-native:clientSecret": "" },
            {
                ...environment,
                ARM_TENANT_ID,
                ARM_CLIENT_ID: "client-id-of-the-environment",
                ARM_CLIENT_SECRET: "client secret, which would precede OIDC",
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

/** Sets all keys in one `pulumi config set-all`, which is faster than one run for each. */
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

/** Converts `ARM_…` variables to configuration. Other variables have no configuration key. */
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

/** Appends the engine to a PATH that begins with the directory of `az`. */
async function withEngine({ PATH, ...environment }: Environment): Promise<Environment> {
    return PATH === undefined
        ? environment
        : { ...environment, PATH: [PATH, await findOrBuildEngine()].join(path.delimiter) };
}

/** Returns `clientId` for `ARM_CLIENT_ID`. `ARM_METADATA_HOSTNAME` alone does not match its key. */
function configurationKey(variable: string): string {
    return variable
        .replace("ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST")
        .replace("ARM_", "")
        .toLowerCase()
        .replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
