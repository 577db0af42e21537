// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import { type AzureCli, type AzureCliOptions, type Emulator, startEmulator } from "../emulator/src/index";
import type { Environment } from "../harness/engine/cleanEnvironment";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";
import { waitInChildProcess } from "./waitInChildProcess";

const OTHER_SUBSCRIPTION = "50000000-0000-4000-8000-00000000000f";

interface FailingCase {
    readonly title: string;
    readonly cli?: AzureCliOptions;
    readonly prepare?: (cli: AzureCli) => void;
    readonly environment?: Environment;
    readonly code: string;
    readonly message: RegExp;
}

const FAILING_CASES: readonly FailingCase[] = [
    {
        title: "Azure CLI is not installed",
        environment: { PATH: createTemporaryDirectory("no-az") },
        code: "AuthenticationFailed",
        message: /Azure CLI \(az\) is not on PATH.*run `az login`, or set azure-native's settings/,
    },
    {
        title: "Azure CLI is not signed in",
        cli: { isSignedIn: false },
        code: "AuthenticationFailed",
        message: /`az account show` failed: .*az login/,
    },
    {
        title: "Azure CLI has no access to the configured subscription",
        environment: { ARM_SUBSCRIPTION_ID: OTHER_SUBSCRIPTION },
        code: "AuthenticationFailed",
        message: /`az account show` failed: /,
    },
    {
        title: "Azure CLI uses another cloud than ARM_ENVIRONMENT",
        cli: { cloudName: "AzureUSGovernment" },
        environment: { ARM_METADATA_HOSTNAME: undefined, ARM_ENVIRONMENT: "china" },
        code: "InvalidArgument",
        message:
            /`environment` \(environment variable ARM_ENVIRONMENT\) specifies a different cloud than Azure CLI \(AzureUSGovernment\): make them the same, with `az cloud set` or the setting/,
    },
    {
        title: "Azure CLI uses another cloud than the one of ARM_METADATA_HOSTNAME",
        cli: { cloudName: "AzureUSGovernment" },
        code: "InvalidArgument",
        message:
            /\(environment variable ARM_METADATA_HOSTNAME\) .*different cloud than Azure CLI \(AzureUSGovernment\)/,
    },
    {
        title: "the output of Azure CLI is not JSON",
        prepare: (cli) => cli.setResponse("account show", { stdout: "Please upgrade." }),
        code: "AuthenticationFailed",
        message: /`az account show` did not return JSON/,
    },
    {
        title: "the output of Azure CLI contains no subscription",
        prepare: (cli) => cli.setResponse("account show", { stdout: "{}" }),
        code: "AuthenticationFailed",
        message: /`az account show` returned no subscription: run `az login`/,
    },
    {
        title: "Azure CLI does not describe its custom cloud",
        prepare: (cli) => cli.setResponse("cloud show", { stdout: '{"endpoints":{"resourceManager":"http://plain"}}' }),
        environment: { ARM_METADATA_HOSTNAME: undefined },
        code: "AuthenticationFailed",
        message: /`az cloud show` does not describe the cloud: register its endpoints again/,
    },
    {
        title: "the session of Azure CLI has expired",
        prepare: (cli) =>
            cli.setResponse("account get-access-token", {
                exitCode: 1,
                stderr: "ERROR: AADSTS70043: The session expired.",
            }),
        code: "AuthenticationFailed",
        message: /no token with Azure CLI: .*AADSTS70043/,
    },
    {
        title: "Azure CLI does not trust a certificate, for which its own remedy applies",
        prepare: (cli) =>
            cli.setResponse("account get-access-token", {
                exitCode: 1,
                stderr: "ERROR: CERTIFICATE_VERIFY_FAILED: self-signed certificate. Set REQUESTS_CA_BUNDLE.",
            }),
        code: "AuthenticationFailed",
        message: /^(?=.*no token with Azure CLI: .*REQUESTS_CA_BUNDLE)(?!.*NODE_EXTRA_CA_CERTS)/s,
    },
];

describe("sign-in with Azure CLI", function () {
    this.timeout(60_000);
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    beforeEach(() => emulator.clearRequests());
    after(() => emulator.close());

    async function waitWith(cli: AzureCli, environment: Environment, operation = operationPath()) {
        const { ARM_METADATA_HOSTNAME, ARM_SUBSCRIPTION_ID, NODE_EXTRA_CA_CERTS } = emulator.environment;
        return await waitInChildProcess(
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

    /** The operation's path, which is relative to the cloud of the settings. */
    function operationPath(): string {
        const { pathname, search } = new URL(emulator.startOperation({ durationSeconds: 0 }).url);
        return pathname + search;
    }

    for (const { title, cli: options, prepare, environment = {}, code, message } of FAILING_CASES) {
        it(`fails with ${code} and the fix when ${title}`, async () => {
            const cli = await emulator.installAzureCli(options);
            prepare?.(cli);

            const result = await waitWith(cli, environment);

            assert.equal(result.code, code, JSON.stringify(result));
            assert.match(result.message ?? "", message);
            assert.ok(!emulator.requests.some(({ area }) => area === "arm"), "the operation is not polled");
        });
    }

    it("uses the cloud of Azure CLI, such as US government, when no setting specifies one", async () => {
        const cli = await emulator.installAzureCli({ cloudName: "AzureUSGovernment" });

        const { url } = emulator.startOperation();
        const result = await waitWith(cli, { ARM_METADATA_HOSTNAME: undefined }, url);

        assert.equal(result.code, "InvalidArgument", JSON.stringify(result));
        assert.match(result.message ?? "", /`operation` is not on management\.usgovcloudapi\.net/);
        assert.ok(!cli.invocations.some((argv) => argv.includes("get-access-token")), "no token is requested");
    });

    it("passes --subscription to Azure CLI only when it is not the current subscription", async () => {
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
            const [argv = []] = cli.invocations.filter((argv) => argv.includes("get-access-token"));
            const subscriptions = argv.filter((_argument, index) => argv[index - 1] === "--subscription");
            assert.deepEqual(subscriptions, expected);
        }
    });
});
