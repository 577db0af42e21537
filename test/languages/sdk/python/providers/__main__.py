# SPDX-License-Identifier: Apache-2.0
"""Two explicit providers with identities of their own."""

import pulumi
import pulumi_azure_wait as azure_wait

config = pulumi.Config()
for name in ["one", "two"]:
    provider = azure_wait.Provider(
        name,
        tenant_id=config.require("tenantId"),
        client_id=config.require(f"{name}ClientId"),
        client_secret=config.require_secret(f"{name}ClientSecret"),
        subscription_id=config.require("subscriptionId"),
        metadata_host=config.require("metadataHost"),
        auxiliary_tenant_ids=[config.require("tenantId")],
        disable_instance_discovery=True,
    )
    azure_wait.OperationWait(
        f"{name}-ready",
        async_operation_id=config.require("asyncOperationId"),
        location="West US",
        opts=pulumi.ResourceOptions(provider=provider),
    )
