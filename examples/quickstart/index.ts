// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { OperationWait } from "pulumi-azure-wait";

const config = new pulumi.Config();

// An earlier deployment began to create a Log Analytics cluster, which takes hours, and did not wait for it. All it left is
// the id of the operation.
const clusterReady = new OperationWait("cluster-ready", {
    asyncOperationId: config.require("clusterOperationId"),
    location: config.get("location") ?? "West US",
    timeout: config.get("timeout") ?? "6h",
});

// What needs the cluster says so with `dependsOn: clusterReady`, or uses one of its outputs.
export const clusterStatus = clusterReady.status;
export const operationId = clusterReady.operationId;
export const startTime = clusterReady.startTime;
export const endTime = clusterReady.endTime;
