// SPDX-License-Identifier: Apache-2.0

/*
 * A minimal Node.js language host that replaces Pulumi's, which cannot be built from Go modules. The launcher runs this file with
 * Node's type stripping (about 100 ms faster than a loader), so it may import types only.
 */
import type { ChildProcess } from "node:child_process";
import type * as grpcModule from "@grpc/grpc-js";
import type * as protocolModule from "@pulumi/pulumi/proto/language_pb";

const { spawn } = require("node:child_process") as typeof import("node:child_process");
const { createRequire } = require("node:module") as typeof import("node:module");
const path = require("node:path") as typeof import("node:path");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");
const protocol: typeof protocolModule = require("@pulumi/pulumi/proto/language_pb");
// Must be the SDK's copy: another one rejects the SDK's objects.
const sdkDirectory = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
const grpc: typeof grpcModule = require(require.resolve("@grpc/grpc-js", { paths: [sdkDirectory] }));

/** The exit code of a program that has already reported its error. */
const BAIL_EXIT_CODE = 32;
/** Delay from SIGINT to SIGKILL, as in Pulumi's host. */
const KILL_DELAY_MS = 5_000;
const PARENT_CHECK_MS = 1_000;

const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-")) ?? "";
const programs = new Set<ChildProcess>();

type Call<Request> = { request: Request };
type Callback<Response> = (error: Error | null, response: Response) => void;

function programEnvironment(request: protocolModule.RunRequest): NodeJS.ProcessEnv {
    const options = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
    const environment: NodeJS.ProcessEnv = {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    };
    if (options.typescript !== false) {
        environment.PULUMI_NODEJS_TYPESCRIPT = "true";
    }
    if (typeof options.tsconfig === "string") {
        environment.PULUMI_NODEJS_TSCONFIG_PATH = options.tsconfig;
    }
    return environment;
}

function programArguments(request: protocolModule.RunRequest): string[] {
    const info = request.getInfo();
    const options = info?.getOptions()?.toJavaScript() ?? {};
    const programDirectory = info?.getProgramDirectory() || request.getPwd();
    const nodeArguments = typeof options.nodeargs === "string" ? options.nodeargs.split(/\s+/).filter(Boolean) : [];
    // The SDK of the project, as in Pulumi's host.
    const runner = createRequire(path.join(programDirectory, "index.js")).resolve("@pulumi/pulumi/cmd/run");
    const flags = {
        monitor: request.getMonitorAddress(),
        engine: engineAddress,
        organization: request.getOrganization(),
        project: request.getProject(),
        "root-directory": info?.getRootDirectory(),
        stack: request.getStack(),
        pwd: request.getPwd(),
        parallel: String(request.getParallel()),
    };
    const flagArguments = Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));
    const entry = info?.getEntryPoint() || ".";
    return [
        ...nodeArguments,
        runner,
        ...flagArguments,
        ...(request.getDryrun() ? ["--dry-run"] : []),
        entry,
        ...request.getArgsList(),
    ];
}

function run({ request }: Call<protocolModule.RunRequest>, callback: Callback<protocolModule.RunResponse>): void {
    const response = new protocol.RunResponse();
    let program: ChildProcess;
    try {
        // The engine shows this process's standard output and error as diagnostics of the stack.
        program = spawn(process.execPath, programArguments(request), {
            stdio: ["ignore", "inherit", "inherit"],
            env: programEnvironment(request),
        });
    } catch (error) {
        callback(null, response.setError(String(error)));
        return;
    }
    programs.add(program);
    program.once("error", (error) => callback(null, response.setError(error.message)));
    program.once("close", (exitCode, signal) => {
        programs.delete(program);
        if (exitCode === BAIL_EXIT_CODE) {
            response.setBail(true);
        } else if (exitCode !== 0) {
            response.setError(`Program exited with non-zero exit code: ${exitCode ?? signal}`);
        }
        callback(null, response);
    });
}

function cancel(_call: unknown, callback: Callback<unknown>): void {
    for (const program of programs) {
        program.kill("SIGINT");
        setTimeout(() => program.kill("SIGKILL"), KILL_DELAY_MS).unref();
    }
    callback(null, new Empty());
}

const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
    handshake: (_call: unknown, callback: Callback<unknown>) =>
        callback(null, new protocol.LanguageHandshakeResponse()),
    getPluginInfo: (_call: unknown, callback: Callback<unknown>) =>
        callback(null, new PluginInfo().setVersion("0.0.0")),
    about: (_call: unknown, callback: Callback<unknown>) =>
        callback(null, new protocol.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    getRequiredPackages: (_call: unknown, callback: Callback<unknown>) =>
        callback(null, new protocol.GetRequiredPackagesResponse()),
    getRequiredPlugins: (_call: unknown, callback: Callback<unknown>) =>
        callback(null, new protocol.GetRequiredPluginsResponse()),
    getProgramDependencies: (_call: unknown, callback: Callback<unknown>) =>
        callback(null, new protocol.GetProgramDependenciesResponse()),
    runtimeOptionsPrompts: (_call: unknown, callback: Callback<unknown>) =>
        callback(null, new protocol.RuntimeOptionsResponse()),
    cancel,
    run,
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
        throw error;
    }
    process.stdout.write(`${port}\n`);
});

// A killed engine does not stop its language host, so kill the program and exit when the parent process is gone.
const engineProcessId = process.ppid;
setInterval(() => {
    if (process.ppid !== engineProcessId) {
        for (const program of programs) {
            program.kill("SIGKILL");
        }
        process.exit(1);
    }
}, PARENT_CHECK_MS).unref();
