// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { type Emulator, faults, startEmulator } from "../emulator/src/index";
import { runCommand } from "./commandLine";

const NESTED_ERROR = {
    code: "ClusterProvisioningFailed",
    message: "The cluster could not be provisioned.",
    details: [{ code: "CapacityUnavailable", message: "Not enough capacity in West US." }],
};

describe("pulumi-azure-wait OPERATION…", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());
    beforeEach(() => emulator.clearRequests());

    it("names flags and variables in reports, not arguments of the functions or keys of a stack", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 600 });
        const { pathname, search } = new URL(url);
        const unknown = `${pathname.replace(/[^/]+$/, "")}00000000-0000-4000-8000-000000000000${search}`;

        const [running, missing, foreign] = await Promise.all(
            [
                [url, "--timeout", "1s", "-q"],
                [unknown, "--not-found-grace", "0s", "-q"],
                [`https://example.com${pathname}`, "-q"],
            ].map((words) => runCommand(words, emulator.environment)),
        );

        assert.match(running?.stderr ?? "", /, the --timeout of this wait\.\n.* set a longer --timeout\./);
        assert.match(missing?.stderr ?? "", /may need a longer --not-found-grace\./);
        assert.match(
            foreign?.stderr ?? "",
            /: OPERATION is not on .* belongs to: ARM_ENVIRONMENT, or ARM_METADATA_HOSTNAME\n/,
        );
        assert.deepEqual([running?.exitCode, missing?.exitCode, foreign?.exitCode], [3, 4, 64]);
    });

    it("exits with 64 for a URL on another host, without waiting for the operations beside it", async () => {
        const { url } = emulator.startOperation({ durationSeconds: 600 });
        const foreign = `https://example.com${new URL(url).pathname}`;

        const { exitCode, stdout, stderr } = await runCommand([foreign, url, "-q", "-o", "json"], emulator.environment);

        assert.match(stderr, /is not on [\w.:-]+, the Resource Manager of the configured cloud/);
        assert.doesNotMatch(stderr, /Stopped waiting|did not succeed/);
        assert.equal(stdout, "");
        assert.equal(exitCode, 64);
    });

    it("prints one line for an operation that Succeeded, and exits with 0", async () => {
        const { url, asyncOperationId } = emulator.startOperation({ durationSeconds: 0.5 });

        const { exitCode, stdout } = await runCommand([url], emulator.environment);

        assert.match(stdout, new RegExp(`^${asyncOperationId} {2}Succeeded {2}after \\d+s\n$`));
        assert.equal(exitCode, 0);
    });

    it("prints the whole report of an operation that Failed on standard error, and exits with 1", async () => {
        const { url, asyncOperationId } = emulator.startOperation({
            durationSeconds: 0,
            outcome: "Failed",
            error: NESTED_ERROR,
        });

        const { exitCode, stdout, stderr } = await runCommand([url], emulator.environment);

        assert.equal(stdout, "");
        assert.match(
            stderr,
            /^Azure operation Failed: ClusterProvisioningFailed: The cluster could not be provisioned\.$/m,
        );
        assert.match(stderr, /^ {4}- CapacityUnavailable: Not enough capacity in West US\.$/m);
        assert.match(
            stderr,
            new RegExp(`^  operation: ${asyncOperationId} \\(Microsoft.OperationalInsights, westus\\)`, "m"),
        );
        assert.equal(exitCode, 1);
    });

    it("waits for a bare id in the region of --location", async () => {
        const { asyncOperationId } = emulator.startOperation({ durationSeconds: 0 });

        const { exitCode, stdout } = await runCommand(
            [asyncOperationId, "--location", "West US"],
            emulator.environment,
        );

        assert.match(stdout, new RegExp(`^${asyncOperationId} {2}Succeeded`));
        assert.equal(exitCode, 0);
    });

    it("waits for several operations, prints those that Succeeded in the order asked, and reports each other", async () => {
        const first = emulator.startOperation({ durationSeconds: 1 });
        const failed = emulator.startOperation({ durationSeconds: 0, outcome: "Failed", error: NESTED_ERROR });
        const canceled = emulator.startOperation({ durationSeconds: 0, outcome: "Canceled" });
        const last = emulator.startOperation({ durationSeconds: 0 });

        const { exitCode, stdout, stderr } = await runCommand(
            [first, failed, canceled, last].map(({ url }) => url),
            emulator.environment,
        );

        assert.deepEqual(
            stdout
                .trimEnd()
                .split("\n")
                .map((line) => line.split("  ")[0]),
            [first.asyncOperationId, last.asyncOperationId],
        );
        assert.match(stderr, /^2 of 4 Azure operations did not succeed:$/m);
        assert.match(stderr, new RegExp(`operation: ${failed.asyncOperationId} `));
        assert.match(stderr, new RegExp(`operation: ${canceled.asyncOperationId} `));
        assert.equal(exitCode, 1);
    });

    it("waits for a resource, and for its deletion", async () => {
        const resourceId = `/subscriptions/${emulator.subscriptionId}/resourceGroups/g/providers/Microsoft.OperationalInsights/clusters/logs`;
        emulator.changeResource({ resourceId }, { durationSeconds: 0 });
        const flags = ["--resource-id", resourceId, "--api-version", "2025-02-01"];

        const ready = await runCommand(flags, emulator.environment);
        emulator.changeResource({ method: "DELETE", resourceId }, { durationSeconds: 0 });
        const deleted = await runCommand([...flags, "--deleted"], emulator.environment);

        assert.match(ready.stdout, /^logs {2}Succeeded {2}after \d+s\n$/);
        assert.equal(ready.exitCode, 0);
        assert.match(deleted.stdout, /^logs {2}\w+ {2}after \d+s\n$/);
        assert.equal(deleted.exitCode, 0);
    });

    const EXIT_CASES = [
        [
            "2 for an operation that was Canceled",
            { outcome: "Canceled", durationSeconds: 0 },
            [],
            2,
            /^Azure operation Canceled/m,
        ],
        [
            "3 at the timeout",
            { durationSeconds: 60 },
            ["--timeout", "1s"],
            3,
            /^Azure operation still InProgress after 1s/m,
        ],
        ["4 for a record that is not there", { answers: [faults.status(404)] }, ["--not-found-grace", "0s"], 4, /404/],
        ["64 for a URL that Azure does not allow to be read", { answers: [faults.status(405)] }, [], 64, /405/],
    ] as const;
    for (const [title, script, flags, expected, message] of EXIT_CASES) {
        it(`exits with ${title}`, async () => {
            const { url } = emulator.startOperation(script);

            const { exitCode, stdout, stderr } = await runCommand([url, ...flags], emulator.environment);

            assert.match(stderr, message);
            assert.equal(stdout, "");
            assert.equal(exitCode, expected);
        });
    }

    it("exits with 4 without credentials", async () => {
        const { url } = emulator.startOperation();
        const { ARM_METADATA_HOSTNAME, NODE_EXTRA_CA_CERTS } = emulator.environment;
        // A PATH without `az`.
        const PATH = "/nonexistent";

        const { exitCode, stderr } = await runCommand([url], { ARM_METADATA_HOSTNAME, NODE_EXTRA_CA_CERTS, PATH });

        assert.match(stderr, /Azure CLI/);
        assert.equal(exitCode, 4);
    });
});
