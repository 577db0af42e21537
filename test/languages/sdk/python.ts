// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import { PYTHON_HOST } from "../../harness/engine/goProgram";
import { checkoutWithSdks, type Language, type Project, run } from "./language";

let prepared: Promise<void> | undefined;

/** The Python example, whose requirements install the SDK that is generated. */
export function exampleDirectory(): string {
    return path.join(checkoutWithSdks(), "examples/python");
}

/** The virtual environment, made as the README of the example says. */
export function virtualEnvironment(): string {
    return path.join(exampleDirectory(), "venv");
}

async function install(): Promise<void> {
    await run("python3", ["-m", "venv", "venv"], exampleDirectory());
    await run("venv/bin/pip", ["install", "--quiet", "-r", "requirements.txt"], exampleDirectory());
}

/** Programs in Python. */
export const PYTHON: Language = {
    name: "Python",
    fence: "python",
    entry: "__main__.py",
    host: PYTHON_HOST,
    prepare(): Promise<void> {
        prepared ??= install();
        return prepared;
    },
    programDirectories: () => [path.join(virtualEnvironment(), "bin")],
    environment: () => ({}),
    project: (source: string): Project => ({ runtime: "python", files: { [PYTHON.entry]: source } }),
};
