// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { canCreatePfx, type Emulator, SIGN_IN_METHODS, type SignInMethod, startEmulator } from "../src/index";
import { credentialFor, getToken, readWith, trust, withVariables } from "./credentials";

/** The proof that @azure/identity sends for each method. Managed identities are tested in managedIdentity.spec.ts. */
const PROOFS: Readonly<Partial<Record<SignInMethod, string>>> = {
    default: "secret",
    "certificate:keyFirst": "certificate",
    "certificate:certificateFirst": "certificate",
    "certificate:encryptedKey": "certificate",
    secret: "secret",
    "oidc:token": "federated",
    "oidc:tokenFile": "federated",
    "oidc:request": "federated",
    "oidc:githubRequest": "federated",
    "oidc:azurePipelines": "federated",
    azureCli: "azureCli",
};

describe("Emulator.environmentFor", () => {
    let emulator: Emulator;
    let distrust: () => void;

    before(async () => {
        emulator = await startEmulator();
        distrust = trust(emulator);
    });

    after(async () => {
        distrust();
        await emulator.close();
    });

    beforeEach(() => emulator.clearRequests());

    for (const [method, proof] of Object.entries(PROOFS)) {
        it(`signs @azure/identity in for ${method}`, async () => {
            const environment = await emulator.environmentFor(method as SignInMethod);
            await withVariables(environment, async () => {
                const token = await getToken(emulator, credentialFor(emulator, environment));
                const response = await readWith(emulator, token);
                assert.equal(response.status, 200);
                assert.equal(response.body.status, "Succeeded");
            });
            const record = emulator.requests.findLast(({ token }) => token !== undefined);
            assert.equal(record?.status, 200);
            assert.equal(record?.token?.proof, proof);
            assert.equal(record?.token?.audience, emulator.audience);
            assert.equal(record?.note?.includes(emulator.identity.clientId) || proof === "azureCli", true);
        });
    }

    it("logs the request to the issuer and its audience for oidc:request", async () => {
        const environment = await emulator.environmentFor("oidc:request");
        await getToken(emulator, credentialFor(emulator, environment));
        const tokenRequest = emulator.requests.find(({ area }) => area === "oidc");
        assert.equal(tokenRequest?.token?.proof, "requestToken");
        assert.equal(tokenRequest?.token?.audience, "api://AzureADTokenExchange");
        assert.equal(JSON.stringify(emulator.requests).includes(environment.ARM_OIDC_REQUEST_TOKEN ?? "-"), false);
    });

    it("returns the location of the cloud for every method, and no variables of other methods", async () => {
        const selectors = ["ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE_PATH", "ARM_USE_OIDC", "ARM_USE_MSI"];
        for (const method of SIGN_IN_METHODS.filter((name) => name !== "certificate:pfx" || canCreatePfx())) {
            const environment = await emulator.environmentFor(method);
            assert.equal(environment.ARM_METADATA_HOSTNAME, emulator.metadataHost);
            assert.equal(environment.ARM_SUBSCRIPTION_ID, emulator.subscriptionId);
            assert.equal(environment.NODE_EXTRA_CA_CERTS, emulator.environment.NODE_EXTRA_CA_CERTS);
            const selected = selectors.filter((name) => name in environment);
            assert.equal(selected.length, method === "default" || method === "azureCli" ? 0 : 1, method);
        }
    });

    it("writes certificate files in both orders, and removes them on close", async () => {
        const own = await startEmulator();
        const paths: string[] = [];
        for (const [method, first] of [
            ["certificate:keyFirst", "PRIVATE KEY"],
            ["certificate:certificateFirst", "CERTIFICATE"],
            ["certificate:encryptedKey", "ENCRYPTED PRIVATE KEY"],
        ] as const) {
            const { ARM_CLIENT_CERTIFICATE_PATH: path = "" } = await own.environmentFor(method);
            assert.match(readFileSync(path, "utf8"), new RegExp(`^-----BEGIN ${first}-----`));
            paths.push(path);
        }
        await own.close();
        assert.deepEqual(
            paths.map((path) => existsSync(path)),
            [false, false, false],
        );
    });

    it("writes a PFX file with node-forge, and reports that node-forge is missing otherwise", async () => {
        if (!canCreatePfx()) {
            await assert.rejects(emulator.environmentFor("certificate:pfx"), /requires the package node-forge/);
            return;
        }
        const { createSecureContext } = await import("node:tls");
        const environment = await emulator.environmentFor("certificate:pfx");
        const pfx = readFileSync(environment.ARM_CLIENT_CERTIFICATE_PATH ?? "");
        createSecureContext({ pfx, passphrase: environment.ARM_CLIENT_CERTIFICATE_PASSWORD ?? "" });
        assert.throws(() => createSecureContext({ pfx, passphrase: "wrong" }), /mac verify failure/);
    });
});
