// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator/src/index";
import { trust } from "../unit/azure/trust";
import { waitInProcess } from "./waitInProcess";

type Variables = Readonly<Record<string, string>>;

const NO_CONNECTION = {
    ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "",
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "",
};

/** Ways to give the request of Azure Pipelines, and the methods of the requests for an OIDC token. */
const REQUESTS: readonly [title: string, change: (given: Variables) => Variables, methods: readonly string[]][] = [
    ["SYSTEM_OIDCREQUESTURI and SYSTEM_ACCESSTOKEN", () => ({}), ["POST"]],
    [
        "ARM_OIDC_REQUEST_URL with the service connection and the version in its query",
        ({ SYSTEM_OIDCREQUESTURI, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection }) => ({
            ...NO_CONNECTION,
            ARM_OIDC_REQUEST_URL: `${SYSTEM_OIDCREQUESTURI}?api-version=7.1&serviceConnectionId=${connection}`,
        }),
        ["POST"],
    ],
    [
        "ARM_OIDC_REQUEST_TOKEN beside SYSTEM_OIDCREQUESTURI",
        ({ SYSTEM_ACCESSTOKEN = "" }) => ({ SYSTEM_ACCESSTOKEN: "", ARM_OIDC_REQUEST_TOKEN: SYSTEM_ACCESSTOKEN }),
        ["POST"],
    ],
    [
        "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID beside the service connection of a task",
        ({ AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection = "" }) => ({
            ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: connection,
            AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "that of the task",
        }),
        ["POST"],
    ],
    [
        "a URL with another path that returns 405 to GET",
        ({ SYSTEM_OIDCREQUESTURI = "" }) => ({
            ARM_OIDC_REQUEST_URL: SYSTEM_OIDCREQUESTURI.replace(/oidctoken$/, "forwarded"),
        }),
        ["GET", "POST"],
    ],
];

describe("OIDC of Azure Pipelines", function () {
    this.timeout(60_000);
    let emulator: Emulator;
    let distrust: () => void;

    before(async () => {
        emulator = await startEmulator();
        distrust = trust(emulator);
    });
    beforeEach(() => emulator.clearRequests());
    after(async () => {
        distrust();
        await emulator.close();
    });

    for (const [title, change, methods] of REQUESTS) {
        it(`signs in with ${title}`, async () => {
            const given = await emulator.environmentFor("oidc:azurePipelines");
            const stop = emulator.intercept(({ area, path, method }) => {
                if (area !== "oidc" || !path.endsWith("/forwarded")) {
                    return undefined;
                }
                return method === "POST" ? { body: { oidcToken: emulator.issueFederatedToken() } } : { status: 405 };
            });
            const { url } = emulator.startOperation({ durationSeconds: 0 });

            const status = await waitInProcess(url, { environment: { ...given, ...change(given) } }).finally(stop);

            assert.equal(status.status, "Succeeded");
            const requests = emulator.requests.filter(({ area }) => area === "oidc");
            assert.deepEqual(
                requests.map(({ method }) => method),
                methods,
            );
        });
    }

    const PRECEDENCE: readonly [
        title: string,
        method: "oidc:token" | "oidc:tokenFile" | "oidc:request",
        count: number,
    ][] = [
        ["ARM_OIDC_TOKEN", "oidc:token", 0],
        ["ARM_OIDC_TOKEN_FILE_PATH", "oidc:tokenFile", 0],
        ["ARM_OIDC_REQUEST_URL and ARM_OIDC_REQUEST_TOKEN", "oidc:request", 1],
    ];
    for (const [title, method, count] of PRECEDENCE) {
        it(`prefers ${title} to the variables of Azure Pipelines`, async () => {
            const environment = {
                ...(await emulator.environmentFor("oidc:azurePipelines")),
                ...(await emulator.environmentFor(method)),
            };
            const { url } = emulator.startOperation({ durationSeconds: 0 });

            assert.equal((await waitInProcess(url, { environment })).status, "Succeeded");
            const requests = emulator.requests.filter(({ area }) => area === "oidc");
            assert.deepEqual(
                requests.map(({ path }) => path),
                Array.from({ length: count }, () => "/oidc/token"),
            );
        });
    }

    it("does not request an OIDC token when another method signs in", async () => {
        const environment = {
            ...(await emulator.environmentFor("oidc:azurePipelines")),
            ...(await emulator.environmentFor("secret")),
        };
        const { url } = emulator.startOperation({ durationSeconds: 0 });

        assert.equal((await waitInProcess(url, { environment })).status, "Succeeded");
        assert.ok(!emulator.requests.some(({ area }) => area === "oidc"));
    });
});
