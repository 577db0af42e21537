// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from "node:util";
import { startEmulator } from "./emulator";
import { requestLine, startUpMessage } from "./startUpMessage";

const USAGE = `Usage: npm run emulator -- [--port PORT]

  --port PORT   the port on 127.0.0.1 (default: a free port)
  --help        print this help
`;

/** The command line is invalid. */
class UsageError extends Error {}

async function main(): Promise<void> {
    const { values } = parseArgs({ options: { port: { type: "string" }, help: { type: "boolean" } } });
    if (values.help) {
        process.stdout.write(USAGE);
        return;
    }
    const emulator = await startEmulator({ port: parsePort(values.port ?? "0") });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.once(signal, () => void emulator.close());
    }
    process.stdout.write(startUpMessage(emulator));
    emulator.onRequest((record) => process.stdout.write(`${requestLine(record, new Date())}\n`));
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
