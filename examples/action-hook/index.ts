// SPDX-License-Identifier: Apache-2.0

// Submodules instead of "@pulumi/azure-native": loading and type-checking all of it takes seconds in every run.
import { Table, Workspace } from "@pulumi/azure-native/operationalinsights";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { retryWhenBusy, startOperation, waitHook } from "pulumi-azure-wait";

const config = new pulumi.Config();
const location = new pulumi.Config("azure-native").require("location");
const secondaryLocation = config.get("secondaryLocation") ?? "eastus";

/** The first api-version of Log Analytics that supports replication. azure-native does not include it yet. */
const apiVersion = "2025-02-01";
const workspaceSettings = { sku: { name: "PerGB2018" }, retentionInDays: 30 };

// Azure replicates the new workspace to another region. Only the operation reports when the replication is complete.
const replicate = waitHook(
    ({ id }, { signal }) =>
        startOperation(
            {
                method: "PUT",
                path: `${id}`,
                apiVersion,
                body: {
                    location,
                    properties: { ...workspaceSettings, replication: { enabled: true, location: secondaryLocation } },
                },
            },
            { signal },
        ),
    { timeout: "1h" },
);

// A failover drill while the workspace is still empty. The run fails when the failover Failed.
const failOver = waitHook(
    ({ id }, { signal }) =>
        startOperation(
            {
                method: "POST",
                path: `${id?.replace("/workspaces/", `/locations/${secondaryLocation}/workspaces/`)}/failover`,
                apiVersion,
            },
            { signal },
        ),
    { timeout: "1h" },
);

const group = new ResourceGroup("logs");

const workspace = new Workspace(
    "logs",
    { resourceGroupName: group.name, location, ...workspaceSettings },
    { hooks: { afterCreate: [replicate, failOver] } },
);

// Created after the drill. If another operation is changing the workspace, Azure rejects the table: wait for that operation,
// and retry.
const audit = new Table(
    "audit",
    {
        resourceGroupName: group.name,
        workspaceName: workspace.name,
        tableName: "Audit_CL",
        schema: {
            name: "Audit_CL",
            columns: [
                { name: "TimeGenerated", type: "datetime" },
                { name: "Who", type: "string" },
                { name: "What", type: "string" },
            ],
        },
    },
    { hooks: { onError: [retryWhenBusy("retry-when-busy")] } },
);

export const workspaceId = workspace.id;
export const tableId = audit.id;
