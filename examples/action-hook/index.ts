// SPDX-License-Identifier: Apache-2.0

// These folders rather than "@pulumi/azure-native": loading and checking all of Azure takes seconds of every run.
import { Table, Workspace } from "@pulumi/azure-native/operationalinsights";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { retryWhenBusy, startOperation, waitHook } from "pulumi-azure-wait";

const config = new pulumi.Config();
const location = new pulumi.Config("azure-native").require("location");
const secondaryLocation = config.get("secondaryLocation") ?? "eastus";

/** The first version of Log Analytics that replicates workspaces. azure-native has none of this yet. */
const apiVersion = "2025-02-01";
const workspaceSettings = { sku: { name: "PerGB2018" }, retentionInDays: 30 };

// Azure replicates the new workspace to another region, and does not say when it is done except through an operation.
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

// A drill, while the workspace is still empty: it runs from the other region, and the run fails when that does not work.
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

// Created after the drill. Should somebody else be changing the workspace just then, Azure refuses the table: wait for that
// other operation, and try again.
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
