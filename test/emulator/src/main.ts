#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from "node:util";
import { startControlServer } from "./control";
import { startEmulator } from "./emulator";
import { environmentText, SHELLS, type Shell } from "./environmentText";
import { introduction, requestLine, startUpMessage } from "./startUpMessage";

const USAGE = `Usage: azure-operations-emulator [options]

Emulates an Azure cloud on loopback until Ctrl-C. Prints the variables to export to standard output, and everything else to
standard error.

  --port PORT           the HTTPS port of the cloud on 127.0.0.1 (default: a free port)
  --control-port PORT   the HTTP port of the control server on 127.0.0.1 (default: a free port)
  --shell SHELL         the shell for which to print the variables: sh or powershell (default: sh)
  -o, --output FORMAT   json: print one line of JSON instead, with origin, controlUrl and environment
  --help                print this help
`;

/** The command line is invalid. */
class UsageError extends Error {}

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            port: { type: "string", default: "0" },
            "control-port": { type: "string", default: "0" },
            shell: { type: "string", default: "sh" },
            output: { type: "string", short: "o" },
            help: { type: "boolean" },
        },
    });
    if (values.help) {
        process.stdout.write(USAGE);
        return;
    }
    const shell = parseOneOf<Shell>("shell", values.shell, SHELLS);
    const output = values.output === undefined ? undefined : parseOneOf("output", values.output, ["json"]);
    const ports = [parsePort(values.port), parsePort(values["control-port"])] as const;

    const emulator = await startEmulator({ port: ports[0] });
    const control = await startControlServer(emulator, { port: ports[1] }).catch(async (error) => {
        await emulator.close();
        throw error;
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.once(signal, () => void Promise.all([control.close(), emulator.close()]));
    }
    const { origin, environment } = emulator;
    if (output === "json") {
        process.stdout.write(`${JSON.stringify({ origin, controlUrl: control.url, environment })}\n`);
    } else {
        process.stderr.write(introduction(emulator));
        process.stdout.write(environmentText({ ...environment, AZURE_EMULATOR_CONTROL_URL: control.url }, shell));
        process.stderr.write(startUpMessage(emulator));
    }
    emulator.onRequest((record) => process.stderr.write(`${requestLine(record, new Date())}\n`));
}

function parseOneOf<Value extends string>(option: string, text: string, values: readonly Value[]): Value {
    const value = values.find((each) => each === text);
    if (value === undefined) {
        throw new UsageError(`--${option} must be ${values.join(" or ")}, and not '${text}'.`);
    }
    return value;
}

function parsePort(text: string): number {
    const port = Number(text);
    if (!/^\d{1,5}$/.test(text) || port > 65535) {
        throw new UsageError(`'${text}' is not a port number.`);
    }
    return port;
}

main().catch((error: Error & { readonly code?: string }) => {
    const isUsage = error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS") === true;
    process.stderr.write(`${error.message}\n${isUsage ? `\n${USAGE}` : ""}`);
    process.exitCode = isUsage ? 64 : 1;
});
