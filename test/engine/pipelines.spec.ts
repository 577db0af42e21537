// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { AzureCli } from "../emulator/src/index";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";
import type { CommandResult } from "../harness/engine/runningCommand";
import type { Stack } from "../harness/engine/stack";

const EXAMPLE = path.join(REPOSITORY_DIRECTORY, "examples", "pipelines");
const LINKED_SERVICE = "PUT providers/Microsoft.OperationalInsights/workspaces/logs/linkedServices/Cluster";

/** A step with a script. The steps that install Node, Pulumi and the packages are left out: the workspace has them. */
interface Step {
    readonly script: string;
    readonly environment: Readonly<Record<string, string>>;
}

/** Runs the scripts of one job as the service that runs the pipeline does. */
interface Pipeline {
    readonly service: string;
    /** The scripts of a job. */
    steps(job: "preview" | "deploy"): readonly Step[];
    /** The command with which a script hides a text in the log. */
    readonly hides: (text: string) => string;
}

function read(file: string) {
    return parse(readFileSync(path.join(EXAMPLE, file), "utf8"));
}

const PIPELINES: readonly Pipeline[] = [
    {
        service: "GitHub Actions",
        steps: (job) =>
            (read("github-actions.yml").jobs[job].steps as { run?: string }[])
                .filter(({ run }) => run !== undefined && run !== "npm ci")
                .map(({ run }) => ({ script: run!, environment: {} })),
        hides: (text) => `::add-mask::${text}`,
    },
    {
        service: "Azure Pipelines",
        steps: (name) =>
            (
                read("azure-pipelines.yml").jobs.find(({ job }: { job: string }) => job === name).steps as {
                    inputs?: { inlineScript?: string };
                    env?: Record<string, string>;
                }[]
            )
                .filter(({ inputs }) => inputs?.inlineScript !== undefined)
                .map(({ inputs, env = {} }) => ({ script: inputs!.inlineScript!, environment: env })),
        hides: (text) => `##vso[task.setvariable variable=clusterOperation;issecret=true]${text}`,
    },
];

