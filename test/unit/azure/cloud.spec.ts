// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import type { ArmClient } from "../../../provider/azure/armClient";
import { MetadataUnavailable, namedCloud, resolveCloud } from "../../../provider/azure/cloud";
import { type AzureSettings, Settings } from "../../../provider/azure/settings";
import { CodedError } from "../../../provider/common/codedError";

const PUBLIC = [
    "https://management.azure.com",
    "https://management.core.windows.net/",
    "https://login.microsoftonline.com/",
] as const;
const US_GOVERNMENT = [
    "https://management.usgovcloudapi.net",
    "https://management.core.usgovcloudapi.net/",
    "https://login.microsoftonline.us/",
] as const;
const CHINA = [
    "https://management.chinacloudapi.cn",
    "https://management.core.chinacloudapi.cn/",
    "https://login.chinacloudapi.cn/",
] as const;

const CLOUDS: Readonly<Record<string, readonly [endpoint: string, audience: string, authority: string]>> = {
    public: PUBLIC,
    AzureCloud: PUBLIC,
    usgovernment: US_GOVERNMENT,
    usgov: US_GOVERNMENT,
    AzureUSGovernment: US_GOVERNMENT,
    AzureUSGovernmentCloud: US_GOVERNMENT,
    usgovernmentl4: US_GOVERNMENT,
    china: CHINA,
    AzureChinaCloud: CHINA,
};

const LOCAL = {
    resourceManager: "https://management.local.example/",
    loginEndpoint: "https://login.local.example/",
    audiences: ["https://management.local.example/aud", "https://other.example"],
};
const NESTED = {
    resourceManager: LOCAL.resourceManager,
    authentication: { loginEndpoint: LOCAL.loginEndpoint, audiences: LOCAL.audiences },
};

/** A service principal; without one, Azure CLI signs in and determines the cloud. */
const PRINCIPAL = { tenantId: "t", clientId: "c", clientSecret: "s" };

function settings(given: AzureSettings): Settings {
    return new Settings({ given: { ...PRINCIPAL, ...given }, environment: {} });
}

describe("namedCloud", () => {
    for (const [name, [endpoint, audience, authority]] of Object.entries(CLOUDS)) {
        for (const spelling of [name, name.toUpperCase(), name.toLowerCase()]) {
            it(`returns ${endpoint} for ${spelling}`, () => {
                const expected = { endpoint, audience, authority, isKnown: true };
                assert.deepEqual(namedCloud(settings({ environment: spelling })), expected);
            });
        }
    }

    it("returns the public cloud when the settings specify none", () => {
        assert.equal(namedCloud(settings({}))?.endpoint, PUBLIC[0]);
        assert.equal(namedCloud(settings({ environment: "" }))?.endpoint, PUBLIC[0]);
    });

    for (const environment of ["mars", "german", "publi", "__proto__", "constructor"]) {
        it(`rejects the unknown environment ${environment}`, () => {
            assert.throws(
                () => namedCloud(settings({ environment })),
                (error: unknown) =>
                    error instanceof CodedError &&
                    error.code === "InvalidArgument" &&
                    /^`environment` .*settings\.environment.*public, usgovernment or china/.test(error.message),
            );
        });
    }

    it("returns undefined when the settings specify a metadata host, whatever the environment", () => {
        for (const metadataHost of ["management.local.example", "localhost:8443", "127.0.0.1", "[::1]:443"]) {
            assert.equal(namedCloud(settings({ metadataHost, environment: "mars" })), undefined);
        }
    });

    for (const metadataHost of [
        "https://local.example",
        "local.example/path",
        "a b",
        "me@local.example",
        "host:port",
    ]) {
        it(`rejects the metadata host ${metadataHost}, which is not a host`, () => {
            assert.throws(
                () => namedCloud(settings({ metadataHost })),
                (error: unknown) =>
                    error instanceof CodedError &&
                    error.code === "InvalidArgument" &&
                    error.message.startsWith("`metadataHost` "),
            );
        });
    }
});

