// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { quoted } from "../engine/launchers";
import type { Stack } from "../engine/stack";

const PROGRAM = "pulumi-resource-azure-native";

/** The version of the azure-native SDK in this repository. The SDK requests a plugin of the same version. */
export const AZURE_NATIVE_VERSION: string = require("@pulumi/azure-native/package.json").version;

/**
 * Installs the fake azure-native plugin for one stack, in the directory that `pulumi plugin install` uses. The engine selects
 * plugins in it by version.
 */
export function installAzureNative(stack: Stack, version = AZURE_NATIVE_VERSION): void {
    const plugins = path.join(stack.directory, "home", ".pulumi", "plugins");
    writeAzureNativeLauncher(path.join(plugins, `resource-azure-native-v${version}`), version);
}

/** Writes the plugin's executable to a directory, such as one on PATH, from which the engine loads any version. */
export function writeAzureNativeLauncher(directory: string, version = AZURE_NATIVE_VERSION): void {
    mkdirSync(directory, { recursive: true });
    const loader = pathToFileURL(require.resolve("tsx")).href;
    const program = path.join(__dirname, "azureNativePlugin.ts");
    const lines = [
        "#!/bin/sh",
        `export AZURE_NATIVE_VERSION=${quoted(version)}`,
        `exec ${quoted(process.execPath)} --import ${quoted(loader)} ${quoted(program)} "$@"`,
        "",
    ];
    writeFileSync(path.join(directory, PROGRAM), lines.join("\n"), { mode: 0o755 });
}
