// SPDX-License-Identifier: Apache-2.0

/** The only flag of the engine whose value is an argument of its own. */
const FLAG_WITH_VALUE = "--tracing";

let attached: string | undefined;

/** Sets the address of an engine that did not start this process, as when a plugin is debugged. */
export function attachEngine(address: string | undefined): void {
    attached = address;
}

/**
 * The address of the engine, such as `127.0.0.1:40123`, from the arguments of a provider process: the last address among them,
 * because `--logflow` and `--tracing` make the engine put flags before it.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/plugin.go `buildPluginArguments`
 */
export function engineAddress(programArguments: readonly string[] = process.argv.slice(2)): string | undefined {
    return (
        attached ??
        programArguments.findLast(
            (argument, index) => /^[\w.-]+:\d+$/.test(argument) && programArguments[index - 1] !== FLAG_WITH_VALUE,
        )
    );
}
