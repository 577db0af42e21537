// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { ENGINE_PLUGINS, isExecutable } from "./engineOnPath";
import { REPOSITORY_DIRECTORY } from "./engineRelease";
import { killQuietly } from "./leftovers";
import { removeDirectory } from "./temporaryDirectory";

const INSTALLER_URL = "https://get.pulumi.com/install.sh";
/** Timeout after which Pulumi's website counts as unreachable. */
const PROBE_TIMEOUT_MS = 5_000;
/** Timeout of the download of about 200 MB. */
const INSTALL_TIMEOUT_MS = 180_000;

const INSTALL_SCRIPT = `
    const { PulumiCommand } = require("@pulumi/pulumi/automation");
    const { SemVer } = require(require.resolve("semver", { paths: [require.resolve("@pulumi/pulumi/package.json")] }));
    const [root, version] = process.argv.slice(1);
    PulumiCommand.install({ root, version: new SemVer(version) }).catch(() => process.exit(1));
`;

/**
 * Installs the Pulumi CLI into `root` with Pulumi's installer, through the Automation API. The installer runs in a separate
 * process, because its API accepts neither a timeout nor a temporary directory.
 *
 * @returns
 *  Whether the installation is complete. If not, `root` may contain parts of it.
 */
export async function installEngineFromVendor(
    root: string,
    version: string,
    onProgress: (message: string) => void,
): Promise<boolean> {
    if (!(await isInstallerReachable())) {
        return false;
    }
    onProgress(`Installing pulumi ${version} from ${new URL(INSTALLER_URL).host} …`);
    const temporaryDirectory = path.join(root, "installer");
    mkdirSync(temporaryDirectory, { recursive: true });
    try {
        await runInstaller(root, version, temporaryDirectory);
    } finally {
        removeDirectory(temporaryDirectory);
    }
    return ["pulumi", ...ENGINE_PLUGINS].every((name) => isExecutable(path.join(root, "bin", name)));
}

async function isInstallerReachable(): Promise<boolean> {
    try {
        const response = await fetch(INSTALLER_URL, { method: "HEAD", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
        return response.ok;
    } catch {
        return false;
    }
}

function runInstaller(root: string, version: string, temporaryDirectory: string): Promise<void> {
    return new Promise((resolve) => {
        const installer = spawn(process.execPath, ["-e", INSTALL_SCRIPT, root, version], {
            cwd: REPOSITORY_DIRECTORY,
            env: { ...process.env, TMPDIR: temporaryDirectory, NODE_OPTIONS: "" },
            stdio: "ignore",
            detached: true,
        });
        const killGroup = () => killQuietly(-installer.pid!, "SIGKILL");
        const timer = setTimeout(killGroup, INSTALL_TIMEOUT_MS);
        process.once("exit", killGroup);
        const settle = () => {
            clearTimeout(timer);
            process.removeListener("exit", killGroup);
            resolve();
        };
        installer.once("error", settle);
        installer.once("close", settle);
    });
}
