// SPDX-License-Identifier: Apache-2.0

import { CodedError, invalidArgument } from "../common/codedError";
import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import { isTransientStatus } from "../response/unreadable";
import type { ArmClient } from "./armClient";
import { authMethod } from "./authMethod";
import { type AzureCliAccount, azureCliCloud } from "./azureCli";
import { type Settings, settingNames } from "./settings";
import { isCertificateError, transportErrorCode, transportErrorMessage } from "./transportError";

/** An Azure cloud, as far as a wait needs to know it. */
export interface Cloud {
    /** Origin of the Resource Manager: the only host that may ever see the token. */
    readonly endpoint: string;
    /** What tokens for the Resource Manager are issued for. The scope is the audience with `/.default` behind it. */
    readonly audience: string;
    /** Origin (and path) of the authority that issues tokens. */
    readonly authority: string;
    /** Whether the authority is one of Microsoft's own, which the sign-in library knows. */
    readonly isKnown: boolean;
}

const PUBLIC: Cloud = {
    endpoint: "https://management.azure.com",
    audience: "https://management.core.windows.net/",
    authority: "https://login.microsoftonline.com/",
    isKnown: true,
};
const US_GOVERNMENT: Cloud = {
    endpoint: "https://management.usgovcloudapi.net",
    audience: "https://management.core.usgovcloudapi.net/",
    authority: "https://login.microsoftonline.us/",
    isKnown: true,
};
const CHINA: Cloud = {
    endpoint: "https://management.chinacloudapi.cn",
    audience: "https://management.core.chinacloudapi.cn/",
    authority: "https://login.chinacloudapi.cn/",
    isKnown: true,
};

/** All names under which azure-native knows the clouds, in lower case. */
const CLOUDS: ReadonlyMap<string, Cloud> = new Map([
    ["public", PUBLIC],
    ["azurecloud", PUBLIC],
    ["usgovernment", US_GOVERNMENT],
    ["usgov", US_GOVERNMENT],
    ["azureusgovernment", US_GOVERNMENT],
    ["azureusgovernmentcloud", US_GOVERNMENT],
    ["usgovernmentl4", US_GOVERNMENT],
    ["china", CHINA],
    ["azurechinacloud", CHINA],
]);

const METADATA_API_VERSION = "2022-09-01";

/**
 * The cloud that the settings name, as far as that is known without asking: `undefined` when a `metadataHost` describes it, or
 * when no setting names one and Azure CLI decides.
 *
 * @throws {CodedError} `InvalidArgument` for an unknown name or a malformed host.
 */
export function namedCloud(settings: Settings): Cloud | undefined {
    const metadataHost = settings.get("metadataHost");
    if (metadataHost !== undefined) {
        if (
            !/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(metadataHost) ||
            !URL.canParse(`https://${metadataHost}`)
        ) {
            throw invalidArgument(
                "metadataHost",
                `(${settings.source("metadataHost")}) must be a host, without https:// or a path`,
            );
        }
        return undefined;
    }
    const name = settings.get("environment") ?? (authMethod(settings) === "azureCli" ? undefined : "public");
    if (name === undefined) {
        return undefined;
    }
    const cloud = CLOUDS.get(name.toLowerCase());
    if (cloud === undefined) {
        throw invalidArgument(
            "environment",
            `(${settings.source("environment")}) names no cloud: use public, usgovernment or china, or set ${settingNames("metadataHost")}`,
        );
    }
    return cloud;
}

/**
 * The cloud of the settings. A `metadataHost` is asked, without a token.
 *
 * @param account Azure CLI's, when that signs in. Its cloud must be the one that the settings name.
 * @throws {CodedError} `InvalidArgument` for wrong settings, `StatusUnavailable` when the metadata host does not describe a cloud.
 *     Transport errors pass through.
 */
export async function resolveCloud(
    settings: Settings,
    account: AzureCliAccount | undefined,
    client: ArmClient,
    signal: AbortSignal,
): Promise<Cloud> {
    const metadataHost = settings.get("metadataHost");
    const named =
        metadataHost === undefined ? namedCloud(settings) : await describedBy(metadataHost, settings, client, signal);
    if (account === undefined) {
        return named ?? PUBLIC;
    }
    const cliCloud =
        CLOUDS.get(account.cloudName.toLowerCase()) ?? customCloud(await azureCliCloud(account.cloudName, signal));
    if (named !== undefined && named.endpoint !== cliCloud.endpoint) {
        const setting = metadataHost === undefined ? "environment" : "metadataHost";
        throw invalidArgument(
            setting,
            `(${settings.source(setting)}) is another cloud than Azure CLI's (${account.cloudName}): make them the same, with ` +
                "`az cloud set` or the setting",
        );
    }
    return named ?? cliCloud;
}

