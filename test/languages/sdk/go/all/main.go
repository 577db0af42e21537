// SPDX-License-Identifier: Apache-2.0

// Two operations in one resource: one by its URL, one by its id.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/pulumi-azure-wait/pulumi-azure-wait/sdk/go/azurewait"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		ready, err := azurewait.NewOperationWaitAll(ctx, "ready", &azurewait.OperationWaitAllArgs{
			Operations: pulumi.Array{
				pulumi.String(config.Require(ctx, "operation")),
				azurewait.OperationReferenceArgs{
					AsyncOperationId:  pulumi.String(config.Require(ctx, "asyncOperationId")),
					Location:          pulumi.String("West US"),
					SucceededStatuses: pulumi.StringArray{pulumi.String("Deleted")},
					Fallback: azurewait.FallbackArgs{
						ResourceId: pulumi.String(config.Require(ctx, "resourceId")),
						ApiVersion: pulumi.String("2025-02-01"),
					},
				},
			},
			MinPollInterval: pulumi.String("200ms"),
		})
		if err != nil {
			return err
		}
		ctx.Export("operationIds", ready.OperationIds)
		ctx.Export("statuses", ready.Statuses.ApplyT(func(all []azurewait.OperationStatus) []string {
			var statuses []string
			for _, one := range all {
				statuses = append(statuses, one.Status)
			}
			return statuses
		}))
		return nil
	})
}
