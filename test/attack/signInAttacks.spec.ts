// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { faults, type RawAnswer } from "../emulator/src/index";
import { Scene, type Stage } from "./attackFixture";
import { assertClearError } from "./safeOutput";

/** What is not Azure's token endpoint, metadata host or OIDC issuer, or no longer behaves like it. */
interface SignInAttack {
    readonly title: string;
    readonly prepare: (stage: Stage) => void;
    /** Instead of a client secret. */
    readonly environment?: (stage: Stage) => Readonly<Record<string, string>>;
    readonly codes: readonly string[];
}

const NO_TOKEN = ["AuthenticationFailed"];
const PATIENT = ["StatusUnavailable"];
const REQUEST_TOKEN = "request-token-4711";
const FORGED = "\r\n::error::forged\n##vso[task.complete]\u001b[2J\u202e<{%bogus%}>";

const entra =
    (answer: (stage: Stage) => RawAnswer, method: "GET" | "POST" = "POST") =>
    (stage: Stage) =>
        stage.scene.answer("entra", () => answer(stage), method);
const metadata = (answer: (stage: Stage) => RawAnswer) => (stage: Stage) =>
    stage.scene.answer("metadata", () => answer(stage));
const withToken = (fields: object): RawAnswer => ({ body: { token_type: "Bearer", expires_in: 3600, ...fields } });
const withRequest = (url: (stage: Stage) => string) => (stage: Stage) => ({
    ARM_USE_OIDC: "true",
    ARM_CLIENT_SECRET: "",
    ARM_OIDC_REQUEST_URL: url(stage),
    ARM_OIDC_REQUEST_TOKEN: REQUEST_TOKEN,
});
const requestUrl = ({ host }: Stage) => `https://${host}/oidc/token?api-version=2.0`;

const ATTACKS: readonly SignInAttack[] = [
    {
        title: "a token endpoint that quotes the client secret back and forges output",
        prepare: entra(({ secrets }) => ({
            status: 401,
            body: { error: "invalid_client", error_description: `AADSTS7000215: ${secrets.join(" ")}${FORGED}` },
        })),
        codes: NO_TOKEN,
    },
    {
        title: "a token endpoint that quotes them in a page",
        prepare: entra(({ secrets }) => ({
            status: 400,
            headers: { "content-type": "text/html" },
            body: secrets + FORGED,
        })),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    { title: "a token endpoint that never answers", prepare: entra(() => faults.silence()), codes: PATIENT },
    {
        title: "a token that would end its header and begin another",
        prepare: entra(() => withToken({ access_token: "token\r\nX-Forged: yes" })),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    {
        title: "a token that is no text",
        prepare: entra(() => withToken({ access_token: { toString: "token" } })),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    { title: "an answer without a token", prepare: entra(() => withToken({})), codes: [...NO_TOKEN, ...PATIENT] },
    {
        title: "a token that has expired before it was given",
        prepare: entra(() => withToken({ access_token: "expired-token-4711", expires_in: -1 })),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    {
        title: "a token endpoint that redirects to another host",
        prepare: entra(({ evil }) => faults.redirect(`https://${evil}/token`, 307)),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    {
        title: "an authority whose discovery document is on another host",
        prepare: entra(({ evil }) => faults.redirect(`https://${evil}/discovery`, 302), "GET"),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    {
        title: "a metadata host that redirects to another",
        prepare: metadata(({ evil }) => faults.redirect(`https://${evil}/metadata/endpoints`, 302)),
        codes: PATIENT,
    },
    {
        title: "a metadata host that describes a cloud over plain http",
        prepare: metadata(({ evil }) => ({
            body: { resourceManager: `http://${evil}/`, loginEndpoint: `http://${evil}/`, audiences: ["x"] },
        })),
        codes: PATIENT,
    },
    {
        title: "a metadata host that speaks of prototypes, a hundred thousand levels deep",
        prepare: metadata(() => ({
            body: `{"__proto__":{"resourceManager":"https://x"},"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`,
        })),
        codes: PATIENT,
    },
    { title: "a metadata host with 8 MiB to say", prepare: metadata(() => faults.hugeBody(8 << 20)), codes: PATIENT },
    {
        title: "an OIDC request URL over plain http",
        prepare: () => undefined,
        environment: withRequest(({ evil }) => `http://${evil}/token?x=1`),
        codes: NO_TOKEN,
    },
    {
        title: "an OIDC request URL that redirects to another host",
        prepare: ({ scene, evil }) => scene.answer("oidc", () => faults.redirect(`https://${evil}/token`, 307)),
        environment: withRequest(requestUrl),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    {
        title: "an OIDC request URL that redirects to plain http",
        prepare: ({ scene, host }) => scene.answer("oidc", () => faults.redirect(`http://${host}/token`, 302)),
        environment: withRequest(requestUrl),
        codes: [...NO_TOKEN, ...PATIENT],
    },
    {
        title: "an OIDC token that would end its field, and quotes its request's",
        prepare: ({ scene }) =>
            scene.answer("oidc", () => ({ body: { value: `a.b.c&client_id=x${FORGED} ${REQUEST_TOKEN}` } })),
        environment: withRequest(requestUrl),
        codes: NO_TOKEN,
    },
    {
        title: "an OIDC request URL that quotes its token in a refusal",
        prepare: ({ scene }) =>
            scene.answer("oidc", () => ({ status: 403, body: { message: REQUEST_TOKEN + FORGED } })),
        environment: withRequest(requestUrl),
        codes: NO_TOKEN,
    },
];

describe("A wait whose sign-in is attacked ends in one clear error, and gives nothing away, with", function () {
    this.timeout(60_000);

    for (const { title, prepare, environment, codes } of ATTACKS) {
        it(title, async () => {
            const scene = await Scene.set();
            try {
                const stage = scene.stage();
                prepare(stage);

                const ended = await stage.wait(stage.url, environment?.(stage), { timeout: "1s" });

                assertClearError(ended, codes, [...stage.secrets, REQUEST_TOKEN]);
                assert.deepEqual(scene.evil.seen, []);
                const toResourceManager = scene.emulator.requests.filter(({ area }) => area === "arm");
                assert.deepEqual(
                    toResourceManager.filter(({ headers }) => "x-forged" in headers),
                    [],
                );
            } finally {
                await scene.strike();
            }
        });
    }
});
