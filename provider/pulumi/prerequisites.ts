// SPDX-License-Identifier: Apache-2.0

import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { KEEP_EXTERNAL } from "../common/bundleFormat";

/** Pulumi's name of the package of dynamic resources. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";
/** The first CLI whose runs fail when an after-hook fails (pulumi/pulumi#22935). */
const FAILING_HOOKS = ">=3.238.0";

/**
 * Fails the program where dynamic resources cannot work. Without an engine, as in unit tests, nothing is checked.
 *
 * @throws {pulumi.RunError} with what to change.
 */
export function requireDynamicResources(): void {
    const reason = hasEngine() ? incompatibility() : undefined;
    if (reason !== undefined) {
        throw new pulumi.RunError(`pulumi-azure-wait: ${reason}`);
    }
}

/**
 * Fails the program when its CLI is so old that a failed hook would only warn. An SDK of that age cannot check the version.
 *
 * The result is not awaited: Pulumi ends a program with an unhandled rejection.
 *
 * @param requireVersion Asks the engine.
 */
export function requireFailingHooks(
    requireVersion: ((range: string) => Promise<void>) | undefined = pulumi.requirePulumiVersion,
): void {
    if (hasEngine()) {
        requireVersion?.(FAILING_HOOKS).catch((error: Error) => {
            throw new pulumi.RunError(
                `pulumi-azure-wait: waitHook needs Pulumi CLI 3.238 or newer, where a hook can fail the run: ${error.message}`,
            );
        });
    }
}

function incompatibility(): string | undefined {
    if (process.versions.bun !== undefined) {
        return "dynamic resources do not work with Bun: set `runtime: nodejs` in Pulumi.yaml";
    }
    if (process.versions.pnp !== undefined) {
        return "dynamic resources do not work with Yarn Plug'n'Play: set `nodeLinker: node-modules` in .yarnrc.yml";
    }
    if (disabledPackages().some((name) => name === "*" || name === DYNAMIC_PACKAGE)) {
        return `\`pulumi:disable-default-providers\` makes dynamic resources impossible: name other packages there than "*" and "${DYNAMIC_PACKAGE}"`;
    }
    if (!isInstalled()) {
        return `the process that waits does not find this package in ${process.cwd()}: install it there, and where the program is a bundle, ${KEEP_EXTERNAL}`;
    }
    return undefined;
}

/**
 * Whether the process of dynamic resources finds this package: from the folder of the program, where the engine starts both. A
 * bundle contains the package without its folder. Inline programs of the Automation API have another folder, so they are not
 * checked; the environment has the address of the engine in the others only.
 */
function isInstalled(): boolean {
    if (process.env.PULUMI_NODEJS_ENGINE === undefined) {
        return true;
    }
    try {
        createRequire(path.join(process.cwd(), "index.js")).resolve("pulumi-azure-wait/runtime");
        return true;
    } catch {
        return false;
    }
}

function disabledPackages(): readonly unknown[] {
    try {
        const names: unknown = JSON.parse(pulumi.runtime.getConfig("pulumi:disable-default-providers") ?? "[]");
        return Array.isArray(names) ? names : [];
    } catch {
        // The engine reports the malformed value.
        return [];
    }
}

function hasEngine(): boolean {
    return pulumi.runtime.getEngine() !== undefined;
}
