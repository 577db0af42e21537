// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packFolder } from "../../../provider/plugin/build/archive";
import type { Environment } from "../../harness/engine/cleanEnvironment";
import { ENGINE_TIMEOUT_MS } from "../../harness/engine/engine";
import {
    builtPlugin,
    describePlugin,
    PLUGIN_VERSION,
    type PluginFixture,
    pluginPath,
} from "../../harness/engine/pluginFixture";
import type { Stack } from "../../harness/engine/stack";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";
import { GO } from "./go";
import type { Language } from "./language";
import { PYTHON } from "./python";

/** The programs, which each language has. */
export type ProgramName = "wait" | "all" | "action" | "providers";

/** The configuration of a project, in the namespace of the project. */
export type Configuration = Readonly<Record<string, string>>;

export interface LanguageStackOptions {
    /** Added to the environment of the stack. */
    readonly environment?: Environment;
    /** How the engine finds the plugin: by its path in the project, or in the way of the test. @default "path" */
    readonly plugin?: "path" | "none";
}

/** The tests of one file in one language. */
export class LanguageFixture {
    constructor(
        readonly language: Language,
        readonly plugin: PluginFixture,
    ) {}

    /** Creates a stack of one of the programs. */
    stack(program: ProgramName, configuration: Configuration, options?: LanguageStackOptions): Promise<Stack> {
        const { fence, entry } = this.language;
        const file = path.join(__dirname, fence, program, entry);
        return this.stackOf(readFileSync(file, "utf8"), configuration, options);
    }

    /** Creates a stack of a program. */
    async stackOf(
        source: string,
        configuration: Configuration,
        { environment = {}, plugin = "path" }: LanguageStackOptions = {},
    ): Promise<Stack> {
        const { runtime, files } = this.language.project(source);
        const projectDirectory = createTemporaryDirectory("project");
        const project = {
            name: "project",
            runtime,
            config: Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, { value }])),
            ...(plugin === "path" ? await pluginPath() : {}),
        };
        // JSON is valid YAML.
        for (const [name, text] of Object.entries({ "Pulumi.yaml": JSON.stringify(project), ...files })) {
            writeFileSync(path.join(projectDirectory, name), text);
        }
        return this.stackIn(projectDirectory, environment);
    }

    /** Creates a stack of the project in a directory. */
    stackIn(projectDirectory: string, environment: Environment = {}): Promise<Stack> {
        return this.plugin.stackOf({
            projectDirectory,
            programDirectories: this.language.programDirectories(),
            environment: { ...this.language.environment(), ...environment },
        });
    }

    /** Installs the built plugin into the home directory of a stack, by `pulumi plugin install --file`. */
    async install(stack: Stack): Promise<void> {
        const archive = packFolder(await builtPlugin(), createTemporaryDirectory("archive"), PLUGIN_VERSION, "node");
        const name = ["resource", "azure-wait", `v${PLUGIN_VERSION}`];
        const { exitCode, output } = await stack.run(["plugin", "install", ...name, "--file", archive]);
        assert.equal(exitCode, 0, output);
    }

    /** Starts an operation. @returns Its URL. */
    startUrl(script: object = {}): string {
        return this.plugin.emulator.startOperation({ durationSeconds: 0, ...script }).url;
    }

    /** Starts an operation. @returns The id by which a program in West US waits for it. */
    startId(script: object = {}): string {
        return this.plugin.emulator.startOperation({ durationSeconds: 0, ...script }).asyncOperationId;
    }
}

type Define = (fixture: LanguageFixture) => void;

/** Defines the same tests on the real engine for each language that has a generated SDK. */
export function describeLanguages(title: string, define: Define): void {
    for (const language of [PYTHON, GO]) {
        describeLanguage(`${title}, in ${language.name}`, language, define);
    }
}

/** Defines tests on the real engine with programs in one language. */
export function describeLanguage(title: string, language: Language, define: Define): void {
    const definePlugin = (plugin: PluginFixture) => {
        before(function () {
            this.timeout(ENGINE_TIMEOUT_MS);
            return language.prepare();
        });
        define(new LanguageFixture(language, plugin));
    };
    describePlugin(title, definePlugin, language.host);
}
