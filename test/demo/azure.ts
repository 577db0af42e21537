// SPDX-License-Identifier: Apache-2.0

import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { OperationScript } from "../emulator/src/arm/operationScript";
import type { Emulator } from "../emulator/src/index";

const RESOURCE_GROUP = "logs";
const API_VERSION = "2025-02-01";

/**
 * Starts the creation of a Log Analytics cluster with a plain PUT request and does not wait for it.
 *
 * @returns The operation's id.
 */
export async function createCluster(emulator: Emulator, name: string, script: OperationScript): Promise<string> {
    trust(emulator.certificate);
    emulator.scriptNext(script);
    const path =
        `/subscriptions/${emulator.subscriptionId}/resourceGroups/${RESOURCE_GROUP}` +
        `/providers/Microsoft.OperationalInsights/clusters/${name}?api-version=${API_VERSION}`;
    console.log(`PUT ${path}`);
    const response = await fetch(`${emulator.origin}${path}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${await signIn(emulator)}`, "content-type": "application/json" },
        body: JSON.stringify({ location: "West US", sku: { name: "CapacityReservation", capacity: 500 } }),
    });
    const url = response.headers.get("azure-asyncoperation");
    if (response.status !== 201 || url === null) {
        throw new Error(`Azure did not accept the cluster: ${response.status} ${await response.text()}`);
    }
    console.log(`${response.status} Created\nAzure-AsyncOperation: ${url.replace(/(?<=&t=).*/, "…")}`);
    return new URL(url).pathname.split("/").at(-1) ?? "";
}

async function signIn(emulator: Emulator): Promise<string> {
    const { ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET } = emulator.environment;
    const response = await fetch(`${emulator.origin}/${ARM_TENANT_ID}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: ARM_CLIENT_ID,
            client_secret: ARM_CLIENT_SECRET,
            scope: `${emulator.audience}/.default`,
        }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
}

function trust(certificate: string): void {
    setDefaultCACertificates([...getCACertificates("default"), certificate]);
}
