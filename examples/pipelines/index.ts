// SPDX-License-Identifier: Apache-2.0

import { operationalinsights } from "@pulumi/azure-native";
import * as pulumi from "@pulumi/pulumi";
import { OperationWait } from "pulumi-azure-wait";

const config = new pulumi.Config();
const resourceGroupName = config.require("resourceGroupName");
const clusterId = config.require("clusterId");

// Only the run whose pipeline began the creation of the cluster has the URL of the operation.
const operation = config.getSecret("clusterOperation");
const clusterReady = operation === undefined ? [] : [new OperationWait("cluster-ready", { operation, timeout: "5h" })];

const workspace = new operationalinsights.Workspace("logs", { resourceGroupName, workspaceName: "logs" });

const linkedService = new operationalinsights.LinkedService(
    "cluster",
    {
        resourceGroupName,
        workspaceName: workspace.name,
        linkedServiceName: "Cluster",
        writeAccessResourceId: clusterId,
    },
    { dependsOn: clusterReady },
);

export const linkedServiceId = linkedService.id;
