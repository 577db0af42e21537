// SPDX-License-Identifier: Apache-2.0
import Module from "node:module";

/*
 * @stryker-mutator/mocha-runner 10.0.0 asks mocha for `lib/cli/run-helpers`, which is `run-helpers.cjs` since mocha 12.0.
 * This lets `require` find it, here and in the processes that run tests; it can go with a runner that knows mocha 12.
 */
Module._extensions[".cjs"] ??= Module._extensions[".js"];

// Enough random operations to tell a mutant, and the same for each.
process.env.PROPERTY_RUNS ??= "40";
process.env.PROPERTY_SEED ??= "1";

/**
 * Mutation tests of the layers from `common` to `wait`, but for `azure`: `npm run test:mutation`, or a part of it with
 * `npm run test:mutation -- --mutate "provider/wait/tolerance.ts"`. Not a gate; the figure is in CONTRIBUTING.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
    mutate: ["provider/{common,reference,response,wait}/*.ts"],
    testRunner: "mocha",
    testRunnerNodeArgs: ["--import", import.meta.url, "--import", "tsx"],
    mochaOptions: {
        spec: [
            "test/unit/{common,reference,response,wait,resources}/*.spec.ts",
            // Every message of these layers, and the only callers of the waits for busy resources.
            ...["test/unit/messages.spec.ts", "test/unit/pulumi/retryWhenBusy.spec.ts"],
            "test/property/{wait,endings,actionRuns}.spec.ts",
        ],
    },
    coverageAnalysis: "perTest",
    // What runs when a file is loaded would need all tests in a new process, for each mutant.
    ignoreStatic: true,
    // Waits that never end show themselves soon.
    timeoutMS: 3_000,
    concurrency: 2,
    ignorePatterns: ["dist", "coverage", "examples", "test/engine", "test/demo", "test/providerProcess"],
    tempDirName: "coverage/.stryker-tmp",
    reporters: ["clear-text", "progress-append-only", "json"],
    jsonReporter: { fileName: "coverage/mutation.json" },
    clearTextReporter: { allowColor: false, reportTests: false },
    thresholds: { high: 90, low: 85, break: null },
};
