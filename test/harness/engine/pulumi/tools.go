//go:build tools

// Package engine pins the Pulumi engine that the tests and the demo build when none is on PATH.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
