// SPDX-License-Identifier: Apache-2.0

export interface ProjectOptions {
    /** Configuration of all stacks of the project, in `Pulumi.yaml`. Keys include their namespace. */
    readonly config?: Readonly<Record<string, string>>;
    /** Whether the program is an ECMAScript module. @default false */
    readonly esm?: boolean;
    /** Compiler options of a TypeScript project that override those of `pulumi new`. */
    readonly compilerOptions?: Readonly<Record<string, unknown>>;
    /** More options of the `nodejs` runtime, such as `nodeargs`. */
    readonly runtimeOptions?: Readonly<Record<string, unknown>>;
}

/** The files of a project by name: the program, and any that override the generated ones. */
export type ProjectFiles = Readonly<Record<string, string>>;

/**
 * The compiler options of `pulumi new azure-typescript`. TypeScript 6 deprecates this `moduleResolution`. Pulumi's runner accepts it
 * with type checks, but fails with TS5107 if `PULUMI_NODEJS_TRANSPILE_ONLY` is set; `nodenext` works in both cases.
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
 * Adds the project files of `pulumi new` to a program. Pulumi compiles and type-checks a program with `index.ts` in every run, which
 * takes about a second; for `index.js` it does not load TypeScript.
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
        // JSON is valid YAML.
        "Pulumi.yaml": JSON.stringify(project, undefined, 4),
        "package.json": JSON.stringify(manifest, undefined, 4),
        ...(isTypeScript ? { "tsconfig.json": JSON.stringify({ compilerOptions, files: [entry] }, undefined, 4) } : {}),
        ...files,
    };
}
