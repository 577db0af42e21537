// SPDX-License-Identifier: Apache-2.0

import path from "node:path";
import { build, type Plugin } from "esbuild";

const PROVIDER = path.resolve(__dirname, "../..");

/** The oldest Node that runs the bundle, as in `engines` of the package. */
const MINIMUM_NODE = [22, 12] as const;

/** Fails on an older Node before anything else, instead of somewhere in the middle. */
const NODE_CHECK = `(function (found, required) {
    if (found[0] < required[0] || (found[0] === required[0] && found[1] < required[1])) {
        process.stderr.write("pulumi-resource-azure-wait needs Node " + required.join(".") + " or newer; " + process.execPath + " is " + process.version + "\\n");
        process.exit(1);
    }
})(process.versions.node.split(".").map(Number), ${JSON.stringify(MINIMUM_NODE)});`;

/** Replaces `engine/grpc.ts`, which finds the SDK's copy of gRPC at run time. In the bundle there is only one. */
const BUNDLED_GRPC: Plugin = {
    name: "grpc",
    setup({ onLoad }) {
        onLoad({ filter: /[\\/]engine[\\/]grpc\.ts$/ }, ({ path: file }) => ({
            contents: 'export const loadGrpc = () => require("@grpc/grpc-js");',
            resolveDir: path.dirname(file),
        }));
    },
};

/** Bundles the plugin with all its packages into one file for Node. @returns The files that it contains. */
export async function bundlePlugin(file: string): Promise<readonly string[]> {
    const { metafile } = await build({
        entryPoints: [path.join(PROVIDER, "plugin/main.ts")],
        outfile: file,
        bundle: true,
        minify: true,
        platform: "node",
        format: "cjs",
        // Older versions of Node can parse this, too, and so report their version.
        target: "es2022",
        legalComments: "none",
        banner: { js: NODE_CHECK },
        plugins: [BUNDLED_GRPC],
        metafile: true,
        logLevel: "warning",
        absWorkingDir: path.dirname(PROVIDER),
    });
    return Object.keys(metafile.inputs);
}
