// SPDX-License-Identifier: Apache-2.0

/** How to keep this package out of a bundle, in the options of esbuild; others have the like. */
export const KEEP_EXTERNAL = 'keep the package external (`external: ["pulumi-azure-wait"]` or `packages: "external"`)';

// Entry points import this file before all others. In a bundle in ESM format, esbuild replaces `require` by a function that throws,
// unless the bundle defines one, and the first other file would fail with `Dynamic require of "…" is not supported`.
try {
    require("node:module");
} catch (cause) {
    const error = new Error(
        `pulumi-azure-wait: this bundle is an ECMAScript module, where the package finds no \`require\`: ${KEEP_EXTERNAL}`,
        { cause },
    );
    // As in `pulumi.RunError`, whose message Pulumi shows without a stack trace.
    throw Object.assign(error, { __pulumiRunError: true });
}
