// SPDX-License-Identifier: Apache-2.0

// The entry point imports this file before all others that need Pulumi. Users of the command line and of `./wait` need not install it.
try {
    require("@pulumi/pulumi");
} catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "MODULE_NOT_FOUND" && message.includes("'@pulumi/pulumi'")) {
        throw new Error(
            'pulumi-azure-wait: @pulumi/pulumi is not installed: install it, or import the functions from "pulumi-azure-wait/wait", which does not need it',
            { cause },
        );
    }
    throw cause;
}
