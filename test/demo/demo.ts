// SPDX-License-Identifier: Apache-2.0

import path from "node:path";
import { styleText } from "node:util";
import { startEmulator } from "../emulator/src/index";
import { findOrBuildEngine } from "../harness/engine/engine";
import { createCluster } from "./azure";
import { DemoStack, diagnosticsOf } from "./demoStack";

/** The error of the operation that fails: every code and every message must reach the user. */
const CLUSTER_ERROR = {
    code: "ClusterProvisioningFailed",
    message: "The cluster could not be provisioned.",
    target: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/logs/clusters/logs",
    details: [
        {
            code: "CapacityUnavailable",
            message: "Not enough capacity in West US.",
            target: "sku.capacity",
            details: [{ code: "ZoneUnavailable", message: "Zone 2 is full." }],
        },
    ],
    additionalInfo: [{ type: "PolicyViolation", info: { policyDefinitionDisplayName: "Allowed locations" } }],
};
const CLUSTER_ERROR_TEXTS = [
    "ClusterProvisioningFailed: The cluster could not be provisioned.",
    "CapacityUnavailable: Not enough capacity in West US. (target: sku.capacity)",
    "ZoneUnavailable: Zone 2 is full.",
    "PolicyViolation",
    "Allowed locations",
];

const OPERATION_SECONDS = 20;

/** Shows the main job on the real engine: `pulumi up` waits for an operation that succeeds, and stops at one that fails. */
async function main(): Promise<void> {
    const engineDirectory = await findOrBuildEngine({ onProgress: (text) => console.log(text) });
    const emulator = await startEmulator();
    const stacks: DemoStack[] = [];
    try {
        say("An earlier deployment began to create a Log Analytics cluster, and did not wait for it.");
        const succeeding = await createCluster(emulator, "logs", {
            durationSeconds: OPERATION_SECONDS,
            percentComplete: true,
            statusWords: ["Accepted", "InProgress"],
        });
        say("This deployment waits for it. It will succeed.");
        const first = await DemoStack.create("demo-succeeds", engineDirectory, emulator.environment);
        stacks.push(first);
        await first.pulumi(["config", "set", "clusterOperationId", succeeding]);
        expectExit(await first.pulumi(["preview"]), 0);
        expectExit(await first.pulumi(["up", "--yes", "--skip-preview"]), 0);
        const outputs = JSON.parse(await first.read(["stack", "output", "--json"])) as Record<string, unknown>;
        check(outputs.clusterStatus === "Succeeded", "the output clusterStatus is Succeeded");
        check(typeof outputs.endTime === "string", "the output endTime is there");

        say("Another cluster, another wait. This one will fail.");
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
        for (const text of CLUSTER_ERROR_TEXTS) {
            check(diagnostics.includes(text), `its diagnostics say "${text}"`);
        }
        say("Both did what they should.");
    } finally {
        for (const stack of stacks) {
            stack.remove();
        }
        await emulator.close();
    }
}

function say(text: string): void {
    console.log(`\n${styleText("bold", `# ${text}`)}`);
}

function expectExit(exitCode: number | null, expected: number): void {
    if (exitCode !== expected) {
        throw new Error(`pulumi ended with ${exitCode}`);
    }
}

function check(isTrue: boolean, text: string): void {
    console.log(`${styleText(isTrue ? "green" : "red", isTrue ? "✓" : "✗")} ${text}`);
    if (!isTrue) {
        throw new Error(`not so: ${text}`);
    }
}

main().catch((error: unknown) => {
    console.error(`\n${path.basename(__filename)}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
});
