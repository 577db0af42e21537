//go:build tools

// Package yaml pins the language host of Pulumi YAML that the tests build when none is on PATH.
package yaml

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
