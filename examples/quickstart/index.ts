// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { OperationWait } from "pulumi-azure-wait";

const config = new pulumi.Config();

// An earlier deployment started the creation of a Log Analytics cluster, which takes hours, and did not wait for it. Only the
// id of the operation is left.
const clusterReady = new OperationWait("cluster-ready", {
    asyncOperationId: config.require("clusterOperationId"),
    location: config.get("location") ?? "West US",
    timeout: config.get("timeout") ?? "6h",
});

// Resources that need the cluster set `dependsOn: clusterReady`, or use one of its outputs.
export const clusterStatus = clusterReady.status;
export const operationId = clusterReady.operationId;
export const startTime = clusterReady.startTime;
export const endTime = clusterReady.endTime;
