// SPDX-License-Identifier: Apache-2.0

import path from "node:path";
import { styleText } from "node:util";
import { startEmulator } from "../emulator/src/index";
import { findOrBuildEngine } from "../harness/engine/engine";
import { createCluster } from "./azure";
import { CLUSTER_ERROR } from "./clusterError";
import { DemoStack, diagnosticsOf } from "./demoStack";

const EXPECTED_DIAGNOSTICS = [
    "ClusterProvisioningFailed: The cluster could not be provisioned.",
    "CapacityUnavailable: Not enough capacity in West US. (target: sku.capacity)",
    "ZoneUnavailable: Zone 2 is full.",
    "PolicyViolation",
    "Allowed locations",
];

const OPERATION_SECONDS = 20;

/** Shows on the real engine that `pulumi up` waits for an operation that succeeds, and fails with one that fails. */
async function main(): Promise<void> {
    const engineDirectory = await findOrBuildEngine({ onProgress: (message) => console.log(message) });
    const emulator = await startEmulator();
    const stacks: DemoStack[] = [];
    try {
        printHeading("An earlier deployment started the creation of a Log Analytics cluster without waiting for it.");
        const succeeding = await createCluster(emulator, "logs", {
            durationSeconds: OPERATION_SECONDS,
            percentComplete: true,
            statusWords: ["Accepted", "InProgress"],
        });
        printHeading("This deployment waits for the cluster, whose creation succeeds.");
        const first = await DemoStack.create("demo-succeeds", engineDirectory, emulator.environment);
        stacks.push(first);
        await first.pulumi(["config", "set", "clusterOperationId", succeeding]);
        expectExit(await first.pulumi(["preview"]), 0);
        expectExit(await first.pulumi(["up", "--yes", "--skip-preview"]), 0);
        const outputs = JSON.parse(await first.read(["stack", "output", "--json"])) as Record<string, unknown>;
        check(outputs.clusterStatus === "Succeeded", "the output clusterStatus is Succeeded");
        check(typeof outputs.endTime === "string", "the output endTime is set");

        printHeading("Another deployment waits for a cluster whose creation fails.");
        const failing = await createCluster(emulator, "archive", {
            durationSeconds: OPERATION_SECONDS,
            outcome: "Failed",
            error: { error: CLUSTER_ERROR },
        });
        const second = await DemoStack.create("demo-fails", engineDirectory, emulator.environment);
        stacks.push(second);
        await second.pulumi(["config", "set", "clusterOperationId", failing]);
        expectExit(await second.pulumi(["preview"]), 0);
        const exitCode = await second.pulumi(["up", "--yes", "--skip-preview"]);
        check(exitCode !== 0 && exitCode !== null, `pulumi up failed (exit code ${exitCode})`);
        const diagnostics = diagnosticsOf(second.events());
        for (const text of EXPECTED_DIAGNOSTICS) {
            check(diagnostics.includes(text), `the diagnostics contain "${text}"`);
        }
        printHeading("Both deployments ended as expected.");
    } finally {
        for (const stack of stacks) {
            stack.remove();
        }
        await emulator.close();
    }
}

function printHeading(text: string): void {
    console.log(`\n${styleText("bold", `# ${text}`)}`);
}

function expectExit(exitCode: number | null, expected: number): void {
    if (exitCode !== expected) {
        throw new Error(`pulumi exited with ${exitCode}`);
    }
}

function check(isTrue: boolean, text: string): void {
    console.log(`${styleText(isTrue ? "green" : "red", isTrue ? "✓" : "✗")} ${text}`);
    if (!isTrue) {
        throw new Error(`check failed: ${text}`);
    }
}

main().catch((error: unknown) => {
    console.error(`\n${path.basename(__filename)}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
});
