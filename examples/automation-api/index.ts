// SPDX-License-Identifier: Apache-2.0

import { deploy } from "./deploy";

const [clusterOperation, workspaceId] = process.argv.slice(2);
if (clusterOperation === undefined || workspaceId === undefined) {
    console.error("usage: npm start -- <URL of the cluster's operation> <id of the workspace>");
    process.exit(64);
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
    // Not `once`: Pulumi's listeners end this process when no other listener is left.
    process.on(name, () => stop.abort());
}

deploy({
    stackName: "dev",
    clusterOperation,
    workspaceId,
    signal: stop.signal,
    onOutput: (text) => process.stdout.write(text),
}).then(
    (outputs) => {
        for (const [name, { value, secret }] of Object.entries(outputs)) {
            console.log(`${name}: ${secret ? "[secret]" : value}`);
        }
    },
    (error: Error) => {
        console.error(error.message);
        process.exitCode = stop.signal.aborted ? 130 : 1;
    },
);
