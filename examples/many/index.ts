// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { type OperationReference, OperationWaitAll } from "pulumi-azure-wait";

const config = new pulumi.Config();

// One resource for all of them: each resource that waits takes one of the few things that the engine does at a time.
// The URLs of operations may be signed, so they are a secret.
const allReady = new OperationWaitAll("all-ready", {
    operations: config.requireSecretObject<OperationReference[]>("operations"),
    timeout: config.get("timeout") ?? "6h",
});

// What needs them says so with `dependsOn: allReady`, or uses one of its outputs.
export const operationIds = allReady.operationIds;
export const statuses = allReady.statuses;