async function describedBy(host: string, settings: Settings, client: ArmClient, signal: AbortSignal): Promise<Cloud> {
    const url = `https://${host}/metadata/endpoints?api-version=${METADATA_API_VERSION}`;
    const answer = await client.request(url, { signal }).catch((error: unknown) => {
        throw unreachable(host, settings, error);
    });
    const cloud = answer.statusCode === 200 ? describedCloud(parseJson(answer.body)) : undefined;
    if (cloud === undefined) {
        throw new MetadataUnavailable(host, answer.statusCode, settings.source("metadataHost"));
    }
    return checkKnownHost(host, cloud);
}

/** The same trouble, with the setting that leads there. */
function unreachable(host: string, settings: Settings, error: unknown): unknown {
    if (error instanceof CodedError || isCertificateError(error)) {
        return error;
    }
    const text = `the metadata host ${host} (${settings.source("metadataHost")}) cannot be reached: ${transportErrorMessage(error)}`;
    return Object.assign(new Error(text), { code: transportErrorCode(error) });
}

function customCloud(endpoints: JsonObject): Cloud {
    const endpoint = httpsUrl(endpoints.resourceManager);
    const authority = httpsUrl(endpoints.activeDirectory);
    const audience = endpoints.activeDirectoryResourceId;
    if (endpoint === undefined || authority === undefined || typeof audience !== "string" || audience === "") {
        throw new CodedError(
            "AuthenticationFailed",
            "`az cloud show` does not describe the cloud: register its endpoints again",
        );
    }
    return {
        endpoint: endpoint.origin,
        audience,
        authority: authority.href,
        isKnown: isKnownAuthority(authority.href),
    };
}

/** A metadata host answered, but not with the description of a cloud. Server errors may pass. */
export class MetadataUnavailable extends CodedError {
    /** Whether asking again may help. */
    readonly isTransient: boolean;

    constructor(host: string, statusCode: number, source: string) {
        super(
            "StatusUnavailable",
            `the metadata host ${host} (${source}) answered ${statusCode} without a description of a cloud: check its name`,
        );
        this.isTransient = isTransientStatus(statusCode);
    }
}

function describedCloud(metadata: unknown): Cloud | undefined {
    if (!isJsonObject(metadata)) {
        return undefined;
    }
    const authentication = isJsonObject(metadata.authentication) ? metadata.authentication : {};
    const endpoint = httpsUrl(metadata.resourceManager);
    const authority = httpsUrl(authentication.loginEndpoint ?? metadata.loginEndpoint);
    const audiences = authentication.audiences ?? metadata.audiences;
    const audience: unknown = Array.isArray(audiences) ? audiences[0] : undefined;
    if (endpoint === undefined || authority === undefined || typeof audience !== "string" || audience === "") {
        return undefined;
    }
    return {
        endpoint: endpoint.origin,
        audience,
        authority: authority.href,
        isKnown: isKnownAuthority(authority.href),
    };
}

function httpsUrl(value: unknown): URL | undefined {
    const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === "https:" ? url : undefined;
}

function isKnownAuthority(authority: string): boolean {
    return [...CLOUDS.values()].some((cloud) => cloud.authority === authority);
}

/** A host of one of Microsoft's clouds can only describe that cloud. */
function checkKnownHost(host: string, described: Cloud): Cloud {
    const plainHost = new URL(`https://${host}`).host.replace(/\.$/, "");
    const known = [...CLOUDS.values()].find((cloud) =>
        [cloud.endpoint, cloud.authority].some((url) => new URL(url).host === plainHost),
    );
    if (known !== undefined && (known.endpoint !== described.endpoint || known.authority !== described.authority)) {
        throw new CodedError(
            "StatusUnavailable",
            `the metadata host ${host} describes another cloud than its own: its answer is not used`,
        );
    }
    return known ?? described;
}
