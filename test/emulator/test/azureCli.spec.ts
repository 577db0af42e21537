// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { AzureCliCredential } from "@azure/identity";
import { type AzureCli, type AzureCliResponse, type Emulator, startEmulator } from "../src/index";
import { getToken, readWith, withVariables } from "./credentials";

const OTHER_SUBSCRIPTION = "60000000-0000-4000-8000-000000000006";
const OTHER_TENANT = "f0000000-0000-4000-8000-00000000000f";

describe("The fake az of the emulator", () => {
    let emulator: Emulator;
    let cli: AzureCli;

    before(async () => {
        emulator = await startEmulator();
        cli = await emulator.installAzureCli({ otherSubscriptionIds: [OTHER_SUBSCRIPTION] });
    });

    after(() => emulator.close());

    const az = async (...args: string[]) =>
        JSON.parse((await promisify(execFile)(join(cli.directory, "az"), args)).stdout) as Record<string, unknown>;
    const fail = async (...args: string[]) => {
        const error = await az(...args).then(
            () => assert.fail("az did not fail"),
            (reason: { code: number; stderr: string }) => reason,
        );
        return `${error.code} ${error.stderr.trim()}`;
    };
    const credential = async (options = {}) => {
        const path = `${cli.directory}:${process.env.PATH}`;
        return withVariables({ PATH: path }, () => getToken(emulator, new AzureCliCredential(options)));
    };

    it("prints its account, another known subscription and its version", async () => {
        const account = await az("account", "show", "-o", "json");
        assert.equal(account.id, emulator.subscriptionId);
        assert.equal(account.tenantId, emulator.identity.tenantId);
        assert.equal(account.environmentName, "AzureEmulator");
        assert.deepEqual(account.user, { name: "someone@localhost-emulator.example", type: "user" });
        const other = await az("account", "show", "--subscription", OTHER_SUBSCRIPTION, "-o", "json");
        assert.equal(other.id, OTHER_SUBSCRIPTION);
        assert.equal(other.isDefault, false);
        assert.match(String((await az("version", "--output", "json"))["azure-cli"]), /^2\.\d+\.\d+$/);
    });

    it("prints the emulator as its active cloud", async () => {
        const cloud = await az("cloud", "show", "-o", "json");
        assert.equal(cloud.name, "AzureEmulator");
        const endpoints = cloud.endpoints as Record<string, unknown>;
        assert.equal(endpoints.resourceManager, `${emulator.origin}/`);
        assert.equal(endpoints.activeDirectory, emulator.origin);
        assert.equal(endpoints.activeDirectoryResourceId, emulator.audience);
        const named = await emulator.installAzureCli({ cloudName: "AzureUSGovernment" });
        const { stdout } = await promisify(execFile)(join(named.directory, "az"), ["account", "show"]);
        assert.equal(JSON.parse(stdout).environmentName, "AzureUSGovernment");
    });

    it("gives AzureCliCredential a token that Resource Manager accepts", async () => {
        emulator.clearRequests();
        const token = await credential({ subscription: emulator.subscriptionId });
        assert.equal((await readWith(emulator, token)).status, 200);
        assert.ok(Math.abs(token.expiresOnTimestamp - Date.now() - 3_600_000) < 60_000);
        assert.equal(emulator.requests[0]?.token?.resource, emulator.audience);
        assert.deepEqual(cli.invocations.at(-1), [
            "account",
            "get-access-token",
            "--output",
            "json",
            "--resource",
            emulator.audience,
            "--subscription",
            emulator.subscriptionId,
        ]);
    });

    const failures: readonly [args: readonly string[], expected: RegExp][] = [
        [["account", "show", "--subscription", "unknown"], /^1 ERROR: Subscription 'unknown' not found/],
        [["account", "get-access-token", "--resource", "https://vault.azure.net"], /^1 ERROR: AADSTS500011/],
        [["account", "get-access-token", "--tenant", OTHER_TENANT], /^1 ERROR: AADSTS90002/],
        [
            ["account", "get-access-token", "--tenant", OTHER_TENANT, "--subscription", OTHER_SUBSCRIPTION],
            /^1 ERROR: Please specify only one of subscription and tenant/,
        ],
        [["account", "show", "-o", "table"], /^2 ERROR: .*JSON only/],
        [["account", "show", "--query", "id"], /^2 ERROR: unrecognized arguments: --query/],
        [["group", "list"], /^2 ERROR: 'group list' is misspelled/],
    ];
    for (const [args, expected] of failures) {
        it(`fails like Azure CLI for "az ${args.join(" ")}"`, async () => {
            assert.match(await fail(...args), expected);
        });
    }

    it("makes AzureCliCredential fail before az login", async () => {
        const signedOut = await emulator.installAzureCli({ isSignedIn: false });
        await withVariables({ PATH: `${signedOut.directory}:${process.env.PATH}` }, async () => {
            await assert.rejects(getToken(emulator, new AzureCliCredential()), /Please run 'az login'/);
        });
    });

    it("returns the result set by a test until the override is removed", async () => {
        const set: readonly [AzureCliResponse, RegExp][] = [
            [{ stderr: "ERROR: a broken pipe\n", exitCode: 3 }, /a broken pipe/],
            [{ stdout: "not JSON" }, /not valid JSON|Unexpected token/],
        ];
        for (const [response, expected] of set) {
            cli.setResponse("account get-access-token", response);
            await assert.rejects(credential(), expected);
        }
        cli.setResponse("account get-access-token", { delayMs: Number.POSITIVE_INFINITY });
        await assert.rejects(credential({ processTimeoutInMs: 300 }));
        cli.setResponse("account get-access-token", undefined);
        await credential();
    });

    it("reports that its emulator has been closed", async () => {
        const own = await startEmulator();
        const { stdout } = await promisify(execFile)("mktemp", ["-d"]);
        const directory = stdout.trim();
        try {
            await own.installAzureCli({ directory });
            await own.close();
            await assert.rejects(
                promisify(execFile)(join(directory, "az"), ["version"]),
                /the emulator of this az does not respond: .*ECONNREFUSED/,
            );
        } finally {
            await promisify(execFile)("rm", ["-r", directory]);
        }
    });
});
