// SPDX-License-Identifier: Apache-2.0
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../../harness/engine/cleanEnvironment";
import { GO_HOST } from "../../harness/engine/goProgram";
import { sharedTemporaryDirectory } from "../../harness/engine/temporaryDirectory";
import { generatedSdk, type Language, type Project, run } from "./language";

/** Go's settings. Without them, Go would download and compile everything again in the home directory of a stack. */
const SETTINGS = ["GOCACHE", "GOFLAGS", "GOMODCACHE", "GONOSUMDB", "GOPATH", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN"];
const PROGRAMS = path.join(__dirname, "go");

let prepared: Promise<void> | undefined;
let environment: Environment = {};

/** The module with all programs, which requires the generated SDK. */
export function moduleDirectory(): string {
    return sharedTemporaryDirectory("go");
}

/** Compiles all programs into Go's cache, so that a run of the engine only links one. */
async function compile(): Promise<void> {
    const directory = moduleDirectory();
    cpSync(PROGRAMS, directory, { recursive: true });
    writeFileSync(path.join(directory, "go.mod"), moduleFile());
    await run("go", ["build", "./..."], directory);
    environment = JSON.parse(await run("go", ["env", "-json", ...SETTINGS], directory));
}

/** The go.mod of a program. */
function moduleFile(): string {
    const module = readFileSync(path.join(PROGRAMS, "go.mod"), "utf8");
    return module.replace("=> ./sdk", `=> ${generatedSdk("go")}`);
}

/** Programs in Go. */
export const GO: Language = {
    name: "Go",
    fence: "go",
    entry: "main.go",
    host: GO_HOST,
    prepare(): Promise<void> {
        prepared ??= compile();
        return prepared;
    },
    programDirectories: () => [],
    environment: () => environment,
    project: (source: string): Project => ({
        runtime: "go",
        files: {
            [GO.entry]: source,
            "go.mod": moduleFile(),
            "go.sum": readFileSync(path.join(PROGRAMS, "go.sum"), "utf8"),
        },
    }),
};
