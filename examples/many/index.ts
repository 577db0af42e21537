// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { type OperationReference, OperationWaitAll } from "pulumi-azure-wait";

const config = new pulumi.Config();

// One resource for all operations: each waiting resource occupies one of the engine's parallel slots.
// The URLs of operations may be signed, so they are a secret.
const allReady = new OperationWaitAll("all-ready", {
    operations: config.requireSecretObject<OperationReference[]>("operations"),
    timeout: config.get("timeout") ?? "6h",
});

// Resources that need the operations set `dependsOn: allReady`, or use one of its outputs.
export const operationIds = allReady.operationIds;
export const statuses = allReady.statuses;
