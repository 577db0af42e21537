// SPDX-License-Identifier: Apache-2.0

import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { CodedError } from "../common/codedError";
import type { ArmClient } from "./armClient";
import { checkToken } from "./checkToken";
import { requestOidcToken } from "./oidcRequest";
import { type Settings, settingNames } from "./settings";

/** Delay before re-reading an empty token file, which another process may be rewriting. */
const REREAD_MS = 250;
/** A loaded machine may need long to rewrite the file, and an empty one ends the wait. */
const MAXIMUM_REREADS = 12;

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
 * The source of OIDC tokens. As in azure-native, the first that is set is used: the token itself, a file, a request URL. The URL of
 * `ARM_OIDC_REQUEST_URL` precedes that of GitHub Actions, and this one that of Azure Pipelines.
 *
 * @throws {CodedError} `AuthenticationFailed` when none is set, or only one of the request URL and its token.
 */
export function oidcTokenSource(settings: Settings, client: ArmClient): OidcTokenSource {
    const token = settings.get("oidcToken");
    if (token !== undefined) {
        const source = settings.source("oidcToken");
        return { source, canRenew: false, get: async () => checkToken(token, `the OIDC token (${source})`) };
    }
    const path = settings.get("oidcTokenFilePath");
    if (path !== undefined) {
        const source = settings.source("oidcTokenFilePath");
        return { source, canRenew: true, get: (signal) => readToken(path, source, signal) };
    }
    const hasUrl = settings.get("oidcRequestUrl") !== undefined;
    const hasToken = settings.get("oidcRequestToken") !== undefined;
    if (!hasUrl && !hasToken) {
        throw new CodedError(
            "AuthenticationFailed",
            `\`useOidc\` (${settings.source("useOidc")}) is set, but no token: set ${settingNames("oidcToken")}, ` +
                `${settingNames("oidcTokenFilePath")}, or ${settingNames("oidcRequestUrl")} with ${settingNames("oidcRequestToken")} ` +
                "(GitHub Actions sets these in jobs with `permissions: id-token: write`, Azure Pipelines the URL; its token is SYSTEM_ACCESSTOKEN)",
        );
    }
    if (!hasUrl || !hasToken) {
        throw incompletePair(settings, hasUrl);
    }
    return {
        source: settings.source("oidcRequestUrl"),
        canRenew: true,
        get: (signal) => requestOidcToken(settings, client, signal),
    };
}

function incompletePair(settings: Settings, hasUrl: boolean): CodedError {
    const [missing, given] = hasUrl
        ? (["oidcRequestToken", "oidcRequestUrl"] as const)
        : (["oidcRequestUrl", "oidcRequestToken"] as const);
    // The agent of Azure Pipelines sets the URL, but passes the token only to steps that ask for it.
    const remedy = settings.source(given).endsWith("SYSTEM_OIDCREQUESTURI")
        ? "set `SYSTEM_ACCESSTOKEN: $(System.AccessToken)` in the `env` of the step"
        : `set ${settingNames(missing)}${settings.emptyNote(missing)}`;
    return new CodedError(
        "AuthenticationFailed",
        `\`${missing}\` is required together with \`${given}\` (${settings.source(given)}): ${remedy}`,
    );
}

async function readToken(path: string, source: string, signal: AbortSignal): Promise<string> {
    let token = await readTrimmed(path, source);
    for (let rereads = 0; token === "" && rereads < MAXIMUM_REREADS; rereads++) {
        await delay(REREAD_MS, undefined, { signal });
        token = await readTrimmed(path, source);
    }
    if (token === "") {
        throw new CodedError(
            "AuthenticationFailed",
            `the OIDC token file (${source}) is empty: check the process that writes it`,
        );
    }
    return checkToken(token, `the OIDC token in the file (${source})`);
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
