// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import tls from "node:tls";
import { promisify } from "node:util";
import { createDefaultHttpClient, createEmptyPipeline, createPipelineRequest } from "@azure/core-rest-pipeline";
import { ClientSecretCredential } from "@azure/identity";
import { type Emulator, startEmulator } from "../src/index";

const REPOSITORY = join(__dirname, "../../..");

/** Discovers the cloud from its metadata, signs in, and reads the status of an operation. */
const CLIENT = `
    const { ClientSecretCredential } = require("@azure/identity");
    const environment = process.env;
    (async () => {
        const metadata = await (await fetch(
            "https://" + environment.ARM_METADATA_HOSTNAME + "/metadata/endpoints?api-version=2022-09-01")).json();
        const credential = new ClientSecretCredential(
            environment.ARM_TENANT_ID, environment.ARM_CLIENT_ID, environment.ARM_CLIENT_SECRET,
            { authorityHost: metadata.authentication.loginEndpoint, disableInstanceDiscovery: true });
        const { token } = await credential.getToken(metadata.authentication.audiences[0] + "/.default");
        const response = await fetch(process.argv[1], { headers: { authorization: "Bearer " + token } });
        console.log(JSON.stringify({ httpStatus: response.status, ...await response.json() }));
    })();
`;

describe("Sign-in to the emulator", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });

    afterEach(() => emulator.close());

    const credentialWith = (clientSecret: string, authorityHost = emulator.origin) =>
        new ClientSecretCredential(emulator.identity.tenantId, emulator.identity.clientId, clientSecret, {
            authorityHost,
            disableInstanceDiscovery: true,
            retryOptions: { maxRetries: 0 },
        });

    it("succeeds for a program that is configured only by the environment", async () => {
        const operation = emulator.startOperation({ durationSeconds: 0 });
        const { stdout } = await promisify(execFile)(process.execPath, ["-e", CLIENT, operation.url], {
            cwd: REPOSITORY,
            env: { PATH: process.env.PATH, ...emulator.environment },
        });
        const { httpStatus, status, name } = JSON.parse(stdout) as Record<string, unknown>;
        assert.deepEqual(
            { httpStatus, status, name },
            {
                httpStatus: 200,
                status: "Succeeded",
                name: operation.asyncOperationId,
            },
        );
        assert.deepEqual(
            emulator.requests.map((request) => `${request.area} ${request.method} ${request.status}`),
            ["metadata GET 200", "entra GET 200", "entra POST 200", "arm GET 200"],
        );
    });

    it("fails for a program that does not trust the certificate", async () => {
        const { NODE_EXTRA_CA_CERTS: _, ...environment } = emulator.environment;
        const run = promisify(execFile)(process.execPath, ["-e", CLIENT, emulator.origin], {
            cwd: REPOSITORY,
            env: { PATH: process.env.PATH, ...environment },
        });
        await assert.rejects(run, /DEPTH_ZERO_SELF_SIGNED_CERT/);
        assert.equal(emulator.requests.length, 0);
    });

    describe("in the same process", () => {
        const trusted = tls.getCACertificates("default");

        beforeEach(() => tls.setDefaultCACertificates([...trusted, emulator.certificate]));
        afterEach(() => tls.setDefaultCACertificates(trusted));

        it("issues a token to ClientSecretCredential that Resource Manager accepts", async () => {
            const token = await credentialWith(emulator.identity.clientSecret).getToken(
                `${emulator.audience}/.default`,
            );
            const operation = emulator.startOperation({ durationSeconds: 60 });
            const request = createPipelineRequest({ url: operation.url });
            request.headers.set("authorization", `Bearer ${token.token}`);
            const response = await createEmptyPipeline().sendRequest(createDefaultHttpClient(), request);
            assert.equal(response.status, 200);
            assert.equal(JSON.parse(response.bodyAsText ?? "").status, "InProgress");
        });

        it("rejects a wrong secret as Entra does", async () => {
            await assert.rejects(
                credentialWith("wrong").getToken(`${emulator.audience}/.default`),
                /invalid_client.*AADSTS7000215: Invalid client secret/s,
            );
        });

        it("refuses a token for another audience", async () => {
            await assert.rejects(
                credentialWith(emulator.identity.clientSecret).getToken(
                    "https://management.core.windows.net//.default",
                ),
                /invalid_resource.*AADSTS500011/s,
            );
        });

        it("keeps secrets out of the log", async () => {
            await credentialWith(emulator.identity.clientSecret).getToken(`${emulator.audience}/.default`);
            assert.deepEqual(emulator.requests.at(-1)?.token, {
                tenantId: emulator.identity.tenantId,
                grantType: "client_credentials",
                clientId: emulator.identity.clientId,
                scope: `${emulator.audience}/.default`,
                resource: undefined,
                audience: emulator.audience,
                proof: "secret",
                claims: undefined,
            });
            assert.equal(JSON.stringify(emulator.requests).includes(emulator.identity.clientSecret), false);
        });
    });
});
