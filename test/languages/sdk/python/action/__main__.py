# SPDX-License-Identifier: Apache-2.0
"""An action with its undo, and a wait that depends on it."""

import pulumi
import pulumi_azure_wait as azure_wait

config = pulumi.Config()
failover = azure_wait.ResourceAction(
    "failover",
    resource_id=config.require("resourceId"),
    api_version="2025-02-01",
    action="failover",
    destroy=azure_wait.UndoArgs(
        action="failback", body={"key": config.require_secret("key")}
    ),
    triggers=[config.require("trigger")],
    min_poll_interval="200ms",
)
azure_wait.OperationWait("dependent", operation=failover.operation_id)
pulumi.export("status", failover.status)
pulumi.export("result", failover.result)
