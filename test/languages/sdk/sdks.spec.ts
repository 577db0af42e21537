// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { ENGINE_TIMEOUT_MS } from "../../harness/engine/engine";
import { REPOSITORY_DIRECTORY } from "../../harness/engine/engineRelease";
import { PLUGIN_VERSION } from "../../harness/engine/pluginFixture";
import { GO, moduleDirectory } from "./go";
import { generatedSdk, run } from "./language";
import { PYTHON, virtualEnvironment } from "./python";

describe("the generated SDK", function () {
    this.timeout(ENGINE_TIMEOUT_MS);

    it("for Go compiles in the module of a program", async () => {
        await GO.prepare();
        const sdk = "github.com/pulumi-azure-wait/pulumi-azure-wait/sdk/go/...";
        assert.match(await run("go", ["list", sdk], moduleDirectory()), /^\S+\/azurewait$/m);
        for (const command of ["vet", "build"]) {
            await run("go", [command, sdk, "./..."], moduleDirectory());
        }
    });

    it("for Python compiles, and can be imported from where pip has installed it", async () => {
        await PYTHON.prepare();
        const python = path.join(virtualEnvironment(), "bin/python");
        await run(python, ["-m", "compileall", "-q", "."], generatedSdk("python"));
        const script = `
import importlib.metadata, json, pulumi_azure_wait as sdk, pulumi_azure_wait.config
print(json.dumps([importlib.metadata.version("pulumi-azure-wait"), sdk.OperationWait.pulumi_type]))`;
        const printed = JSON.parse(await run(python, ["-c", script], virtualEnvironment()));
        assert.deepEqual(printed, [PLUGIN_VERSION, "azure-wait:index:OperationWait"]);
    });

    it("for JavaScript passes the type check", async () => {
        const directory = generatedSdk("nodejs");
        symlinkSync(path.join(REPOSITORY_DIRECTORY, "node_modules"), path.join(directory, "node_modules"));
        const compiler = require.resolve("typescript/bin/tsc");
        await run(process.execPath, [compiler, "--noEmit", "-p", directory], directory);
    });
});
