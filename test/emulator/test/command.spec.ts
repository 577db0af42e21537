// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { BuiltCommand } from "./builtCommand";

/** The last of the variables to export. */
const LAST_VARIABLE = /AZURE_EMULATOR_CONTROL_URL.*\n/;

describe("The command azure-operations-emulator", () => {
    let command: BuiltCommand | undefined;
    const start = (...commandArguments: string[]) => {
        command = new BuiltCommand(...commandArguments);
        return command;
    };

    const readVariables = async (url: string) => (await (await fetch(url)).json()) as Record<string, string>;

    afterEach(() => command?.end());

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`runs until ${signal}, then exits with 0 and removes its files`, async () => {
            const running = start();
            const stdout = await running.output("stdout", LAST_VARIABLE);
            const file = /^export NODE_EXTRA_CA_CERTS=(.*)$/m.exec(stdout)?.[1] ?? "";
            assert.match(readFileSync(file, "utf8"), /BEGIN CERTIFICATE/);
            running.child.kill(signal);
            assert.equal((await running.done).exitCode, 0);
            assert.equal(existsSync(file), false);
        });
    }

    it("prints to standard output only what a shell can read, and its control URL starts operations", async () => {
        const stdout = await start().output("stdout", LAST_VARIABLE);
        const lines = stdout.trimEnd().split("\n");
        assert.deepEqual(
            lines.map((line) => /^export (\w+)=[\w./:-]+$/.exec(line)?.[1]),
            [
                "ARM_METADATA_HOSTNAME",
                "ARM_SUBSCRIPTION_ID",
                "NODE_EXTRA_CA_CERTS",
                "ARM_TENANT_ID",
                "ARM_CLIENT_ID",
                "ARM_CLIENT_SECRET",
                "AZURE_EMULATOR_CONTROL_URL",
            ],
        );
        const controlUrl = lines.at(-1)?.split("=")[1];
        const response = await fetch(`${controlUrl}/operations`, { method: "POST", body: '{"outcome": "Failed"}' });
        assert.equal(response.status, 201);
        const { url } = (await response.json()) as { url: string };
        assert.match(url, /^https:\/\/localhost:\d+\/subscriptions\/.*\/operationStatuses\//);
    });

    it("prints instructions to standard error, with the origin of the cloud", async () => {
        const stderr = await start().output("stderr", /Each request is listed below/);
        assert.match(stderr, /An Azure cloud on loopback, at https:\/\/localhost:\d+\. Press Ctrl-C to stop it\./);
    });

    it("lists each request that the cloud receives on standard error", async () => {
        const running = start("-o", "json");
        const stdout = await running.output("stdout", /\n/);
        const { controlUrl, environment } = JSON.parse(stdout);
        assert.deepEqual(await readVariables(`${controlUrl}/environment`), environment);
        const variables = await readVariables(`${controlUrl}/environment?signInMethod=managedIdentity:imds`);
        const origin = variables.AZURE_POD_IDENTITY_AUTHORITY_HOST;
        await (await fetch(`${origin}/metadata/identity/oauth2/token`)).arrayBuffer();
        const stderr = await running.output("stderr", /managedIdentity/);
        assert.match(stderr, /^\d\d:\d\d:\d\d {2}managedIdentity +\d{3} {2}GET +\/metadata\/identity\/oauth2\/token/m);
    });

    it("prints one line of JSON with -o json, for programs in any language", async () => {
        const stdout = await start("-o", "json").output("stdout", /\n/);
        assert.equal(stdout.trimEnd().split("\n").length, 1);
        const { origin, controlUrl, environment } = JSON.parse(stdout);
        assert.equal(origin, `https://${environment.ARM_METADATA_HOSTNAME}`);
        assert.match(controlUrl, /^http:\/\/127\.0\.0\.1:\d+\/emulator$/);
    });

    it("prints assignments for PowerShell with --shell powershell", async () => {
        const stdout = await start("--shell", "powershell").output("stdout", LAST_VARIABLE);
        assert.match(stdout, /^\$env:ARM_METADATA_HOSTNAME = 'localhost:\d+'$/m);
        assert.match(stdout, /^\$env:AZURE_EMULATOR_CONTROL_URL = 'http:\/\/127\.0\.0\.1:\d+\/emulator'$/m);
    });

    const invalidArguments: readonly [commandArguments: readonly string[], message: RegExp][] = [
        [["--port", "70000"], /^'70000' is not a port number\.\n/],
        [["--control-port", "x"], /^'x' is not a port number\.\n/],
        [["--shell", "fish"], /^--shell must be sh or powershell, and not 'fish'\.\n/],
        [["-o", "yaml"], /^--output must be json, and not 'yaml'\.\n/],
        [["--prot", "1"], /^Unknown option '--prot'/],
    ];
    for (const [commandArguments, message] of invalidArguments) {
        it(`exits with 64 and its usage for ${commandArguments.join(" ")}`, async () => {
            const { exitCode, stdout, stderr } = await start(...commandArguments).done;
            assert.deepEqual([exitCode, stdout], [64, ""]);
            assert.match(stderr, message);
            assert.match(stderr, /Usage: azure-operations-emulator/);
        });
    }

    it("exits with 1 when a port is in use", async () => {
        const stdout = await start("-o", "json").output("stdout", /\n/);
        const first = command;
        try {
            const { port } = new URL(JSON.parse(stdout).controlUrl);
            const { exitCode, stderr } = await start("--control-port", port).done;
            assert.equal(exitCode, 1);
            assert.match(stderr, /EADDRINUSE/);
        } finally {
            await first?.end();
        }
    });
});
