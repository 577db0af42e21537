// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { get } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, type SignInMethod, startEmulator } from "../src/index";

const REPOSITORY = join(__dirname, "../../..");

/** Gets two tokens and reads a status. Needs a separate process, because the library selects its source only once. */
const CLIENT = `
    const { ManagedIdentityCredential } = require("@azure/identity");
    const [url, scope] = process.argv.slice(1);
    (async () => {
        const clientId = process.env.ARM_CLIENT_ID;
        const credential = new ManagedIdentityCredential({ ...(clientId ? { clientId } : {}), retryOptions: { maxRetries: 0 } });
        const { token } = await credential.getToken(scope);
        const again = await credential.getToken(scope);
        const response = await fetch(url, { headers: { authorization: "Bearer " + token } });
        console.log(JSON.stringify({ status: (await response.json()).status, isCached: again.token === token }));
    })().catch((error) => console.log(JSON.stringify({ error: error.message })));
`;

describe("The emulator's managed identity server", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });

    after(() => emulator.close());

    beforeEach(() => emulator.clearRequests());

    async function signIn(method: SignInMethod, variables: Readonly<Record<string, string>> = {}) {
        const { url } = emulator.startOperation({ durationSeconds: 0 });
        const { stdout } = await promisify(execFile)(
            process.execPath,
            ["-e", CLIENT, url, `${emulator.audience}/.default`],
            {
                cwd: REPOSITORY,
                env: { PATH: process.env.PATH, ...(await emulator.environmentFor(method)), ...variables },
            },
        );
        return JSON.parse(stdout) as { status?: string; isCached?: boolean; error?: string };
    }

    const [, system, user] = ["", "systemAssigned", "userAssigned"];
    const sources: readonly [method: SignInMethod, managed: string | undefined, proof: string][] = [
        ["managedIdentity:imds", system, "managedIdentity:imds"],
        ["managedIdentity:imds:userAssigned", user, "managedIdentity:imds"],
        ["managedIdentity:appService", system, "managedIdentity:appService"],
        ["managedIdentity:appService:userAssigned", user, "managedIdentity:appService"],
    ];
    for (const [method, managed, proof] of sources) {
        it(`returns a token that @azure/identity caches, for ${method}`, async () => {
            assert.deepEqual(await signIn(method), { status: "Succeeded", isCached: true });
            const [tokenRequest, read] = emulator.requests;
            const clientId = emulator.identities.find((identity) => identity.managed === managed)?.clientId;
            assert.equal(emulator.requests.length, 2);
            assert.equal(tokenRequest?.area, "managedIdentity");
            assert.deepEqual(tokenRequest?.token, {
                tenantId: undefined,
                grantType: undefined,
                clientId: managed === user ? clientId : undefined,
                scope: undefined,
                resource: emulator.audience,
                audience: emulator.audience,
                proof,
                claims: undefined,
            });
            assert.equal(read?.headers.authorization, `Bearer ${clientId}`);
        });
    }

    it("returns an error to @azure/identity for an unknown identity", async () => {
        const { error } = await signIn("managedIdentity:imds", { ARM_CLIENT_ID: emulator.identity.clientId });
        assert.match(error ?? "", /Identity not found/);
    });

    function getStatus(path: string, headers: Readonly<Record<string, string>>): Promise<number> {
        return new Promise((resolve, reject) => {
            get(`${emulator.managedIdentityOrigin}${path}`, { headers, agent: false }, (incoming) => {
                incoming.resume();
                incoming.once("end", () => resolve(incoming.statusCode ?? 0));
            }).on("error", reject);
        });
    }

    const IMDS = "/metadata/identity/oauth2/token";
    const resource = "resource=https%3A%2F%2Fmanagement.localhost-emulator.example";
    const refusals: readonly [what: string, path: string, headers: Record<string, string>, status: number][] = [
        ["a request without the Metadata header", `${IMDS}?api-version=2018-02-01&${resource}`, {}, 400],
        [
            "a forwarded request",
            `${IMDS}?api-version=2018-02-01&${resource}`,
            { metadata: "true", "x-forwarded-for": "a" },
            400,
        ],
        ["another api-version", `${IMDS}?api-version=2015-01-01&${resource}`, { metadata: "true" }, 400],
        ["a request without a resource", `${IMDS}?api-version=2018-02-01`, { metadata: "true" }, 400],
        [
            "another resource",
            `${IMDS}?api-version=2018-02-01&resource=https://vault.azure.net`,
            { metadata: "true" },
            400,
        ],
        [
            "a wrong X-IDENTITY-HEADER",
            `/msi/token?api-version=2019-08-01&${resource}`,
            { "x-identity-header": "wrong" },
            401,
        ],
        ["a Resource Manager path", "/subscriptions", {}, 404],
    ];
    for (const [what, path, headers, status] of refusals) {
        it(`rejects ${what} with ${status}`, async () => {
            assert.equal(await getStatus(path, headers), status);
        });
    }

    it("keeps the secret of X-IDENTITY-HEADER out of the log", async () => {
        const { IDENTITY_HEADER: header = "" } = await emulator.environmentFor("managedIdentity:appService");
        const path = `/msi/token?api-version=2019-08-01&${resource}`;
        assert.equal(await getStatus(path, { "x-identity-header": header }), 200);
        assert.equal(emulator.requests[0]?.headers["x-identity-header"], "present");
        assert.equal(JSON.stringify(emulator.requests).includes(header), false);
    });
});
