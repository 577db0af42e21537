// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { faults, type RawResponse } from "../emulator/src/index";
import { temporaryFile } from "../signin/certificateFiles";
import { leadConnections } from "../signin/leadConnections";
import { AttackFixture, type AttackRun } from "./attackFixture";
import { assertSafeError } from "./safeOutput";

/** A hostile token endpoint, metadata host or OIDC issuer. */
interface SignInAttack {
    readonly title: string;
    readonly prepare: (run: AttackRun) => void;
    /** Replaced variables. @default sign-in with a client secret */
    readonly environment?: (run: AttackRun) => Readonly<Record<string, string>>;
    readonly codes: readonly string[];
}

const NOT_RETRIED = ["AuthenticationFailed"];
const RETRIED = ["StatusUnavailable"];
const REQUEST_TOKEN = "request-token-4711";
const FORGED = "\r\n::error::forged\n##vso[task.complete]\u001b[2J\u202e<{%bogus%}>";

/** Name and Resource Manager of Microsoft's clouds, by authority. */
const CLOUDS: Readonly<Record<string, readonly [environment: string, resourceManager: string]>> = {
    "login.microsoftonline.com": ["public", "management.azure.com"],
    "login.microsoftonline.us": ["usgovernment", "management.usgovcloudapi.net"],
    "login.chinacloudapi.cn": ["china", "management.chinacloudapi.cn"],
};

/** Characters that end a header, or that other programs interpret. */
const CONTROL_CHARACTERS: Readonly<Record<string, string>> = {
    "a line break": "\r\n",
    "a line feed": "\n",
    "a NUL": "\0",
    "an escape": "\u001b[2J",
    "a line separator": "\u2028",
};

const entra =
    (response: (run: AttackRun) => RawResponse, method: "GET" | "POST" = "POST") =>
    (run: AttackRun) =>
        run.fixture.respond("entra", () => response(run), method);
const metadata = (response: (run: AttackRun) => RawResponse) => (run: AttackRun) =>
    run.fixture.respond("metadata", () => response(run));
const withToken = (fields: object): RawResponse => ({ body: { token_type: "Bearer", expires_in: 3600, ...fields } });
/** URLs that begin with a trusted host and lead to another one. */
const DISGUISED_URLS: Readonly<Record<string, (host: string, evil: string) => string>> = {
    "another host after user information": (host, evil) => `https://${host}@${evil}/`,
    "another host after a password": (host, evil) => `https://${host.replace(":", ":4711")}@${evil}/`,
    "another host after a tab and user information": (host, evil) => `https://${host}\t@${evil}/`,
    "a backslash and user information": (host, evil) => `https://${evil}\\@${host}/`,
};

const withRequest = (url: (run: AttackRun) => string) => (run: AttackRun) => ({
    ARM_USE_OIDC: "true",
    ARM_CLIENT_SECRET: "",
    ARM_OIDC_REQUEST_URL: url(run),
    ARM_OIDC_REQUEST_TOKEN: REQUEST_TOKEN,
});
const requestUrl = ({ host }: AttackRun) => `https://${host}/oidc/token?api-version=2.0`;

const OIDC_REDIRECTS: Readonly<Record<string, (run: AttackRun) => string>> = {
    "to another host": ({ evil }) => `https://${evil}/token`,
    "to plain HTTP": ({ host }) => `http://${host}/token`,
    "within the host": () => "/oidc/sign-in",
};

