//go:build tools

// Package golang pins the language host of Go that the tests build when the engine has none.
package golang

import _ "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go"
