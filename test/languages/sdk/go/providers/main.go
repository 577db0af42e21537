// SPDX-License-Identifier: Apache-2.0

// Two explicit providers with identities of their own.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/pulumi-azure-wait/pulumi-azure-wait/sdk/go/azurewait"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		for _, name := range []string{"one", "two"} {
			provider, err := azurewait.NewProvider(ctx, name, &azurewait.ProviderArgs{
				TenantId:                 pulumi.String(config.Require(ctx, "tenantId")),
				ClientId:                 pulumi.String(config.Require(ctx, name+"ClientId")),
				ClientSecret:             config.RequireSecret(ctx, name+"ClientSecret"),
				SubscriptionId:           pulumi.String(config.Require(ctx, "subscriptionId")),
				MetadataHost:             pulumi.String(config.Require(ctx, "metadataHost")),
				AuxiliaryTenantIds:       pulumi.StringArray{pulumi.String(config.Require(ctx, "tenantId"))},
				DisableInstanceDiscovery: pulumi.Bool(true),
			})
			if err != nil {
				return err
			}
			_, err = azurewait.NewOperationWait(ctx, name+"-ready", &azurewait.OperationWaitArgs{
				AsyncOperationId: pulumi.String(config.Require(ctx, "asyncOperationId")),
				Location:         pulumi.String("West US"),
			}, pulumi.Provider(provider))
			if err != nil {
				return err
			}
		}
		return nil
	})
}
