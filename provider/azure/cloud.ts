// SPDX-License-Identifier: Apache-2.0

import { CodedError, invalidArgument } from "../common/codedError";
import { isJsonObject, type JsonObject, parseJson } from "../common/json";
import { isTransientStatus } from "../response/unreadable";
import type { ArmClient } from "./armClient";
import { authMethod } from "./authMethod";
import { type AzureCliAccount, azureCliCloud } from "./azureCli";
import { httpsUrl } from "./httpsUrl";
import { type Settings, settingNames } from "./settings";
import { permanentError, transportErrorCode, transportErrorMessage } from "./transportError";

/** Endpoints of an Azure cloud. */
export interface Cloud {
    /** Origin of the Resource Manager, the only host to which a token is sent. */
    readonly endpoint: string;
    /** Audience of tokens for the Resource Manager. The scope is the audience followed by `/.default`. */
    readonly audience: string;
    /** URL of the authority that issues tokens. */
    readonly authority: string;
    /** Whether the authority is Microsoft's, so that @azure/identity supports instance discovery for it. */
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

/** The cloud names that azure-native accepts, in lower case. */
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
 * The cloud that the settings specify by name. `undefined` when a `metadataHost` describes the cloud, or when Azure CLI provides
 * it.
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
            `(${settings.source("environment")}) is not a known cloud: use public, usgovernment or china, or set ${settingNames("metadataHost")}`,
        );
    }
    return cloud;
}

/**
 * The cloud of the settings. The description of a `metadataHost` is requested without a token.
 *
 * @param account Azure CLI's account, when that signs in. Its cloud must be the one that the settings specify.
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
        metadataHost === undefined
            ? namedCloud(settings)
            : await requestMetadata(metadataHost, settings, client, signal);
    if (account === undefined) {
        return named ?? PUBLIC;
    }
    const cliCloud =
        CLOUDS.get(account.cloudName.toLowerCase()) ??
        cloudFromAzureCli(await azureCliCloud(account.cloudName, signal));
    if (named !== undefined && named.endpoint !== cliCloud.endpoint) {
        const setting = metadataHost === undefined ? "environment" : "metadataHost";
        throw invalidArgument(
            setting,
            `(${settings.source(setting)}) specifies a different cloud than Azure CLI (${account.cloudName}): make them the same, with ` +
                "`az cloud set` or the setting",
        );
    }
    return named ?? cliCloud;
}

async function requestMetadata(
    host: string,
    settings: Settings,
    client: ArmClient,
    signal: AbortSignal,
): Promise<Cloud> {
    const url = `https://${host}/metadata/endpoints?api-version=${METADATA_API_VERSION}`;
    const response = await client.request(url, { signal }).catch((error: unknown) => {
        throw unreachable(host, settings, error);
    });
    const cloud = response.statusCode === 200 ? cloudFromMetadata(parseJson(response.body)) : undefined;
    if (cloud === undefined) {
        throw new MetadataUnavailable(host, response.statusCode, settings.source("metadataHost"));
    }
    return checkKnownHost(host, settings.source("metadataHost"), cloud);
}

/** Adds the host and its setting to an error of the request. */
function unreachable(host: string, settings: Settings, error: unknown): Error {
    const subject = `the metadata host ${host} (${settings.source("metadataHost")})`;
    const permanent = permanentError(error, false);
    return permanent === undefined
        ? Object.assign(new Error(`${subject} cannot be reached: ${transportErrorMessage(error)}`), {
              code: transportErrorCode(error),
          })
        : new CodedError(permanent.code, `${subject} cannot be used: ${permanent.message}`, { cause: permanent.cause });
}

function cloudFromAzureCli(endpoints: JsonObject): Cloud {
    const { resourceManager, activeDirectory, activeDirectoryResourceId } = endpoints;
    const cloud = createCloud(resourceManager, activeDirectory, activeDirectoryResourceId);
    if (cloud === undefined) {
        throw new CodedError(
            "AuthenticationFailed",
            "`az cloud show` does not describe the cloud: register its endpoints again",
        );
    }
    return cloud;
}

/** A metadata host responded without the description of a cloud. */
export class MetadataUnavailable extends CodedError {
    /** Whether a retry may succeed. */
    readonly isTransient: boolean;

    constructor(host: string, statusCode: number, source: string) {
        super(
            "StatusUnavailable",
            `the metadata host ${host} (${source}) returned ${statusCode} without a description of a cloud: check its name`,
        );
        this.isTransient = isTransientStatus(statusCode);
    }
}

function cloudFromMetadata(metadata: unknown): Cloud | undefined {
    if (!isJsonObject(metadata)) {
        return undefined;
    }
    const authentication = isJsonObject(metadata.authentication) ? metadata.authentication : {};
    const loginEndpoint = authentication.loginEndpoint ?? metadata.loginEndpoint;
    const audiences = authentication.audiences ?? metadata.audiences;
    return createCloud(metadata.resourceManager, loginEndpoint, Array.isArray(audiences) ? audiences[0] : undefined);
}

/** A custom cloud, or `undefined` when a value is missing or is not an https URL without user information. */
function createCloud(resourceManager: unknown, loginEndpoint: unknown, audience: unknown): Cloud | undefined {
    const endpoint = httpsUrl(resourceManager);
    const authority = httpsUrl(loginEndpoint);
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

function isKnownAuthority(authority: string): boolean {
    return [...CLOUDS.values()].some((cloud) => cloud.authority === authority);
}

/** Rejects a description of another cloud by a host of Microsoft's clouds. */
function checkKnownHost(host: string, source: string, described: Cloud): Cloud {
    const plainHost = new URL(`https://${host}`).host.replace(/\.$/, "");
    const known = [...CLOUDS.values()].find((cloud) =>
        [cloud.endpoint, cloud.authority].some((url) => new URL(url).host === plainHost),
    );
    if (known !== undefined && (known.endpoint !== described.endpoint || known.authority !== described.authority)) {
        throw new CodedError(
            "StatusUnavailable",
            `the metadata host ${host} (${source}) describes a different cloud, which is not used: check what is between here and Azure (proxy, DNS)`,
        );
    }
    return known ?? described;
}
