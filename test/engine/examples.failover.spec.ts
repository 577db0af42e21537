// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { AzureNativeFixture, EXAMPLE_TIMEOUT_MS } from "../harness/azureNative/azureNativeFixture";
import type { Stack } from "../harness/engine/stack";

const ENABLED = { enabled: true, location: "eastus" };
const DISABLED = { enabled: false };

/** Skips the type check, which takes most of the time of a run. The preview checks the program's types. */
const TRANSPILE_ONLY = { environment: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } };

describe("failover example on the real engine", function () {
    this.timeout(EXAMPLE_TIMEOUT_MS);
    let fixture: AzureNativeFixture;

    before(async function () {
        fixture = await AzureNativeFixture.start(this);
    });
    afterEach(() => fixture.clear());
    after(() => fixture.stop());

    /** What was sent since the last call, and the ends of operations, such as `POST …/failover` and `Succeeded`. */
    function takeSent(): string[] {
        const sent = fixture.emulator.requests
            .filter(({ area, method, note }) => area === "arm" && (method !== "GET" || note === "Succeeded"))
            .filter(({ method, path }) => method !== "GET" || path.includes("/operationStatuses/"))
            .map(({ method, path, note }) => {
                const resource = path
                    .split("/")
                    .slice(6)
                    .join("/")
                    .replace(/(?<=\/workspaces\/)logs[\da-f]{8}/, "logs");
                return method === "GET" ? String(note) : `${method} ${resource}`;
            });
        fixture.emulator.clearRequests();
        return sent;
    }

    /** Runs `up`, which must succeed, and asserts what was sent. */
    async function up(stack: Stack, expected: readonly string[]): Promise<void> {
        takeSent();
        const { exitCode, output } = await stack.up([], TRANSPILE_ONLY);
        assert.equal(exitCode, 0, output);
        assert.deepEqual(takeSent(), expected, output);
    }

    const PROVIDER = "Microsoft.OperationalInsights";
    const CREATED = ["PUT ", `PUT ${PROVIDER}/workspaces/logs`, "Succeeded"];
    const REPLICATED = [`PUT ${PROVIDER}/workspaces/logs`, "Succeeded"];
    const FAILED_OVER = [`POST ${PROVIDER}/locations/eastus/workspaces/logs/failover`, "Succeeded"];
    const FAILED_BACK = [`POST ${PROVIDER}/workspaces/logs/failback`, "Succeeded"];
    const DELETED = [`DELETE ${PROVIDER}/workspaces/logs`, "Succeeded", "DELETE "];

    /** `replication` of the last PUT with the api-version that supports it. */
    function sentReplication(): unknown {
        const put = fixture.emulator.requests.findLast(
            ({ method, query }) => method === "PUT" && query === "api-version=2025-02-01",
        );
        return (put?.body as { properties?: { replication?: unknown } } | undefined)?.properties?.replication;
    }

    it("fails over once when the workspace is replicated, again for another drill, and fails back before it is deleted", async () => {
        const stack = await fixture.stack("failover", { "azure-native:location": "westus", drill: "first" });

        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /failover .*will POST …\/failover/);
        assert.deepEqual(takeSent(), [], "a preview sends nothing");
        const first = await stack.up([], TRANSPILE_ONLY);

        assert.equal(first.exitCode, 0, first.output);
        assert.deepEqual(sentReplication(), ENABLED);
        assert.deepEqual(takeSent(), [...CREATED, ...REPLICATED, ...FAILED_OVER]);
        const outputs = await stack.outputs();
        assert.deepEqual([outputs.replicaStatus, outputs.failoverStatus], ["Succeeded", "Succeeded"]);
        await up(stack, []);
        await stack.config.set("drill", "second");
        await up(stack, FAILED_OVER);
        const destroy = await stack.destroy();
        assert.equal(destroy.exitCode, 0, destroy.output);
        assert.deepEqual(sentReplication(), DISABLED);
        assert.deepEqual(takeSent(), [...FAILED_BACK, ...REPLICATED, ...DELETED]);
    });

    it("goes on waiting for an interrupted failover, and fails back when the drill is removed", async () => {
        const stack = await fixture.stack("failover", { "azure-native:location": "westus" });
        await up(stack, [...CREATED, ...REPLICATED]);
        await stack.config.set("drill", "first");
        const finish = fixture.emulator.intercept(({ method, path }) =>
            method === "GET" && path.includes("/operationStatuses/") ? { body: { status: "InProgress" } } : undefined,
        );
        const interrupted = stack.start(["up", "--yes", "--skip-preview"], TRANSPILE_ONLY);
        await interrupted.waitForOutput(/failover .*InProgress/);
        interrupted.signal("SIGINT");
        const { exitCode, output } = await interrupted.done;
        finish();

        assert.notEqual(exitCode, 0, output);
        assert.match(output, /Stopped waiting for the Azure operation\./);
        assert.deepEqual(takeSent(), FAILED_OVER.slice(0, 1));
        await up(stack, ["Succeeded"]);
        await stack.run(["config", "rm", "drill"]);
        await up(stack, FAILED_BACK);
        await up(stack, []);
    });
});