describe("resolveCloud", () => {
    const { signal } = new AbortController();

    function resolve(body: unknown, metadataHost = "management.local.example", statusCode = 200) {
        const response = {
            statusCode,
            header: () => undefined,
            body: typeof body === "string" ? body : JSON.stringify(body),
        };
        const get = sinon.stub().resolves(response);
        const client = { request: get } as unknown as ArmClient;
        return { get, cloud: resolveCloud(settings({ metadataHost }), undefined, client, signal) };
    }

    for (const [layout, metadata] of Object.entries({ "the expected layout": NESTED, "the flat layout": LOCAL })) {
        it(`reads the metadata in ${layout}`, async () => {
            const { get, cloud } = resolve(metadata);
            assert.deepEqual(await cloud, {
                endpoint: "https://management.local.example",
                audience: "https://management.local.example/aud",
                authority: "https://login.local.example/",
                isKnown: false,
            });
            const [url, options] = get.firstCall.args;
            assert.equal(url, "https://management.local.example/metadata/endpoints?api-version=2022-09-01");
            assert.equal(options.token, undefined, "no token is sent");
        });
    }

    it("keeps the path of the authority", async () => {
        const metadata = { ...LOCAL, loginEndpoint: "https://adfs.local.example/adfs" };
        assert.equal((await resolve(metadata).cloud).authority, "https://adfs.local.example/adfs");
    });

    const INVALID: Readonly<Record<string, unknown>> = {
        "an HTML page as body": "<html>Sign in</html>",
        "an empty body": "",
        "an array as body": [LOCAL],
        "no endpoint": { ...LOCAL, resourceManager: undefined },
        "no authority": { ...LOCAL, loginEndpoint: undefined },
        "no audience": { ...LOCAL, audiences: [] },
        "an audience that is not a string": { ...LOCAL, audiences: [7] },
        "an endpoint over plain http": { ...LOCAL, resourceManager: "http://management.local.example/" },
        "an authority over plain http": { ...LOCAL, loginEndpoint: "http://login.local.example/" },
        "an endpoint that is not a URL": { ...LOCAL, resourceManager: "management.local.example" },
        "an endpoint with a user": { ...LOCAL, resourceManager: "https://management.azure.com@local.example/" },
        "an endpoint with a password": { ...LOCAL, resourceManager: "https://:password@local.example/" },
        "an endpoint with a backslash": { ...LOCAL, resourceManager: "https://local.example\\@management.azure.com/" },
        "an endpoint with a line break": { ...LOCAL, resourceManager: "https://management.local.exam\nple/" },
        "an endpoint with full-width dots": { ...LOCAL, resourceManager: "https://management．azure．com/" },
        "an authority with a user": { ...LOCAL, loginEndpoint: "https://login.microsoftonline.com@local.example/" },
    };
    for (const [name, body] of Object.entries(INVALID)) {
        it(`rejects metadata with ${name}`, async () => {
            await assert.rejects(
                resolve(body).cloud,
                (error: unknown) =>
                    error instanceof MetadataUnavailable &&
                    error.code === "StatusUnavailable" &&
                    !error.isTransient &&
                    /management\.local\.example \(settings\.metadataHost\) returned 200/.test(error.message),
            );
        });
    }

    const STATUSES: readonly (readonly [statusCode: number, isTransient: boolean])[] = [
        [400, false],
        [401, false],
        [404, false],
        [408, true],
        [429, true],
        [500, true],
        [503, true],
    ];
    for (const [statusCode, isTransient] of STATUSES) {
        it(`reports a ${isTransient ? "transient" : "permanent"} error after ${statusCode}`, async () => {
            await assert.rejects(
                resolve(LOCAL, "management.local.example", statusCode).cloud,
                (error: unknown) => error instanceof MetadataUnavailable && error.isTransient === isTransient,
            );
        });
    }

    it("returns the built-in cloud for a Microsoft host, whatever audience the metadata contains", async () => {
        const metadata = {
            resourceManager: "https://management.azure.com/",
            authentication: { loginEndpoint: "https://login.microsoftonline.com", audiences: ["https://else.example"] },
        };
        const cloud = await resolve(metadata, "management.azure.com").cloud;
        assert.deepEqual([cloud.endpoint, cloud.audience, cloud.authority, cloud.isKnown], [...PUBLIC, true]);
    });

    for (const host of [
        "management.azure.com",
        "Management.Azure.Com",
        "login.microsoftonline.us",
        "management.azure.com:443",
        "management.azure.com.",
    ]) {
        it(`rejects metadata of another cloud from the Microsoft host ${host}`, async () => {
            await assert.rejects(
                resolve(NESTED, host).cloud,
                (error: unknown) => error instanceof CodedError && /describes a different cloud/.test(error.message),
            );
        });
    }
});
