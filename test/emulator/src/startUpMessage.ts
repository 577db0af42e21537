// SPDX-License-Identifier: Apache-2.0
import type { Emulator } from "./emulatorTypes";
import type { RequestRecord } from "./requestLog";

const GUID = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** What a person needs to know after the start, with commands to copy. */
export function startUpMessage(emulator: Emulator): string {
    const variables = Object.entries(emulator.environment).map(([name, value]) => `    export ${name}=${value}`);
    return `
An Azure cloud for this machine, at ${emulator.origin}. Ctrl-C ends it.

1. In another terminal, point clients to it:

${variables.join("\n")}

   The commands below use two more, for short:

    cloud=${emulator.origin}
    ask() { curl --silent --show-error --cacert "$NODE_EXTRA_CA_CERTS" "$@"; echo; }

2. Start an operation that runs for a minute. This needs no sign-in; the answer has the operation's id and its URL:

    ask $cloud/emulator/operations --data '{"durationSeconds": 60, "percentComplete": true}'

   One that fails after 20 seconds:

    ask $cloud/emulator/operations --data '{
        "durationSeconds": 20, "outcome": "Failed",
        "error": {"code": "CapacityUnavailable", "message": "No capacity left in West US.", "target": "sku",
                  "details": [{"code": "ZoneFull", "message": "Zone 2 is full."}]}}'

3. Or do it as clients do. Script the next operation, sign in, and create a cluster; the URL of the operation is in the
   answer's header azure-asyncoperation:

    ask $cloud/emulator/scripts --data '{"durationSeconds": 30, "statusWords": ["Accepted", "Updating"]}'

    token=$(ask $cloud/$ARM_TENANT_ID/oauth2/v2.0/token --data grant_type=client_credentials \\
        --data client_id="$ARM_CLIENT_ID" --data client_secret="$ARM_CLIENT_SECRET" \\
        --data scope=${emulator.audience}/.default |
        sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

    provider=subscriptions/$ARM_SUBSCRIPTION_ID/resourceGroups/demo/providers/Microsoft.OperationalInsights
    ask --include --request PUT --header "Authorization: Bearer $token" --data '{"location": "West US"}' \\
        "$cloud/$provider/clusters/logs?api-version=2025-02-01"

Each request is listed here: time, part of the cloud, status, method, path, and what came of it.

`;
}

/** One line on one request, for people: ids are cut to their first digits. */
export function requestLine(record: RequestRecord, time: Date): string {
    const clock = time.toTimeString().slice(0, 8);
    const status = record.status === undefined ? "---" : String(record.status);
    const note = record.note === undefined ? "" : `  [${record.note}]`;
    const line = `${clock}  ${record.area.padEnd(8)}  ${status}  ${record.method.padEnd(6)}  ${record.path}${note}`;
    return line.replace(GUID, "$1…");
}
