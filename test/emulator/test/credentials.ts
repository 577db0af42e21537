// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import tls from "node:tls";
import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import {
    AzureCliCredential,
    AzurePipelinesCredential,
    ClientAssertionCredential,
    ClientCertificateCredential,
    ClientSecretCredential,
    DefaultAzureCredential,
} from "@azure/identity";
import type { Emulator } from "../src/index";
import { send } from "./send";

/** Makes the clients in this process trust the emulator. @returns A function that removes the trust. */
export function trust(emulator: Emulator): () => void {
    const before = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...before, emulator.certificate]);
    return () => tls.setDefaultCACertificates(before);
}

/** Runs with these environment variables in addition to the current ones. */
export async function withVariables<Result>(
    variables: Readonly<Record<string, string>>,
    run: () => Promise<Result>,
): Promise<Result> {
    const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
    Object.assign(process.env, variables);
    try {
        return await run();
    } finally {
        for (const [name, value] of Object.entries(before)) {
            delete process.env[name];
            if (value !== undefined) {
                process.env[name] = value;
            }
        }
    }
}

/**
 * The credential that azure-native chooses for these variables. Managed identities are not supported, because they need a separate
 * process.
 */
export function credentialFor(emulator: Emulator, variables: Readonly<Record<string, string>>): TokenCredential {
    const options = {
        authorityHost: emulator.origin,
        disableInstanceDiscovery: true,
        retryOptions: { maxRetries: 0 },
    };
    const { ARM_TENANT_ID: tenantId = "", ARM_CLIENT_ID: clientId = "" } = variables;
    if (variables.ARM_USE_DEFAULT_AZURE_CREDENTIAL === "true") {
        return new DefaultAzureCredential(options);
    }
    const certificatePath = variables.ARM_CLIENT_CERTIFICATE_PATH;
    if (certificatePath !== undefined) {
        const certificatePassword = variables.ARM_CLIENT_CERTIFICATE_PASSWORD;
        const certificate = readFileSync(certificatePath, "utf8").replace(
            /^(-----BEGIN CERT.*?END CERT[^\n]*\n)(.*)$/s,
            "$2$1",
        );
        const configuration =
            certificatePassword === undefined ? { certificate } : { certificate, certificatePassword };
        return new ClientCertificateCredential(tenantId, clientId, configuration, options);
    }
    if (variables.ARM_CLIENT_SECRET !== undefined) {
        return new ClientSecretCredential(tenantId, clientId, variables.ARM_CLIENT_SECRET, options);
    }
    const { SYSTEM_ACCESSTOKEN: accessToken, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connectionId } = variables;
    if (accessToken !== undefined && connectionId !== undefined) {
        return new AzurePipelinesCredential(tenantId, clientId, connectionId, accessToken, options);
    }
    if (variables.ARM_USE_OIDC === "true") {
        return new ClientAssertionCredential(tenantId, clientId, () => federatedToken(emulator, variables), options);
    }
    return new AzureCliCredential();
}

/** Gets a token for the emulator's Resource Manager. */
export async function getToken(
    emulator: Emulator,
    credential: TokenCredential,
    options: GetTokenOptions = {},
): Promise<AccessToken> {
    const token = await credential.getToken(`${emulator.audience}/.default`, options);
    if (token === null) {
        throw new Error("The credential returned no token.");
    }
    return token;
}

/** Reads the status of a new operation with a token. */
export function readWith(emulator: Emulator, { token }: AccessToken) {
    return send(emulator, emulator.startOperation({ durationSeconds: 0 }).url, { authorization: `Bearer ${token}` });
}

async function federatedToken(emulator: Emulator, variables: Readonly<Record<string, string>>): Promise<string> {
    if (variables.ARM_OIDC_TOKEN !== undefined) {
        return variables.ARM_OIDC_TOKEN;
    }
    if (variables.ARM_OIDC_TOKEN_FILE_PATH !== undefined) {
        return readFileSync(variables.ARM_OIDC_TOKEN_FILE_PATH, "utf8");
    }
    const url = variables.ARM_OIDC_REQUEST_URL ?? variables.ACTIONS_ID_TOKEN_REQUEST_URL;
    const requestToken = variables.ARM_OIDC_REQUEST_TOKEN ?? variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
    const response = await send(emulator, `${url}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`, {
        authorization: `Bearer ${requestToken}`,
    });
    return response.body.value;
}
