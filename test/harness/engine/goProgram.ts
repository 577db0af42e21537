// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** A program that is built from Go modules. */
export interface GoProgram {
    /** The name of the executable, such as `pulumi`. */
    readonly name: string;
    /** The name of its directory in the cache. */
    readonly cacheName: string;
    /** The Go module that pins it. */
    readonly moduleDirectory: string;
    /** The module that contains its main package, whose version is its version. */
    readonly module: string;
    /** The path of the main package in the module. */
    readonly mainPackage: string;
    /** The variable that contains the version. */
    readonly versionVariable: string;
    /** Paths of scripts in the module that the program needs beside it. @default none */
    readonly scripts?: readonly string[];
    /** How long the build takes, for the progress messages. */
    readonly estimate: string;
}

const SDK = "github.com/pulumi/pulumi/sdk/v3";
const SDK_VERSION_VARIABLE = `${SDK}/go/common/version.Version`;

/** The Pulumi engine. */
export const ENGINE: GoProgram = {
    name: "pulumi",
    cacheName: "engine",
    moduleDirectory: path.join(__dirname, "pulumi"),
    module: "github.com/pulumi/pulumi/pkg/v3",
    mainPackage: "cmd/pulumi",
    versionVariable: SDK_VERSION_VARIABLE,
    estimate: "about 4 minutes on 2 cores and 3 GB of Go caches",
};

/** The language host of Pulumi YAML. */
export const YAML_HOST: GoProgram = {
    name: "pulumi-language-yaml",
    cacheName: "yaml",
    moduleDirectory: path.join(__dirname, "pulumi-yaml"),
    module: "github.com/pulumi/pulumi-yaml",
    mainPackage: "cmd/pulumi-language-yaml",
    versionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
    estimate: "about 2 minutes on 2 cores",
};

/**
 * The language host of Python, an old one, because newer ones are not in the SDK's module. It runs programs with newer SDKs, but ignores
 * the option `virtualenv`, and takes Python from PATH.
 */
export const PYTHON_HOST: GoProgram = {
    name: "pulumi-language-python",
    cacheName: "python",
    moduleDirectory: path.join(__dirname, "pulumi-python"),
    module: SDK,
    mainPackage: "python/cmd/pulumi-language-python",
    versionVariable: SDK_VERSION_VARIABLE,
    scripts: ["python/cmd/pulumi-language-python-exec"],
    estimate: "about half a minute on 2 cores",
};

/** The language host of Go, an old one for the same reason. It ignores the option `binary`, and compiles in each run. */
export const GO_HOST: GoProgram = {
    name: "pulumi-language-go",
    cacheName: "go",
    moduleDirectory: path.join(__dirname, "pulumi-go"),
    module: SDK,
    mainPackage: "go/pulumi-language-go",
    versionVariable: SDK_VERSION_VARIABLE,
    estimate: "about half a minute on 2 cores",
};

/** The language hosts that can be built. */
export const LANGUAGE_HOSTS: readonly GoProgram[] = [YAML_HOST, PYTHON_HOST, GO_HOST];

/** The version of a program, such as `3.259.0`. */
export function versionOfProgram(program: GoProgram): string {
    const module = program.module.replaceAll(".", "\\.");
    return requireMatch(program, new RegExp(`${module} v(\\d+\\.\\d+\\.\\d+)\\s`));
}

/** The minimum Go version to build a program, such as `1.25.11`. */
export function requiredGoVersion(program: GoProgram): string {
    return requireMatch(program, /^go (\d+\.\d+(?:\.\d+)?)$/m);
}

/** The cache for programs: `$PULUMI_AZURE_WAIT_CACHE`, or `pulumi-azure-wait` in the user's cache directory. */
export function cacheDirectory(): string {
    return path.resolve(
        process.env.PULUMI_AZURE_WAIT_CACHE ||
            path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "pulumi-azure-wait"),
    );
}

/** The directory of a program in the cache. Its name contains a hash of the sources. */
export function directoryOfProgram(program: GoProgram): string {
    const hash = createHash("sha256");
    for (const file of ["go.mod", "go.sum", "tools.go"]) {
        hash.update(readFileSync(path.join(program.moduleDirectory, file)));
    }
    const sources = hash.digest("hex").slice(0, 12);
    const name = `${program.cacheName}-${versionOfProgram(program)}-${process.platform}-${process.arch}-${sources}`;
    return path.join(cacheDirectory(), name);
}

function requireMatch(program: GoProgram, pattern: RegExp): string {
    const file = path.join(program.moduleDirectory, "go.mod");
    const match = pattern.exec(readFileSync(file, "utf8"))?.[1];
    if (match === undefined) {
        throw new Error(`${pattern} is not in ${file}`);
    }
    return match;
}
