// SPDX-License-Identifier: Apache-2.0

export interface ProjectOptions {
    /** Stack configuration that every stack of the project has, in `Pulumi.yaml`; keys with their namespace. */
    readonly config?: Readonly<Record<string, string>>;
    /** Whether the program is an ECMAScript module. @default false */
    readonly esm?: boolean;
    /** Compiler options that replace those of `pulumi new`, in a TypeScript project. */
    readonly compilerOptions?: Readonly<Record<string, unknown>>;
    /** More options of the `nodejs` runtime, such as `nodeargs`. */
    readonly runtimeOptions?: Readonly<Record<string, unknown>>;
}

/** The files of a project by name: the program's, and any that shall replace ours. */
export type ProjectFiles = Readonly<Record<string, string>>;

/**
 * What `pulumi new azure-typescript` writes. TypeScript 6 deprecates this `moduleResolution`. Pulumi's runner takes it when it
 * checks types, but with `PULUMI_NODEJS_TRANSPILE_ONLY` it stops with TS5107; `nodenext` works in both.
 */
const TEMPLATE_COMPILER_OPTIONS = {
    strict: true,
    outDir: "bin",
    target: "es2020",
    module: "commonjs",
    moduleResolution: "node",
    sourceMap: true,
    experimentalDecorators: true,
    pretty: true,
    noFallthroughCasesInSwitch: true,
    noImplicitReturns: true,
    forceConsistentCasingInFileNames: true,
};

/**
 * Completes a program to a project as `pulumi new` makes it. With `index.ts` it is a TypeScript project, which Pulumi compiles
 * and checks in every run (about a second); with `index.js` TypeScript is not loaded at all.
 */
export function projectFiles(name: string, files: ProjectFiles, options: ProjectOptions = {}): ProjectFiles {
    const entry = ["index.ts", "index.mts", "index.mjs", "index.cjs", "index.js"].find(
        (candidate) => candidate in files,
    );
    if (entry === undefined) {
        throw new Error(`Project ${name} has no index.ts or index.js`);
    }
    const isTypeScript = entry.endsWith("ts");
    const moduleOptions = options.esm ? { module: "nodenext", moduleResolution: "nodenext" } : {};
    const project = {
        name,
        runtime: { name: "nodejs", options: { typescript: isTypeScript, ...options.runtimeOptions } },
        config: Object.fromEntries(Object.entries(options.config ?? {}).map(([key, value]) => [key, { value }])),
    };
    const manifest = { name, private: true, type: options.esm ? "module" : "commonjs", main: entry };
    const compilerOptions = { ...TEMPLATE_COMPILER_OPTIONS, ...moduleOptions, ...options.compilerOptions };
    return {
        // JSON is YAML too.
        "Pulumi.yaml": JSON.stringify(project, undefined, 4),
        "package.json": JSON.stringify(manifest, undefined, 4),
        ...(isTypeScript ? { "tsconfig.json": JSON.stringify({ compilerOptions, files: [entry] }, undefined, 4) } : {}),
        ...files,
    };
}
