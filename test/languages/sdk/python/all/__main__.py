# SPDX-License-Identifier: Apache-2.0
"""Two operations in one resource: one by its URL, one by its id."""

import pulumi
import pulumi_azure_wait as azure_wait

config = pulumi.Config()
ready = azure_wait.OperationWaitAll(
    "ready",
    operations=[
        config.require("operation"),
        azure_wait.OperationReferenceArgs(
            async_operation_id=config.require("asyncOperationId"),
            location="West US",
            succeeded_statuses=["Deleted"],
            fallback=azure_wait.FallbackArgs(
                resource_id=config.require("resourceId"), api_version="2025-02-01"
            ),
        ),
    ],
    min_poll_interval="200ms",
)
pulumi.export("operationIds", ready.operation_ids)
pulumi.export("statuses", ready.statuses.apply(lambda all: [one.status for one in all]))
