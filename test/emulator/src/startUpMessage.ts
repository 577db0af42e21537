// SPDX-License-Identifier: Apache-2.0
import type { Emulator } from "./emulatorTypes";
import type { RequestRecord } from "./requestLog";

const GUID = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** The instructions that are printed after the start, with commands to copy. */
export function startUpMessage(emulator: Emulator): string {
    const variables = Object.entries(emulator.environment).map(([name, value]) => `    export ${name}=${value}`);
    return `
An Azure cloud on loopback, at ${emulator.origin}. Press Ctrl-C to stop it.

1. In another terminal, configure clients for it:

${variables.join("\n")}

   The commands below also use a variable and a function:

    cloud=${emulator.origin}
    call() { curl --silent --show-error --cacert "$NODE_EXTRA_CA_CERTS" "$@"; echo; }

2. Start an operation that runs for a minute. This needs no sign-in; the response contains the operation's id and URL:

    call $cloud/emulator/operations --data '{"durationSeconds": 60, "percentComplete": true}'

   Start one that fails after 20 seconds:

    call $cloud/emulator/operations --data '{
        "durationSeconds": 20, "outcome": "Failed",
        "error": {"code": "CapacityUnavailable", "message": "No capacity left in West US.", "target": "sku",
                  "details": [{"code": "ZoneFull", "message": "Zone 2 is full."}]}}'

3. Or start one as clients do: queue a script for the next operation, sign in, and create a cluster. The URL of the operation
   is in the response header azure-asyncoperation:

    call $cloud/emulator/scripts --data '{"durationSeconds": 30, "statusWords": ["Accepted", "Updating"]}'

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
