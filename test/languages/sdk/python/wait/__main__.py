# SPDX-License-Identifier: Apache-2.0
"""A wait, and a wait that depends on it."""

import pulumi
import pulumi_azure_wait as azure_wait

config = pulumi.Config()
ready = azure_wait.OperationWait(
    "ready",
    operation=config.require("operation"),
    min_poll_interval="200ms",
    opts=pulumi.ResourceOptions(
        custom_timeouts=pulumi.CustomTimeouts(create=config.get("createTimeout")),
        plugin_download_url=config.get("pluginDownloadUrl"),
    ),
)
azure_wait.OperationWait(
    "dependent",
    async_operation_id=config.require("asyncOperationId"),
    location="West US",
    min_poll_interval="200ms",
    opts=pulumi.ResourceOptions(
        depends_on=[ready], plugin_download_url=config.get("pluginDownloadUrl")
    ),
)
pulumi.export("status", ready.status)
pulumi.export("properties", ready.properties)
pulumi.export("operationId", ready.operation_id)
