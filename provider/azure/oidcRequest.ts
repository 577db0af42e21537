// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";
import { isJsonObject, parseJson } from "../common/json";
import type { ArmResponse } from "../response/armResponse";
import { isTransientStatus } from "../response/unreadable";
import type { ArmClient } from "./armClient";
import { checkToken } from "./checkToken";
import { httpsUrl } from "./httpsUrl";
import { type Settings, settingNames } from "./settings";

const DEFAULT_AUDIENCE = "api://AzureADTokenExchange";

/** The last segment of the path at which Azure Pipelines issues tokens. That of GitHub Actions is `idtoken`. */
const AZURE_PIPELINES_PATH = /\/oidctoken$/i;
const AZURE_PIPELINES_API_VERSION = "7.1";
const AZURE_PIPELINES_HEADERS = {
    "content-type": "application/json",
    // Azure DevOps then refuses with 401 and not with a redirect to its sign-in page.
    "x-tfs-fedauthredirect": "Suppress",
};
const SERVICE_CONNECTION_PARAMETER = "serviceConnectionId";
const METHOD_NOT_ALLOWED = 405;

/**
 * Requests an OIDC token at the request URL of the settings: with GET, as GitHub Actions issues it, or with POST, as Azure Pipelines
 * does.
 *
 * @throws {CodedError} `AuthenticationFailed` for an invalid URL, a refusal or a redirect, which is not followed.
 * @throws Transport errors.
 */
export async function requestOidcToken(settings: Settings, client: ArmClient, signal: AbortSignal): Promise<string> {
    const url = requestUrl(settings);
    const token = checkToken(settings.get("oidcRequestToken"), describeToken(settings));
    const options = { signal, token, followsRedirects: false };
    if (!AZURE_PIPELINES_PATH.test(url.pathname)) {
        const response = await client.request(withAudience(url, settings), options);
        if (response.statusCode !== METHOD_NOT_ALLOWED) {
            return tokenIn(response, settings);
        }
    }
    const response = await client.request(withServiceConnection(url, settings), {
        ...options,
        method: "POST",
        headers: AZURE_PIPELINES_HEADERS,
    });
    return tokenIn(response, settings);
}

function requestUrl(settings: Settings): URL {
    const url = httpsUrl(settings.get("oidcRequestUrl"));
    if (url === undefined) {
        throw requestError(settings, "must begin with https:// and contain no user information (...@) or white space");
    }
    return url;
}

function withAudience(url: URL, settings: Settings): string {
    const audience = encodeURIComponent(settings.get("oidcAudience") ?? DEFAULT_AUDIENCE);
    return `${url.href}${url.search === "" ? "?" : "&"}audience=${audience}`;
}

function withServiceConnection(url: URL, settings: Settings): string {
    const id = url.searchParams.get(SERVICE_CONNECTION_PARAMETER) ?? settings.get("serviceConnectionId");
    if (id === undefined) {
        throw requestError(
            settings,
            `requires the id of a service connection, as in Azure Pipelines: set ${settingNames("serviceConnectionId")}`,
        );
    }
    const result = new URL(url);
    result.searchParams.set(SERVICE_CONNECTION_PARAMETER, id);
    result.searchParams.set("api-version", url.searchParams.get("api-version") ?? AZURE_PIPELINES_API_VERSION);
    return result.href;
}

function tokenIn({ statusCode, body }: ArmResponse, settings: Settings): string {
    const parsed = parseJson(body);
    const { oidcToken, value = oidcToken } = isJsonObject(parsed) ? parsed : {};
    if (statusCode === 200 && typeof value === "string" && value !== "") {
        return checkToken(value, `the OIDC token from ${describeUrl(settings)}`);
    }
    if (isTransientStatus(statusCode)) {
        throw Object.assign(new Error(`${describeUrl(settings)} returned ${statusCode}`), { code: "EOIDC" });
    }
    const isRedirect = statusCode >= 300 && statusCode < 400;
    const note = isRedirect ? ", a redirect, which is not followed" : " without a token";
    throw requestError(settings, `returned ${statusCode}${note}: check ${describeRequest(settings)}`);
}

/** What a request consists of, and where it was found. */
function describeRequest(settings: Settings): string {
    const hasConnection = settings.get("serviceConnectionId") !== undefined;
    return hasConnection
        ? `the URL, ${describeToken(settings)} and the service connection (${settings.source("serviceConnectionId")})`
        : `the URL and ${describeToken(settings)}`;
}

function describeToken(settings: Settings): string {
    return `\`oidcRequestToken\` (${settings.source("oidcRequestToken")})`;
}

function describeUrl(settings: Settings): string {
    return `the OIDC request URL (${settings.source("oidcRequestUrl")})`;
}

function requestError(settings: Settings, problem: string): CodedError {
    return new CodedError("AuthenticationFailed", `${describeUrl(settings)} ${problem}`);
}
