// SPDX-License-Identifier: Apache-2.0
// Finds or installs the Pulumi engine and its language hosts, and prints the directory to put on PATH: `tsx test/harness/engine/install.ts`.
import { findOrBuildYamlEngine } from "./engine";
import { exitOnSignal } from "./exitOnSignal";

exitOnSignal();

findOrBuildYamlEngine().then(
    (directory) => console.log(directory),
    (error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
    },
);
