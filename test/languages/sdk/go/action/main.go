// SPDX-License-Identifier: Apache-2.0

// An action with its undo, and a wait that depends on it.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/pulumi-azure-wait/pulumi-azure-wait/sdk/go/azurewait"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		failover, err := azurewait.NewResourceAction(ctx, "failover", &azurewait.ResourceActionArgs{
			ResourceId: pulumi.String(config.Require(ctx, "resourceId")),
			ApiVersion: pulumi.String("2025-02-01"),
			Action:     pulumi.String("failover"),
			Destroy: azurewait.UndoArgs{
				Action: pulumi.String("failback"),
				Body:   pulumi.Map{"key": config.RequireSecret(ctx, "key")},
			},
			Triggers:        pulumi.Array{pulumi.String(config.Require(ctx, "trigger"))},
			MinPollInterval: pulumi.String("200ms"),
		})
		if err != nil {
			return err
		}
		_, err = azurewait.NewOperationWait(ctx, "dependent", &azurewait.OperationWaitArgs{
			Operation: failover.OperationId,
		})
		if err != nil {
			return err
		}
		ctx.Export("status", failover.Status)
		ctx.Export("result", failover.Result)
		return nil
	})
}
