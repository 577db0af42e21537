// SPDX-License-Identifier: Apache-2.0

import { LocalWorkspace, type OutputMap } from "@pulumi/pulumi/automation";
import { OperationWait, startOperation, waitHook } from "pulumi-azure-wait";

/** The arguments of `deploy`. */
export interface Deployment {
    readonly stackName: string;
    /** The status URL of the operation that creates the cluster, started elsewhere. */
    readonly clusterOperation: string;
    /** The id of the workspace that fails back to its region after the creation of the cluster. */
    readonly workspaceId: string;
    /** Stops the deployment, including its hooks. */
    readonly signal: AbortSignal;
    /** Called with the output of Pulumi. */
    readonly onOutput?: (text: string) => void;
}

/** The error of a failed deployment. Its message is Azure's whole error, without any other output of Pulumi's. */
export class DeploymentError extends Error {
    override readonly name = "DeploymentError";
}

/**
 * Deploys an inline program.
 *
 * @throws {DeploymentError} when an operation did not succeed, or `signal` was aborted.
 */
export async function deploy(deployment: Deployment): Promise<OutputMap> {
    const { stackName, clusterOperation, workspaceId, signal, onOutput } = deployment;

    const program = async () => {
        const failback = () =>
            startOperation({ method: "POST", path: `${workspaceId}/failback`, apiVersion: "2025-02-01" }, { signal });
        const clusterReady = new OperationWait(
            "cluster-ready",
            { operation: clusterOperation, timeout: "6h" },
            // Inline programs run in this process, which the engine cannot stop: hooks need the signal, resources do not.
            { hooks: { afterCreate: [waitHook(failback, { signal, timeout: "1h" })] } },
        );
        return { clusterStatus: clusterReady.status, operationId: clusterReady.operationId };
    };

    // The provider process starts in this directory, and resolves the package from it.
    const stack = await LocalWorkspace.createOrSelectStack(
        { stackName, projectName: "automation-api", program },
        { workDir: __dirname },
    );
    const errors: string[] = [];
    try {
        const { outputs } = await stack.up({
            signal,
            ...(onOutput === undefined ? {} : { onOutput }),
            onEvent: ({ diagnosticEvent }) => {
                if (diagnosticEvent?.severity === "error" && !diagnosticEvent.message.includes("update failed")) {
                    errors.push(withoutColour(diagnosticEvent.message));
                }
            },
        });
        return outputs;
    } catch (error) {
        throw new DeploymentError(errors.join("\n").trim() || String(error), { cause: error });
    }
}

function withoutColour(text: string): string {
    return text.replaceAll(/<\{%[^%]*%\}>/g, "");
}
