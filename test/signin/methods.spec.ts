// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type Emulator, type SignInMethod, startEmulator } from "../emulator/src/index";
import { waitInChild } from "./waitInChildProcess";

const USER_ASSIGNED = "userAssigned";

/** For each method: how the token was asked for, as the emulator saw and checked it. */
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
    ["managedIdentity:imds", "managedIdentity:imds", undefined],
    ["managedIdentity:imds:userAssigned", "managedIdentity:imds", undefined],
    ["managedIdentity:appService", "managedIdentity:appService", undefined],
    ["managedIdentity:appService:userAssigned", "managedIdentity:appService", undefined],
    ["azureCli", "azureCli", undefined],
];

describe("signing in as azure-native does, each method in a process of its own", function () {
    this.timeout(60_000);
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    beforeEach(() => emulator.clearRequests());
    after(() => emulator.close());

    for (const [method, proof, grantType] of METHODS) {
        it(`waits with ${method}`, async () => {
            const operation = emulator.startOperation({ durationSeconds: 0 });

            const result = await waitInChild(operation.url, await emulator.environmentFor(method));

            assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}\n${result.stderr}`);
            assert.equal(result.exitCode, 0);
            assert.equal(result.stderr, "");
            const asked = emulator.requests
                .map((request) => request.token)
                .filter((token) => token !== undefined && token.proof !== "requestToken");
            assert.equal(asked.length, 1, "one token was asked for");
            const [token] = asked;
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

    it("takes the subscription of an operation's id from Azure CLI when no setting names one", async () => {
        const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });
        const environment = await emulator.environmentFor("azureCli");

        const result = await waitInChild(
            { asyncOperationId, location: "West US" },
            { ...environment, ARM_SUBSCRIPTION_ID: undefined },
        );

        assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}`);
    });

    it("finds a custom cloud through Azure CLI when no setting names one", async () => {
        const operation = emulator.startOperation({ durationSeconds: 0 });
        const environment = await emulator.environmentFor("azureCli");

        const result = await waitInChild(operation.url, { ...environment, ARM_METADATA_HOSTNAME: undefined });

        assert.equal(result.status, "Succeeded", `${result.code}: ${result.message}`);
        assert.ok(!emulator.requests.some((request) => request.area === "metadata"));
    });
});