const ATTACKS: readonly SignInAttack[] = [
    {
        title: "a token endpoint that quotes the client secret and forges output",
        prepare: entra(({ secrets }) => ({
            status: 401,
            body: { error: "invalid_client", error_description: `AADSTS7000215: ${secrets.join(" ")}${FORGED}` },
        })),
        codes: NOT_RETRIED,
    },
    {
        title: "a token endpoint that quotes the secrets in an HTML page",
        prepare: entra(({ secrets }) => ({
            status: 400,
            headers: { "content-type": "text/html" },
            body: secrets + FORGED,
        })),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    { title: "a token endpoint that never responds", prepare: entra(() => faults.silence()), codes: RETRIED },
    ...Object.entries(CONTROL_CHARACTERS).map(
        ([title, text]): SignInAttack => ({
            title: `an access token with ${title}`,
            prepare: entra(() => withToken({ access_token: `token${text}X-Forged: yes` })),
            codes: NOT_RETRIED,
        }),
    ),
    {
        title: "a token that is not a string",
        prepare: entra(() => withToken({ access_token: { toString: "token" } })),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    { title: "a response without a token", prepare: entra(() => withToken({})), codes: [...NOT_RETRIED, ...RETRIED] },
    {
        title: "a token that has already expired",
        prepare: entra(() => withToken({ access_token: "expired-token-4711", expires_in: -1 })),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "a token endpoint that redirects to another host",
        prepare: entra(({ evil }) => faults.redirect(`https://${evil}/token`, 307)),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "an authority whose discovery document is on another host",
        prepare: entra(({ evil }) => faults.redirect(`https://${evil}/discovery`, 302), "GET"),
        codes: [...NOT_RETRIED, ...RETRIED],
    },
    {
        title: "a metadata host that redirects to another host",
        prepare: metadata(({ evil }) => faults.redirect(`https://${evil}/metadata/endpoints`, 302)),
        codes: RETRIED,
    },
    {
        title: "a metadata host that describes a cloud over plain HTTP",
        prepare: metadata(({ evil }) => ({
            body: { resourceManager: `http://${evil}/`, loginEndpoint: `http://${evil}/`, audiences: ["x"] },
        })),
        codes: RETRIED,
    },
    {
        title: "a metadata host that sends a __proto__ key and a hundred thousand levels of nesting",
        prepare: metadata(() => ({
            body: `{"__proto__":{"resourceManager":"https://x"},"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`,
        })),
        codes: RETRIED,
    },
    ...Object.entries(DISGUISED_URLS).flatMap(([title, disguise]): SignInAttack[] =>
        ["resourceManager", "loginEndpoint"].map((field) => ({
            title: `a metadata host whose ${field} has ${title}`,
            prepare: metadata(({ host, evil }) => ({
                body: {
                    resourceManager: `https://${host}/`,
                    loginEndpoint: `https://${host}/`,
                    audiences: ["https://management.local.example/"],
                    [field]: disguise(host, evil),
                },
            })),
            codes: RETRIED,
        })),
    ),
    { title: "a metadata host that sends 8 MiB", prepare: metadata(() => faults.hugeBody(8 << 20)), codes: RETRIED },
    {
        title: "an OIDC request URL over plain HTTP",
        prepare: () => undefined,
        environment: withRequest(({ evil }) => `http://${evil}/token?x=1`),
        codes: NOT_RETRIED,
    },
    ...Object.entries(OIDC_REDIRECTS).flatMap(([title, location]): SignInAttack[] =>
        [301, 302, 303, 307, 308].map((status) => ({
            title: `an OIDC request URL that redirects with ${status} ${title}`,
            prepare: (run) => run.fixture.respond("oidc", () => faults.redirect(location(run), status)),
            environment: withRequest(requestUrl),
            codes: NOT_RETRIED,
        })),
    ),
    ...[203, 400, 401, 403, 404, 405].map(
        (status): SignInAttack => ({
            title: `an OIDC request URL that responds with ${status} and a sign-in page`,
            prepare: ({ fixture }) => fixture.respond("oidc", () => ({ ...faults.html(), status })),
            environment: withRequest(requestUrl),
            codes: NOT_RETRIED,
        }),
    ),
    ...Object.entries(CONTROL_CHARACTERS).map(
        ([title, text]): SignInAttack => ({
            title: `an OIDC token with ${title}`,
            prepare: ({ fixture }) => fixture.respond("oidc", () => ({ body: { value: `a.b.c${text}X-Forged: yes` } })),
            environment: withRequest(requestUrl),
            codes: NOT_RETRIED,
        }),
    ),
    {
        title: "an OIDC request token that would inject another header",
        prepare: () => undefined,
        environment: (run) => ({
            ...withRequest(requestUrl)(run),
            ARM_OIDC_REQUEST_TOKEN: `${REQUEST_TOKEN}\r\nX-Forged: yes`,
        }),
        codes: NOT_RETRIED,
    },
    {
        title: "an OIDC token file that would inject another form field",
        prepare: () => undefined,
        environment: () => ({
            ARM_USE_OIDC: "true",
            ARM_CLIENT_SECRET: "",
            ARM_OIDC_TOKEN_FILE_PATH: temporaryFile(`a.b.c\r\n&client_id=x${FORGED}`),
        }),
        codes: NOT_RETRIED,
    },
    {
        title: "an OIDC request URL whose host stands after user information",
        prepare: () => undefined,
        environment: withRequest(({ host, evil }) => `https://${host}@${evil}/token?x=1`),
        codes: NOT_RETRIED,
    },
    {
        title: "an OIDC token that would inject another form field and quotes the request token",
        prepare: ({ fixture }) =>
            fixture.respond("oidc", () => ({ body: { value: `a.b.c&client_id=x${FORGED} ${REQUEST_TOKEN}` } })),
        environment: withRequest(requestUrl),
        codes: NOT_RETRIED,
    },
    {
        title: "an OIDC request URL that quotes the request token in a 403",
        prepare: ({ fixture }) =>
            fixture.respond("oidc", () => ({ status: 403, body: { message: REQUEST_TOKEN + FORGED } })),
        environment: withRequest(requestUrl),
        codes: NOT_RETRIED,
    },
];

describe("sign-in under attack", function () {
    this.timeout(60_000);

    for (const { title, prepare, environment, codes } of ATTACKS) {
        it(`fails with one clear error and leaks nothing for ${title}`, async () => {
            const fixture = await AttackFixture.start();
            try {
                const run = fixture.newAttack();
                prepare(run);

                const result = await run.wait(run.url, environment?.(run), { timeout: "1s" });

                assertSafeError(result, codes, [...run.secrets, REQUEST_TOKEN]);
                assert.deepEqual(fixture.evil.connections, []);
                const resourceManagerRequests = fixture.emulator.requests.filter(({ area }) => area === "arm");
                assert.deepEqual(
                    resourceManagerRequests.filter(({ headers }) => "x-forged" in headers),
                    [],
                );
            } finally {
                await fixture.stop();
            }
        });
    }

    for (const [authority, [environment, resourceManager]] of Object.entries(CLOUDS)) {
        it(`sends nothing to a server in place of ${authority} whose certificate is not trusted`, async () => {
            const fixture = await AttackFixture.start();
            const led = leadConnections(fixture.emulator);
            try {
                const run = fixture.newAttack();
                const cloud = { ARM_METADATA_HOSTNAME: "", ARM_ENVIRONMENT: environment };

                const result = await run.wait(`https://${resourceManager}${run.path}`, cloud, { timeout: "2h" });

                assertSafeError(result, NOT_RETRIED, run.secrets);
                assert.match(String(result), new RegExp(`certificate of ${authority} is not trusted`));
                assert.deepEqual(fixture.emulator.requests, []);
            } finally {
                led.restore();
                await fixture.stop();
            }
        });
    }
});
