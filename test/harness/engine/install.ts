// SPDX-License-Identifier: Apache-2.0
// Finds or installs the Pulumi engine and language hosts, and prints the directory to put on PATH:
// `tsx test/harness/engine/install.ts yaml python go`.
import { findOrBuildEngine } from "./engine";
import { exitOnSignal } from "./exitOnSignal";
import { LANGUAGE_HOSTS } from "./goProgram";

exitOnSignal();

const languages = process.argv.slice(2);

findOrBuildEngine({ hosts: LANGUAGE_HOSTS.filter(({ cacheName }) => languages.includes(cacheName)) }).then(
    (directory) => console.log(directory),
    (error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
    },
);
