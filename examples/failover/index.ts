// SPDX-License-Identifier: Apache-2.0

// Submodules instead of "@pulumi/azure-native": loading and type-checking all of it takes seconds in every run.
import { Workspace } from "@pulumi/azure-native/operationalinsights";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { ResourceAction } from "pulumi-azure-wait";

const config = new pulumi.Config();
const location = new pulumi.Config("azure-native").require("location");
const secondaryLocation = config.get("secondaryLocation") ?? "eastus";
const timeout = config.get("timeout") ?? "1h";

/** The first api-version of Log Analytics that supports replication. azure-native's `Workspace` has an older one. */
const apiVersion = "2025-02-01";
const workspaceSettings = { sku: { name: "PerGB2018" }, retentionInDays: 30 };

const group = new ResourceGroup("logs");

const workspace = new Workspace("logs", { resourceGroupName: group.name, location, ...workspaceSettings });

// Azure does not delete a workspace that is replicated, so destroy ends the replication first.
const replica = new ResourceAction("replica", {
    resourceId: workspace.id,
    apiVersion,
    method: "PUT",
    body: {
        location,
        properties: { ...workspaceSettings, replication: { enabled: true, location: secondaryLocation } },
    },
    destroy: {
        method: "PUT",
        body: { location, properties: { ...workspaceSettings, replication: { enabled: false } } },
    },
    timeout,
});

// The drill: the workspace fails over when `drill` is set, and fails back when it is removed, or at `pulumi destroy`.
const drill = config.get("drill");
const failover =
    drill === undefined
        ? undefined
        : new ResourceAction(
              "failover",
              {
                  // Azure expects the failover at the path of the secondary region, and the failback at the workspace's own.
                  resourceId: workspace.id.apply((id) =>
                      id.replace("/workspaces/", `/locations/${secondaryLocation}/workspaces/`),
                  ),
                  apiVersion,
                  action: "failover",
                  destroy: { resourceId: workspace.id, action: "failback" },
                  // Another value sends the failover again.
                  triggers: [drill],
                  timeout,
              },
              { dependsOn: replica },
          );

export const workspaceId = workspace.id;
export const replicaStatus = replica.status;
export const failoverStatus = failover?.status;
export const failoverEndTime = failover?.endTime;
