// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { canCreatePfx, type Emulator, SIGN_IN_METHODS, type SignInMethod, startEmulator } from "../src/index";
import { credentialFor, getToken, readWith, trust, withVariables } from "./credentials";

/** How Microsoft's own library proves itself with the environment of each method. Managed identities have a file of their own. */
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
    azureCli: "azureCli",
};

describe("The emulator's environment for signing in", () => {
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
        it(`works with @azure/identity for ${method}`, async () => {
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

    it("shows in the log that the issuer was asked, and for which audience", async () => {
        const environment = await emulator.environmentFor("oidc:request");
        await getToken(emulator, credentialFor(emulator, environment));
        const asked = emulator.requests.find(({ area }) => area === "oidc");
        assert.equal(asked?.token?.proof, "requestToken");
        assert.equal(asked?.token?.audience, "api://AzureADTokenExchange");
        assert.equal(JSON.stringify(emulator.requests).includes(environment.ARM_OIDC_REQUEST_TOKEN ?? "-"), false);
    });

    it("says for every method where the cloud is, and nothing of another method", async () => {
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

    it("has certificate files in both orders, which are removed in the end", async () => {
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

    it("has a PFX file where node-forge is installed, and otherwise says what is missing", async () => {
        if (!canCreatePfx()) {
            await assert.rejects(emulator.environmentFor("certificate:pfx"), /only where the package node-forge/);
            return;
        }
        const { createSecureContext } = await import("node:tls");
        const environment = await emulator.environmentFor("certificate:pfx");
        const pfx = readFileSync(environment.ARM_CLIENT_CERTIFICATE_PATH ?? "");
        createSecureContext({ pfx, passphrase: environment.ARM_CLIENT_CERTIFICATE_PASSWORD ?? "" });
        assert.throws(() => createSecureContext({ pfx, passphrase: "wrong" }), /mac verify failure/);
    });
});