describe("pipelines of the example on the real engine", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;
    let azureCli: AzureCli;
    let groups = 0;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
        azureCli = await fixture.emulator.installAzureCli();
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    /** Each test has a resource group of its own. */
    async function createStack(): Promise<Stack> {
        groups += 1;
        const group = `logs-${groups}`;
        const { subscriptionId } = fixture.emulator;
        const clusterId = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/clusters/logs`;
        const stack = await fixture.stack("pipelines", undefined, undefined, {
            stackName: "production",
            environment: { ...fixture.emulator.environment, CLUSTER_ID: clusterId, LOCATION: "westeurope" },
        });
        await stack.config.set("azure-native:location", "westeurope");
        await stack.config.set("resourceGroupName", group);
        await stack.config.set("clusterId", clusterId);
        return stack;
    }

    /** Runs the scripts of a job up to the first that fails, and hands on the variables that they set. */
    async function runJob(stack: Stack, steps: readonly Step[]): Promise<CommandResult[]> {
        const variables = new Map<string, string>();
        const results: CommandResult[] = [];
        for (const { script, environment } of steps) {
            const values = Object.entries(environment).map(([name, value]) => [
                name,
                value.replace(/\$\((\w+)\)/g, (_, variable) => variables.get(variable) ?? ""),
            ]);
            const result = await stack.script(`PATH="$AZURE_CLI:$PATH"\n${script}`, {
                environment: {
                    ...Object.fromEntries(values),
                    AZURE_CLI: azureCli.directory,
                    // The project's own checks check the types of the program.
                    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
                },
            });
            results.push(result);
            if (result.exitCode !== 0) {
                break;
            }
            for (const [, name, value] of result.stdout.matchAll(
                /##vso\[task\.setvariable variable=(\w+);[^\]]*\](.*)/g,
            )) {
                variables.set(name!, value!);
            }
        }
        return results;
    }

    /** What Azure CLI prints with `--debug` when the creation of the cluster has begun. */
    function beginCluster(options: Parameters<typeof fixture.emulator.startOperation>[0]): string {
        const { url } = fixture.emulator.startOperation(options);
        azureCli.setResponse("resource list", { stdout: "[]\n" });
        azureCli.setResponse("monitor log-analytics cluster create", {
            stderr: [
                "cli.azure.cli.core.sdk.policies: Response status: 202",
                "cli.azure.cli.core.sdk.policies: Response headers:",
                `cli.azure.cli.core.sdk.policies:     'Azure-AsyncOperation': '${url}'`,
                "cli.azure.cli.core.sdk.policies:     'Content-Length': '0'",
                "",
            ].join("\n"),
        });
        return url;
    }

    for (const { service, steps, hides } of PIPELINES) {
        it(`${service}: begins the cluster, hides the URL of its operation, and links it when the operation has Succeeded`, async () => {
            const url = beginCluster({ durationSeconds: 4 });
            const stack = await createStack();

            const [begin, deploy, ...more] = await runJob(stack, steps("deploy"));

            assert.deepEqual(
                [begin?.exitCode, deploy?.exitCode, more],
                [0, 0, []],
                `${begin?.output}${deploy?.output}`,
            );
            assert.ok(begin?.stdout.includes(hides(url)), begin?.output);
            assert.ok(!deploy?.output.includes(new URL(url).search), "the signature of the URL is in the log");
            assert.ok(azureCli.invocations.at(-1)?.includes("--no-wait"));
            assert.ok(fixture.changes.some((change) => change.startsWith(LINKED_SERVICE)));
            const { resources } = (await stack.export()).deployment;
            assert.ok(resources?.some(({ type }) => type.endsWith(":OperationWait")));
        });

        it(`${service}: fails with Azure's error, and does not link a cluster whose operation Failed`, async () => {
            beginCluster({
                durationSeconds: 0,
                outcome: "Failed",
                error: {
                    code: "ClusterFailed",
                    message: "No capacity.",
                    details: [{ code: "ZoneIsFull", message: "Zone 2." }],
                },
            });
            const stack = await createStack();

            const deploy = (await runJob(stack, steps("deploy"))).at(-1);

            assert.notEqual(deploy?.exitCode, 0, deploy?.output);
            assert.match(
                deploy?.output ?? "",
                /Azure operation Failed: ClusterFailed: No capacity\.\n(.*\n)* +- ZoneIsFull: Zone 2\./,
            );
            assert.ok(!fixture.changes.some((change) => change.startsWith(LINKED_SERVICE)));
        });

        it(`${service}: previews a pull request without a request about the operation`, async () => {
            const stack = await createStack();

            const [preview] = await runJob(stack, steps("preview"));

            assert.equal(preview?.exitCode, 0, preview?.output);
            assert.deepEqual(fixture.changes, []);
        });
    }

    it("begin-cluster.sh prints nothing where the cluster exists", async () => {
        azureCli.setResponse("resource list", { stdout: '[{ "id": "/subscriptions/…/clusters/logs" }]\n' });
        const stack = await createStack();

        const [begin] = await runJob(stack, [{ script: "./begin-cluster.sh", environment: {} }]);

        assert.deepEqual([begin?.exitCode, begin?.output], [0, ""]);
    });

    it("begin-cluster.sh fails with the error of Azure CLI", async () => {
        azureCli.setResponse("resource list", { stdout: "[]\n" });
        azureCli.setResponse("monitor log-analytics cluster create", {
            exitCode: 1,
            stderr: "cli.azure.cli.core.azclierror: (QuotaExceeded) No more clusters.\n",
        });
        const stack = await createStack();

        const [begin] = await runJob(stack, [{ script: "./begin-cluster.sh", environment: {} }]);

        assert.equal(begin?.exitCode, 1);
        assert.match(begin?.stderr ?? "", /QuotaExceeded/);
    });
});
