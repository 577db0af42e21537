// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";
import type { Stack } from "../harness/engine/stack";

const README = readFileSync(path.join(REPOSITORY_DIRECTORY, "README.md"), "utf8");
const ERROR = {
    code: "ClusterProvisioningFailed",
    message: "The cluster could not be provisioned.",
    details: [{ code: "CapacityUnavailable", message: "Not enough capacity in West US." }],
};
const WHOLE_ERROR =
    /Azure operation Failed: ClusterProvisioningFailed: The cluster could not be provisioned\.\n(.*\n)* +- CapacityUnavailable: Not enough capacity in West US\.\n/;

/** The first block of code in this language below a heading. */
function block(heading: string, language: string): string {
    const section = README.slice(README.indexOf(`\n${heading}\n`));
    return (
        new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(section)?.[1] ??
        assert.fail(`no ${language} in ${heading}`)
    );
}

/** The package is that of the tarball, in a folder outside the repository. */
describe("a new user with README.md and the packed package", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    /** A project with the first program of README, and the configuration that it requires. */
    async function stackOfReadme(name: string, asyncOperationId: string): Promise<Stack> {
        const directory = fixture.workspace.project(name, { "index.ts": block("## A complete program", "ts") });
        return await fixture.stack(directory, {
            clusterOperationId: asyncOperationId,
            clusterId: `/subscriptions/${fixture.emulator.subscriptionId}/resourceGroups/logs/providers/Microsoft.OperationalInsights/clusters/logs`,
            "azure-native:location": "westus",
        });
    }

    it("runs the first program: pulumi up waits for the operation, and then creates the linked service", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({ durationSeconds: 3 });
        const stack = await stackOfReadme("success", asyncOperationId);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /OperationWait\s+cluster-ready\s+creat/);
        assert.deepEqual(
            fixture.changes.map((change) => change.split(" ")[1]),
            ["providers/Microsoft.OperationalInsights/workspaces/logs/linkedServices/Cluster"],
        );
    });

    it("sees the whole error when the operation Failed, and the linked service is not created", async () => {
        const { asyncOperationId } = fixture.emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: ERROR,
        });
        const stack = await stackOfReadme("failure", asyncOperationId);

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, WHOLE_ERROR);
        assert.deepEqual(fixture.changes, []);
    });

    it("has a step of a pipeline that waits for an operation of az --no-wait, and fails with exit code 1", async () => {
        const azureCli = await fixture.emulator.installAzureCli();
        const { url, asyncOperationId } = fixture.emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: ERROR,
        });
        azureCli.setResponse("monitor log-analytics cluster create", {
            stderr: `cli.azure.cli.core.sdk.policies:     'Azure-AsyncOperation': '${url}'\n`,
        });
        const stack = await stackOfReadme("pipeline", asyncOperationId);
        const main = path.join(fixture.workspace.packageDirectory, "dist/cli/main.js");
        const step = block("### The operation of `az … --no-wait`", "sh").replace("create …", "create --name logs");

        const { exitCode, stderr } = await stack.script(
            `PATH="${azureCli.directory}:$PATH"\npulumi-azure-wait() { node "${main}" "$@"; }\n${step}`,
        );

        assert.match(stderr, WHOLE_ERROR);
        assert.equal(exitCode, 1);
    });
});
