//go:build tools

// Package python pins the language host of Python that the tests build when the engine has none.
package python

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
