// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";
import {
    AZURE_NATIVE_VERSION,
    installAzureNative,
    writeAzureNativeLauncher,
} from "../harness/azureNative/azureNativeInstall";
import type { Stack } from "../harness/engine/stack";

const GROUP = `
    const { ResourceGroup } = require("@pulumi/azure-native/resources");
    const group = new ResourceGroup("logs", { location: "westus", tags: { owner: "us" } });
`;
const WORKSPACE = `${GROUP}
    const { Workspace } = require("@pulumi/azure-native/operationalinsights");
    const workspace = new Workspace("logs", { resourceGroupName: group.name, location: "westus" });
`;

describe("fake azure-native plugin on the real engine", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;
    let projects = 0;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    function stackOf(program: string, install?: (stack: Stack) => void): Promise<Stack> {
        projects += 1;
        return fixture.stack(fixture.workspace.project(`native-${projects}`, { "index.js": program }), {}, install);
    }

    it("is loaded when its version matches the SDK, and rejected when it is older", async () => {
        const stack = await stackOf(GROUP, (stack) => installAzureNative(stack, "3.27.0"));

        const old = await stack.up();
        installAzureNative(stack);
        const up = await stack.up();

        assert.notEqual(old.exitCode, 0, old.output);
        assert.match(old.output, new RegExp(`azure-native.*v?${AZURE_NATIVE_VERSION.replaceAll(".", "\\.")}`));
        assert.equal(up.exitCode, 0, up.output);
        assert.doesNotMatch(up.output, /warning/);
    });

    it("is loaded from PATH in any version, with a warning", async () => {
        const stack = await stackOf(GROUP, () => undefined);
        const directory = path.join(fixture.workspace.directory, "on-path");
        writeAzureNativeLauncher(directory, "3.27.0");
        const directories = [directory, fixture.engineDirectory, path.dirname(process.execPath), process.env.PATH];

        const up = await stack.up([], { environment: { PATH: directories.join(path.delimiter) } });

        assert.equal(up.exitCode, 0, up.output);
        assert.match(up.output, /using pulumi-resource-azure-native from \$PATH at .*on-path/);
    });

    it("creates, updates, refreshes and deletes resources of the emulator", async () => {
        const stack = await stackOf(
            `${WORKSPACE} exports.id = workspace.id; exports.state = workspace.provisioningState;`,
        );
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        const { id, state } = (await stack.outputs()) as { id: string; state: string };
        assert.equal(state, "Succeeded");
        assert.match(id, /\/workspaces\/logs[\da-f]{8}$/);

        fixture.workspace.write(path.join(fixture.workspace.directory, `native-${projects}`), {
            "index.js": WORKSPACE.replace('location: "westus" });\n', 'location: "westus", retentionInDays: 60 });\n'),
        });
        const changed = await stack.up();
        const refreshed = await stack.refresh();
        const destroyed = await stack.destroy();

        assert.match(changed.output, /1 updated/);
        assert.match(refreshed.output, /3 unchanged/);
        assert.equal(destroyed.exitCode, 0, destroyed.output);
        assert.deepEqual(
            fixture.changes.map((change) => change.split(" ")[0]),
            ["PUT", "PUT", "PUT", "DELETE", "DELETE"],
        );
    });

    it("keeps a partially created resource in state and reports azure-native's short error", async () => {
        const stack = await stackOf(WORKSPACE);
        const error = {
            code: "NoCapacity",
            message: "West US is full.",
            details: [{ code: "Lost", message: "Lost." }],
        };
        fixture.emulator.scriptNext({ durationSeconds: 0.5, outcome: "Failed", error });

        const up = await stack.up();
        const again = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, /Status=200 Code="NoCapacity" Message="West US is full\."/);
        assert.doesNotMatch(up.output, /Lost/);
        assert.match(again.output, /1 updated/);
    });
});
