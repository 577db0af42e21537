// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { buildExecutableFolder, buildScriptFolder } from "../../../provider/plugin/build/pluginFolder";
import { type Emulator, type SecretIdentity, startEmulator } from "../../emulator/src/index";
import type { Environment } from "./cleanEnvironment";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "./engine";
import { type GoProgram, YAML_HOST } from "./goProgram";
import { Stack, type StackExportResource, type StackOptions } from "./stack";
import { createTemporaryDirectory, sharedTemporaryDirectory } from "./temporaryDirectory";
import { ENGINE_TEST_TIMEOUT_MS } from "./waitFixture";

/** The version of the plugin. The engine reads it from the schema. */
export const { version: PLUGIN_VERSION } = require("../../../package.json") as { readonly version: string };

const TENANT_ID = "e0000000-0000-4000-8000-00000000000e";
const IDENTITY: SecretIdentity = {
    tenantId: TENANT_ID,
    clientId: "c0000000-0000-4000-8000-00000000000c",
    clientSecret: randomUUID(),
};
/** The service principal that is not in the environment of the stacks. */
export const OTHER_IDENTITY: SecretIdentity = {
    ...IDENTITY,
    clientId: "c1000000-0000-4000-8000-00000000001c",
    clientSecret: randomUUID(),
};

let scriptFolder: Promise<string> | undefined;
let executableFolder: Promise<string> | undefined;

/** The folder of the small form of the plugin, built from this checkout once per process. */
export function builtPlugin(): Promise<string> {
    scriptFolder ??= buildInto("plugin", buildScriptFolder);
    return scriptFolder;
}

/** The folder of the self-contained form, built once per process. */
export function builtExecutable(): Promise<string> {
    executableFolder ??= buildInto("plugin-executable", buildExecutableFolder);
    return executableFolder;
}

/** The section of a project by which the engine finds the built plugin. */
export async function pluginPath(): Promise<{ readonly plugins: object }> {
    return { plugins: { providers: [{ name: "azure-wait", path: await builtPlugin() }] } };
}

async function buildInto(name: string, build: typeof buildScriptFolder): Promise<string> {
    const folder = sharedTemporaryDirectory(name);
    await build(folder, PLUGIN_VERSION);
    return folder;
}

/** A program in Pulumi YAML: its sections, such as `resources` and `outputs`. */
export type YamlProgram = Readonly<Record<string, unknown>>;

/** A reference to a resource or to its output, such as `${ready.status}`. */
export function reference(expression: string): string {
    return `\${${expression}}`;
}

export interface YamlStackOptions {
    /** Added to the environment of the stack. */
    readonly environment?: Environment;
    /** How the engine finds the plugin: by its path in the project, or in the way of the test. @default "path" */
    readonly plugin?: "path" | "none";
}

/** Shared by the tests of one file: the emulator, the plugin, and the stacks of the current test. */
export class PluginFixture {
    readonly #stacks: Stack[] = [];
    readonly #releases: (() => void)[] = [];
    #emulator: Emulator | undefined;
    #engineDirectory = "";
    #project = "";

    constructor(private readonly host: GoProgram) {}

    /** To be called in `before`. */
    async start(context: Mocha.Context): Promise<void> {
        context.timeout(ENGINE_TIMEOUT_MS);
        this.#engineDirectory = await findOrBuildEngine({ hosts: [this.host] });
        await builtPlugin();
        this.#emulator = await startEmulator({ identities: [IDENTITY, OTHER_IDENTITY] });
    }

    get emulator(): Emulator {
        return this.#emulator as Emulator;
    }

    get engineDirectory(): string {
        return this.#engineDirectory;
    }

    /** The id of a workspace, for actions. */
    get workspaceId(): string {
        const group = `/subscriptions/${this.emulator.subscriptionId}/resourceGroups/g`;
        return `${group}/providers/Microsoft.OperationalInsights/workspaces/one`;
    }

    /** Removes what signs in from the environment of a stack or of a command. */
    get noCredentials(): Environment {
        const names = Object.keys(this.emulator.environment).filter((name) => name.startsWith("ARM_"));
        return Object.fromEntries(names.map((name) => [name, undefined]));
    }

    /** To be called in `after`. */
    async stop(): Promise<void> {
        await this.#emulator?.close();
    }

    /** To be called in `afterEach`. */
    async removeStacks(): Promise<void> {
        for (const release of this.#releases.splice(0)) {
            release();
        }
        await Promise.all(this.#stacks.splice(0).map((stack) => stack.remove()));
    }

    /** Creates a project with this program in YAML, and a stack of it. */
    async stack(program: YamlProgram | string, options: YamlStackOptions = {}): Promise<Stack> {
        this.#project = createTemporaryDirectory("yaml");
        await this.rewrite(program, options);
        return this.stackOf({ projectDirectory: this.#project, environment: options.environment ?? {} });
    }

    /** Creates a stack of a project, whose environment has the emulator's endpoint and credentials. */
    async stackOf({ environment, ...options }: Omit<StackOptions, "engineDirectory">): Promise<Stack> {
        const stack = await Stack.create({
            ...options,
            environment: { ...this.emulator.environment, ...environment },
            engineDirectory: this.#engineDirectory,
        });
        this.#stacks.push(stack);
        return stack;
    }

    /** Replaces the program of the project created last. */
    async rewrite(program: YamlProgram | string, { plugin = "path" }: YamlStackOptions = {}): Promise<void> {
        const section = await pluginPath();
        // JSON is valid YAML, on one line also inside other YAML.
        const source =
            typeof program === "string"
                ? `${program}plugins: ${JSON.stringify(section.plugins)}\n`
                : JSON.stringify(
                      { name: "project", runtime: "yaml", ...(plugin === "path" ? section : {}), ...program },
                      undefined,
                      4,
                  );
        writeFileSync(path.join(this.#project, "Pulumi.yaml"), source);
    }

    /** Keeps every operation running, until the end of the test. @returns A function that lets them end as their scripts say. */
    hold(): () => void {
        const release = this.emulator.intercept(({ method, path: requested }) =>
            method === "GET" && requested.includes("/operationStatuses/")
                ? { body: { status: "InProgress" } }
                : undefined,
        );
        this.#releases.push(release);
        return release;
    }

    /** The actions sent since the last call, such as `POST one/failover`. */
    takeSent(): string[] {
        const sent = this.emulator.requests
            .filter(({ area, method }) => area === "arm" && method !== "GET")
            .map(({ method, path: requested }) => `${method} ${requested.split("/").slice(-2).join("/")}`);
        this.emulator.clearRequests();
        return sent;
    }

    /** The resources of the plugin in the state of a stack. */
    async inState(stack: Stack): Promise<readonly StackExportResource[]> {
        const { resources = [] } = (await stack.export()).deployment;
        return resources.filter(({ type }) => type.startsWith("azure-wait:index:"));
    }
}

/**
 * Defines tests of the plugin on the real engine that share a fixture. The stacks of each test are removed after it.
 *
 * @param host The language host of the programs. It is built where the engine lacks it.
 */
export function describePlugin(title: string, define: (fixture: PluginFixture) => void, host = YAML_HOST): void {
    describe(`${title}, on the real engine`, function () {
        this.timeout(ENGINE_TEST_TIMEOUT_MS);
        const fixture = new PluginFixture(host);

        before(function () {
            return fixture.start(this);
        });
        beforeEach(() => fixture.emulator.clearRequests());
        afterEach(() => fixture.removeStacks());
        after(() => fixture.stop());

        define(fixture);
    });
}
