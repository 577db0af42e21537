// SPDX-License-Identifier: Apache-2.0

import { execFileSync } from "node:child_process";
import path from "node:path";

/** Go's names of operating systems and architectures, where Node has others. */
const GO_NAMES: Readonly<Record<string, string>> = { win32: "windows", x64: "amd64" };

/** This platform as the engine asks for it, such as `linux-amd64`. */
export const GO_PLATFORM = [process.platform, process.arch].map((name) => GO_NAMES[name] ?? name).join("-");

/** Packs a folder as `pulumi plugin install` takes it. @param form The platform, or `node`. @returns The archive. */
export function packFolder(folder: string, output: string, version: string, form: string): string {
    const archive = path.join(output, `pulumi-resource-azure-wait-v${version}-${form}.tar.gz`);
    execFileSync("tar", ["-czf", archive, "-C", folder, "."]);
    return archive;
}
