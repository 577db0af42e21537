// SPDX-License-Identifier: Apache-2.0

import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { CodedError } from "../common/codedError";
import { isJsonObject, parseJson } from "../common/json";
import { isTransientStatus } from "../response/unreadable";
import type { ArmClient } from "./armClient";
import { type Settings, settingNames } from "./settings";

/** Delay before re-reading an empty token file, which may be mid-rewrite. */
const REWRITE_MS = 250;

const DEFAULT_AUDIENCE = "api://AzureADTokenExchange";

/** Source of the assertion (the OIDC token) with which a service principal signs in. */
export interface OidcTokenSource {
    /** Where the setting was found, for messages. */
    readonly source: string;
    /** Whether the source can provide a new token: `true` for a file or a URL, `false` for a token in the settings. */
    readonly canRenew: boolean;
    /** Gets a token. @throws {CodedError} `AuthenticationFailed`, and transport errors. */
    get(signal: AbortSignal): Promise<string>;
}

/**
 * The source of OIDC tokens. As in azure-native, the first that is set is used: the token itself, a file, a request URL.
 *
 * @throws {CodedError} `AuthenticationFailed` when none is set, or only one of the request URL and its token.
 */
export function oidcTokenSource(settings: Settings, client: ArmClient): OidcTokenSource {
    const token = settings.get("oidcToken");
    if (token !== undefined) {
        return { source: settings.source("oidcToken"), canRenew: false, get: async () => token };
    }
    const path = settings.get("oidcTokenFilePath");
    if (path !== undefined) {
        const source = settings.source("oidcTokenFilePath");
        return { source, canRenew: true, get: () => readToken(path, source) };
    }
    const url = settings.get("oidcRequestUrl");
    const requestToken = settings.get("oidcRequestToken");
    if (url === undefined && requestToken === undefined) {
        throw new CodedError(
            "AuthenticationFailed",
            `\`useOidc\` (${settings.source("useOidc")}) is set, but no token: set ${settingNames("oidcToken")}, ` +
                `${settingNames("oidcTokenFilePath")}, or ${settingNames("oidcRequestUrl")} with ${settingNames("oidcRequestToken")} ` +
                "(GitHub Actions sets these in jobs with `permissions: id-token: write`)",
        );
    }
    if (url === undefined || requestToken === undefined) {
        const [missing, given] =
            url === undefined
                ? (["oidcRequestUrl", "oidcRequestToken"] as const)
                : (["oidcRequestToken", "oidcRequestUrl"] as const);
        throw new CodedError(
            "AuthenticationFailed",
            `\`${missing}\` is required together with \`${given}\` (${settings.source(given)}): set ${settingNames(missing)}`,
        );
    }
    const source = settings.source("oidcRequestUrl");
    const audience = settings.get("oidcAudience") ?? DEFAULT_AUDIENCE;
    return {
        source,
        canRenew: true,
        get: (signal) => requestTokenFor(url, requestToken, audience, source, client, signal),
    };
}

async function readToken(path: string, source: string): Promise<string> {
    let token = await readTrimmed(path, source);
    if (token === "") {
        await delay(REWRITE_MS);
        token = await readTrimmed(path, source);
    }
    if (token === "") {
        throw new CodedError(
            "AuthenticationFailed",
            `the OIDC token file (${source}) is empty: check the process that writes it`,
        );
    }
    return token;
}

async function readTrimmed(path: string, source: string): Promise<string> {
    try {
        return (await readFile(path, "utf8")).trim();
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const problem = `the OIDC token file (${source}) cannot be read (${code}): check the path`;
        throw new CodedError("AuthenticationFailed", problem, { cause: error });
    }
}

async function requestTokenFor(
    url: string,
    token: string,
    audience: string,
    source: string,
    client: ArmClient,
    signal: AbortSignal,
): Promise<string> {
    if (!URL.canParse(url) || !url.startsWith("https://")) {
        throw new CodedError("AuthenticationFailed", `the OIDC request URL (${source}) must begin with https://`);
    }
    const query = `audience=${encodeURIComponent(audience)}`;
    const response = await client.request(`${url}${url.includes("?") ? "&" : "?"}${query}`, { signal, token });
    const body = parseJson(response.body);
    const value = isJsonObject(body) ? body.value : undefined;
    if (response.statusCode === 200 && typeof value === "string" && value !== "") {
        return value;
    }
    if (isTransientStatus(response.statusCode)) {
        throw Object.assign(new Error(`the OIDC request URL (${source}) returned ${response.statusCode}`), {
            code: "EOIDC",
        });
    }
    throw new CodedError(
        "AuthenticationFailed",
        `the OIDC request URL (${source}) returned ${response.statusCode} without a token`,
    );
}
