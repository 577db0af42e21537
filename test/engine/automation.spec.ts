// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";

/** An inline program. It moves all Azure settings from its environment to the stack configuration. */
const PROGRAM = `
    const settings = { metadataHost: "METADATA_HOSTNAME", subscriptionId: "SUBSCRIPTION_ID", tenantId: "TENANT_ID",
        clientId: "CLIENT_ID", clientSecret: "CLIENT_SECRET" };
    const config = Object.fromEntries(Object.entries(settings).map(([name, variable]) => {
        const value = process.env["ARM_" + variable];
        delete process.env["ARM_" + variable];
        return ["azure-native:" + name, { value, secret: name === "clientSecret" }];
    }));
    const { LocalWorkspace } = require("@pulumi/pulumi/automation");
    const { OperationWait, waitHook } = require("pulumi-azure-wait");
    const [resourceOperation, hookOperation] = process.argv.slice(2);
    const program = async () => {
        const wait = new OperationWait("ready", { operation: resourceOperation }, {
            hooks: { afterCreate: [waitHook(() => hookOperation, { minPollInterval: "200ms" })] },
        });
        return { status: wait.status };
    };
    (async () => {
        const stack = await LocalWorkspace.createOrSelectStack(
            { stackName: "test", projectName: "inline", program }, { workDir: __dirname });
        await stack.setAllConfig(config);
        const { outputs } = await stack.up({ onOutput: (text) => process.stdout.write(text) });
        console.log("status: " + outputs.status.value);
    })().catch((error) => { console.error(error.message); process.exitCode = 1; });
`;

/** The program of a local project. {@link DRIVER} deploys it. */
const LOCAL_PROGRAM = `
    const pulumi = require("@pulumi/pulumi");
    const { OperationWait } = require("pulumi-azure-wait");
    const operation = new pulumi.Config().requireSecret("operation");
    exports.status = new OperationWait("ready", { operation }).status;
`;
const DRIVER = `
    const { LocalWorkspace } = require("@pulumi/pulumi/automation");
    (async () => {
        const stack = await LocalWorkspace.createOrSelectStack({ stackName: "test", workDir: __dirname });
        await stack.setConfig("operation", { value: process.argv[2], secret: true });
        const { outputs } = await stack.up({ onOutput: (text) => process.stdout.write(text) });
        console.log("status: " + outputs.status.value);
        await stack.destroy();
        console.log("destroyed");
    })().catch((error) => { console.error(error.message); process.exitCode = 1; });
`;

describe("Automation API program on the real engine", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    it("waits and destroys in a local project", async () => {
        const directory = fixture.workspace.project("local", { "index.js": LOCAL_PROGRAM, "drive.js": DRIVER });
        const { url } = fixture.emulator.startOperation({ durationSeconds: 0 });

        const { exitCode, output } = await fixture.start(directory, "drive.js", [url]).done;

        assert.equal(exitCode, 0, output);
        assert.match(output, /status: Succeeded\s+destroyed/);
    });

    it("reads the settings of inline resources and hooks from the stack configuration", async () => {
        const directory = fixture.workspace.project("inline", { "index.js": PROGRAM });
        const resourceOperation = fixture.emulator.startOperation({ durationSeconds: 0 });
        const hookOperation = fixture.emulator.startOperation({
            durationSeconds: 0,
            answers: [{ body: { status: "InProgress" } }, "timed"],
        });

        const { exitCode, output } = await fixture.start(directory, "index.js", [
            resourceOperation.url,
            hookOperation.url,
        ]).done;

        assert.equal(exitCode, 0, output);
        assert.match(output, /status: Succeeded/);
        assert.match(
            output,
            /OperationWait ready .*InProgress/,
            "the status message of the hook is shown on its resource",
        );
        assert.ok(!output.includes(fixture.emulator.identity.clientSecret));
    });
});
