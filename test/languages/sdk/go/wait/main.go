// SPDX-License-Identifier: Apache-2.0

// A wait, and a wait that depends on it.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/pulumi-azure-wait/pulumi-azure-wait/sdk/go/azurewait"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cfg := config.New(ctx, "")
		var options []pulumi.ResourceOption
		if url := cfg.Get("pluginDownloadUrl"); url != "" {
			options = append(options, pulumi.PluginDownloadURL(url))
		}
		timeouts := pulumi.Timeouts(&pulumi.CustomTimeouts{Create: cfg.Get("createTimeout")})
		ready, err := azurewait.NewOperationWait(ctx, "ready", &azurewait.OperationWaitArgs{
			Operation:       pulumi.String(cfg.Require("operation")),
			MinPollInterval: pulumi.String("200ms"),
		}, append(options, timeouts)...)
		if err != nil {
			return err
		}
		_, err = azurewait.NewOperationWait(ctx, "dependent", &azurewait.OperationWaitArgs{
			AsyncOperationId: pulumi.String(cfg.Require("asyncOperationId")),
			Location:         pulumi.String("West US"),
			MinPollInterval:  pulumi.String("200ms"),
		}, append(options, pulumi.DependsOn([]pulumi.Resource{ready}))...)
		if err != nil {
			return err
		}
		ctx.Export("status", ready.Status)
		ctx.Export("properties", ready.Properties)
		ctx.Export("operationId", ready.OperationId)
		return nil
	})
}
