// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { type AzureCli, type AzureCliOptions, type Emulator, startEmulator } from "../emulator/src/index";
import type { Environment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { waitInChild } from "./waitInChildProcess";

const OTHER_SUBSCRIPTION = "50000000-0000-4000-8000-00000000000f";

interface Row {
    readonly title: string;
    readonly cli?: AzureCliOptions;
    readonly prepare?: (cli: AzureCli) => void;
    readonly environment?: Environment;
    readonly code: string;
    readonly message: RegExp;
}

const WRONG: readonly Row[] = [
    {
        title: "is not installed",
        environment: { PATH: createTemporaryDirectory("no-az") },
        code: "AuthenticationFailed",
        message: /Azure CLI \(az\) is not on PATH.*run `az login`, or set azure-native's settings/,
    },
    {
        title: "is not signed in",
        cli: { isSignedIn: false },
        code: "AuthenticationFailed",
        message: /`az account show` failed: .*az login/,
    },
    {
        title: "does not know the subscription that is set",
        environment: { ARM_SUBSCRIPTION_ID: OTHER_SUBSCRIPTION },
        code: "AuthenticationFailed",
        message: /`az account show` failed: /,
    },
    {
        title: "is set to another cloud than ARM_ENVIRONMENT",
        cli: { cloudName: "AzureUSGovernment" },
        environment: { ARM_METADATA_HOSTNAME: undefined, ARM_ENVIRONMENT: "china" },
        code: "InvalidArgument",
        message:
            /`environment` \(environment variable ARM_ENVIRONMENT\) is another cloud than Azure CLI's \(AzureUSGovernment\): make them the same, with `az cloud set` or the setting/,
    },
    {
        title: "is set to another cloud than the one that ARM_METADATA_HOSTNAME describes",
        cli: { cloudName: "AzureUSGovernment" },
        code: "InvalidArgument",
        message:
            /\(environment variable ARM_METADATA_HOSTNAME\) .*another cloud than Azure CLI's \(AzureUSGovernment\)/,
    },
    {
        title: "answers with something else than JSON",
        prepare: (cli) => cli.answer("account show", { stdout: "Please upgrade." }),
        code: "AuthenticationFailed",
        message: /`az account show` did not answer with JSON/,
    },
    {
        title: "knows no subscription",
        prepare: (cli) => cli.answer("account show", { stdout: "{}" }),
        code: "AuthenticationFailed",
        message: /`az account show` named no subscription: run `az login`/,
    },
    {
        title: "does not describe its custom cloud",
        prepare: (cli) => cli.answer("cloud show", { stdout: '{"endpoints":{"resourceManager":"http://plain"}}' }),
        environment: { ARM_METADATA_HOSTNAME: undefined },
        code: "AuthenticationFailed",
        message: /`az cloud show` does not describe the cloud: register its endpoints again/,
    },
    {
        title: "cannot renew its session",
        prepare: (cli) =>
            cli.answer("account get-access-token", { exitCode: 1, stderr: "ERROR: AADSTS70043: The session expired." }),
        code: "AuthenticationFailed",
        message: /no token with Azure CLI: .*AADSTS70043/,
    },
];

describe("A wait with Azure CLI, where no other method is set,", function () {
    this.timeout(60_000);
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    beforeEach(() => emulator.clearRequests());
    after(() => emulator.close());

    async function waitWith(cli: AzureCli, environment: Environment, operation = operationPath()) {
        const { ARM_METADATA_HOSTNAME, ARM_SUBSCRIPTION_ID, NODE_EXTRA_CA_CERTS } = emulator.environment;
        return await waitInChild(
            operation,
            {
                ARM_METADATA_HOSTNAME,
                ARM_SUBSCRIPTION_ID,
                NODE_EXTRA_CA_CERTS,
                PATH: `${cli.directory}${path.delimiter}${process.env.PATH}`,
                ...environment,
            },
            { timeout: "5s" },
        );
    }

    /** Without a host: on whatever cloud the settings lead to. */
    function operationPath(): string {
        const { pathname, search } = new URL(emulator.startOperation({ durationSeconds: 0 }).url);
        return pathname + search;
    }

    for (const { title, cli: options, prepare, environment = {}, code, message } of WRONG) {
        it(`says what to do when that ${title}`, async () => {
            const cli = await emulator.installAzureCli(options);
            prepare?.(cli);

            const result = await waitWith(cli, environment);

            assert.equal(result.code, code, JSON.stringify(result));
            assert.match(result.message ?? "", message);
            assert.ok(!emulator.requests.some(({ area }) => area === "arm"), "no status was asked for");
        });
    }

    it("reads the cloud's own words from it: US government's, where no setting names one", async () => {
        const cli = await emulator.installAzureCli({ cloudName: "AzureUSGovernment" });

        const { url } = emulator.startOperation();
        const result = await waitWith(cli, { ARM_METADATA_HOSTNAME: undefined }, url);

        assert.equal(result.code, "InvalidArgument", JSON.stringify(result));
        assert.match(result.message ?? "", /`operation` is not on management\.usgovcloudapi\.net/);
        assert.ok(!cli.invocations.some((words) => words.includes("get-access-token")), "no token was asked for");
    });

    it("names the subscription to it only when that is not the current one", async () => {
        const current = await emulator.installAzureCli();
        const other = await emulator.installAzureCli({
            subscriptionId: OTHER_SUBSCRIPTION,
            otherSubscriptionIds: [emulator.subscriptionId],
        });

        for (const [cli, expected] of [
            [current, []],
            [other, [emulator.subscriptionId]],
        ] as const) {
            const result = await waitWith(cli, {});

            assert.equal(result.status, "Succeeded", JSON.stringify(result));
            const [words = []] = cli.invocations.filter((words) => words.includes("get-access-token"));
            const named = words.filter((_word, index) => words[index - 1] === "--subscription");
            assert.deepEqual(named, expected);
        }
    });
});
