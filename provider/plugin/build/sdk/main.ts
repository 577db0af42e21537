// SPDX-License-Identifier: Apache-2.0

import path from "node:path";
import { generateSdks } from "./generateSdks";

// Generates the SDKs of the plugin into dist/plugin/sdk: `npm run sdk`.

const { version } = require("../../../../package.json") as { readonly version: string };

generateSdks(path.resolve(__dirname, "../../../../dist/plugin/sdk"), version);
