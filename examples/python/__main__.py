"""Waits for the cluster, and then fails a workspace over."""

import pulumi
import pulumi_azure_wait as azure_wait

config = pulumi.Config()

cluster_ready = azure_wait.OperationWait(
    "cluster-ready",
    async_operation_id=config.require("clusterOperationId"),
    location=config.get("location") or "West US",
    timeout="6h",
)

failover = azure_wait.ResourceAction(
    "failover",
    resource_id=config.require("workspaceId"),
    api_version="2025-02-01",
    action="failover",
    destroy=azure_wait.UndoArgs(action="failback"),
    triggers=[config.get("drill") or "none"],
    opts=pulumi.ResourceOptions(depends_on=[cluster_ready]),
)

pulumi.export("status", cluster_ready.status)
pulumi.export("failoverEnd", failover.end_time)
