// SPDX-License-Identifier: Apache-2.0

import { useSettingNames } from "../common/settingNames";
import { endWithEngine } from "./endWithEngine";
import { PLUGIN_SETTINGS } from "./providerArguments";
import { startServer } from "./server";

// The plugin `pulumi-resource-azure-wait`. The engine reads its port from the first line of the standard output.

const { version } = require("../../package.json") as { readonly version: string };

useSettingNames(PLUGIN_SETTINGS);
startServer(version).then(
    ({ port }) => {
        process.stdout.write(`${port}\n`);
        endWithEngine();
    },
    (error: Error) => {
        process.stderr.write(`pulumi-resource-azure-wait: ${error.message}\n`);
        process.exitCode = 1;
    },
);
