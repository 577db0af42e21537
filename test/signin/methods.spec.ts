// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type Emulator, type SignInMethod, startEmulator } from "../emulator/src/index";
import { waitInChildProcess } from "./waitInChildProcess";

const USER_ASSIGNED = "userAssigned";

/** For each method: the proof and the grant type of its token request, as the emulator received it. */
const METHODS: readonly [method: SignInMethod, proof: string, grantType: string | undefined][] = [
    ["default", "secret", "client_credentials"],
    ["certificate:keyFirst", "certificate", "client_credentials"],
    ["certificate:certificateFirst", "certificate", "client_credentials"],
    ["certificate:encryptedKey", "certificate", "client_credentials"],
    ["certificate:pfx", "certificate", "client_credentials"],
    ["secret", "secret", "client_credentials"],
    ["oidc:token", "federated", "client_credentials"],
    ["oidc:tokenFile", "federated", "client_credentials"],
    ["oidc:request", "federated", "client_credentials"],
    ["oidc:githubRequest", "federated", "client_credentials"],
    ["oidc:azurePipelines", "federated", "client_credentials"],
    ["oidc:azurePipelinesRequest", "federated", "client_credentials"],
    ["managedIdentity:imds", "managedIdentity:imds", undefined],
    ["managedIdentity:imds:userAssigned", "managedIdentity:imds", undefined],
    ["managedIdentity:appService", "managedIdentity:appService", undefined],
    ["managedIdentity:appService:userAssigned", "managedIdentity:appService", undefined],
    ["azureCli", "azureCli", undefined],
];

describe("sign-in methods of azure-native, each in a child process", function () {
    this.timeout(60_000);
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    beforeEach(() => emulator.clearRequests());
    after(() => emulator.close());

    for (const [method, proof, grantType] of METHODS) {
        it(`signs in with ${method} and waits`, async () => {
            const operation = emulator.startOperation({ durationSeconds: 0 });

            const result = await waitInChildProcess(operation.url, await emulator.environmentFor(method));

            assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}\n${result.stderr}`);
            assert.equal(result.exitCode, 0);
            assert.equal(result.stderr, "");
            const tokenRequests = emulator.requests
                .map((request) => request.token)
                .filter((token) => token !== undefined && token.proof !== "requestToken");
            assert.equal(tokenRequests.length, 1, "one token is requested");
            const [token] = tokenRequests;
            assert.equal(token?.proof, proof);
            if (grantType !== undefined) {
                assert.equal(token?.grantType, grantType);
                assert.equal(token?.tenantId, emulator.identity.tenantId);
                assert.equal(token?.clientId, emulator.identity.clientId);
                assert.equal(token?.scope, `${emulator.audience}/.default`);
            }
            if (method.endsWith(USER_ASSIGNED)) {
                const userAssigned = emulator.identities.find((identity) => identity.managed === USER_ASSIGNED);
                assert.equal(token?.clientId, userAssigned?.clientId);
            }
            assert.equal(token?.audience, emulator.audience);
        });
    }

    it("uses the subscription of Azure CLI for an operation id when no setting specifies one", async () => {
        const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });
        const environment = await emulator.environmentFor("azureCli");

        const result = await waitInChildProcess(
            { asyncOperationId, location: "West US" },
            { ...environment, ARM_SUBSCRIPTION_ID: undefined },
        );

        assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}`);
    });

    it("uses the custom cloud of Azure CLI when no setting specifies a cloud", async () => {
        const operation = emulator.startOperation({ durationSeconds: 0 });
        const environment = await emulator.environmentFor("azureCli");

        const result = await waitInChildProcess(operation.url, { ...environment, ARM_METADATA_HOSTNAME: undefined });

        assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}`);
        assert.ok(!emulator.requests.some((request) => request.area === "metadata"));
    });
});
