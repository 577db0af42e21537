// SPDX-License-Identifier: Apache-2.0
import type { Emulator } from "./emulatorTypes";
import type { RequestRecord } from "./requestLog";

const GUID = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** The lines before the variables to export. */
export function introduction(emulator: Emulator): string {
    return `
An Azure cloud on loopback, at ${emulator.origin}. Press Ctrl-C to stop it.

1. In another terminal, configure clients for it:

`;
}

/** The instructions after the variables to export, with commands to copy. */
export function startUpMessage(emulator: Emulator): string {
    return `
   Go programs trust its certificate through SSL_CERT_FILE with the value of NODE_EXTRA_CA_CERTS.

2. Start an operation that runs for a minute. This needs no sign-in; the response contains the operation's id and URL:

    curl $AZURE_EMULATOR_CONTROL_URL/operations --data '{"durationSeconds": 60, "percentComplete": true}'

   Start one that fails after 20 seconds:

    curl $AZURE_EMULATOR_CONTROL_URL/operations --data '{
        "durationSeconds": 20, "outcome": "Failed",
        "error": {"code": "CapacityUnavailable", "message": "No capacity left in West US.", "target": "sku",
                  "details": [{"code": "ZoneFull", "message": "Zone 2 is full."}]}}'

3. Or start one as clients do: queue a script for the next operation, sign in, and create a cluster. The URL of the operation
   is in the response header azure-asyncoperation:

    curl $AZURE_EMULATOR_CONTROL_URL/scripts --data '{"durationSeconds": 30, "statusWords": ["Accepted", "Updating"]}'

    cloud=${emulator.origin}
    call() { curl --silent --show-error --cacert "$NODE_EXTRA_CA_CERTS" "$@"; echo; }
    token=$(call $cloud/$ARM_TENANT_ID/oauth2/v2.0/token --data grant_type=client_credentials \\
        --data client_id="$ARM_CLIENT_ID" --data client_secret="$ARM_CLIENT_SECRET" \\
        --data scope=${emulator.audience}/.default |
        sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

    provider=subscriptions/$ARM_SUBSCRIPTION_ID/resourceGroups/demo/providers/Microsoft.OperationalInsights
    call --include --request PUT --header "Authorization: Bearer $token" --data '{"location": "West US"}' \\
        "$cloud/$provider/clusters/logs?api-version=2025-02-01"

Each request is listed below with its time, area of the cloud, status code, method, path and a note.

`;
}

/** The log line of a request, with GUIDs shortened to their first part. */
export function requestLine(record: RequestRecord, time: Date): string {
    const clock = time.toTimeString().slice(0, 8);
    const status = record.status === undefined ? "---" : String(record.status);
    const note = record.note === undefined ? "" : `  [${record.note}]`;
    const line = `${clock}  ${record.area.padEnd(8)}  ${status}  ${record.method.padEnd(6)}  ${record.path}${note}`;
    return line.replace(GUID, "$1…");
}
