// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { RawResponse, StartedOperation } from "../emulator/src/index";
import type { CommandResult } from "../harness/engine/runningCommand";
import type { Stack } from "../harness/engine/stack";
import { describeOnEngine, ENGINE_TEST_TIMEOUT_MS, WaitFixture, waitsInState } from "../harness/engine/waitFixture";

const PROPERTY = "canary-of-properties-81e4";
const TRIGGER = "canary-of-triggers-81e4";
const SIGNATURE = "canary-of-a-signature-81e4";
const TIMEOUT = "7654321s";
const USER_INFORMATION = "canary-of-a-url-81e4";

/** Verbose logging of the Azure SDK, MSAL and Pulumi. */
const VERBOSE_ENVIRONMENT = { AZURE_LOG_LEVEL: "verbose", DEBUG: "azure*,msal*", PULUMI_DEBUG_COMMANDS: "true" };
const VERBOSE_FLAGS = ["--logtostderr", "-v=9", "--logflow"];

const INVALID_WAITS = `
    new OperationWait("user-information", { operation: config.requireSecret("invalidUrl") });
    new OperationWait("no-duration", { operation: config.requireSecret("success"), timeout: config.requireSecret("invalidTimeout") });
`;

const ALL_OUTCOMES = `
    const { inspect } = require("node:util");
    const { waitForOperation } = require("pulumi-azure-wait");
    const shortTimeout = { timeout: "3s", minPollInterval: "200ms" };
    for (const name of ["success", "failure", "slow", "throttled", "unauthorized", "forbidden"]) {
        const wait = new OperationWait(name, { operation: config.requireSecret(name), ...(name === "success" ? { timeout: config.requireSecret("timeout") } : shortTimeout) });
        exports[name] = wait.properties;
    }
    exports.dump = config.requireSecret("failure").apply(async (url) => {
        const error = await waitForOperation(url, shortTimeout).catch((error) => error);
        console.log(error.message, inspect(error, { depth: null, showHidden: true }), JSON.stringify(error), String(error.stack));
        return "dumped";
    });
`;

describe("OperationWait with secret values and verbose logging, on the real engine", function () {
    this.timeout(ENGINE_TEST_TIMEOUT_MS);
    const fixture = new WaitFixture();
    let stack: Stack;
    const tokens = new Set<string>();
    const operations: Record<string, StartedOperation> = {};

    before(async function () {
        await fixture.start(this);
        const { emulator } = fixture;
        operations.success = emulator.startOperation({ durationSeconds: 0, properties: { key: PROPERTY, quote: "" } });
        operations.slow = emulator.startOperation({ durationSeconds: 3600 });
        for (const name of ["failure", "throttled", "unauthorized", "forbidden"]) {
            operations[name] = emulator.startOperation();
        }
        emulator.intercept(({ headers, path }) => {
            tokens.add(headers.authorization?.replace(/^Bearer /, "") ?? "");
            return quotingResponse(path);
        });
        stack = await fixture.stack(INVALID_WAITS, {
            ...VERBOSE_ENVIRONMENT,
            ARM_CLIENT_ID: undefined,
            ARM_CLIENT_SECRET: undefined,
            ARM_TENANT_ID: undefined,
        });
        const { clientId, clientSecret, tenantId } = emulator.identity;
        const secrets = {
            "azure-native:clientId": clientId,
            "azure-native:clientSecret": clientSecret,
            invalidUrl: `https://user:${USER_INFORMATION}@localhost${new URL(operations.success.url).pathname}`,
            invalidTimeout: USER_INFORMATION,
            timeout: TIMEOUT,
            ...Object.fromEntries(Object.entries(operations).map(([name, { url }]) => [name, url])),
        };
        const pairs = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
        const set = await stack.run([
            "config",
            "set-all",
            ...pairs,
            "--plaintext",
            `azure-native:tenantId=${tenantId}`,
        ]);
        assert.equal(set.exitCode, 0, set.output);
    });
    after(async () => {
        await fixture.removeStacks();
        await fixture.stop();
    });

    /** Error responses of Resource Manager that quote every secret of the request. */
    function quotingResponse(path: string): RawResponse | undefined {
        const name = Object.keys(operations).find((key) => path.includes(operations[key]?.asyncOperationId ?? "-"));
        const { clientId, clientSecret } = fixture.emulator.identity;
        const url = operations[name ?? ""]?.url;
        const message = `GET ${url} as ${clientId} with ${clientSecret}, Bearer ${[...tokens].join(" ")}`;
        const error = {
            code: "Quoted",
            message,
            details: [{ code: url, target: message, message: JSON.stringify({ url }) }],
        };
        switch (name) {
            case "failure":
                return { body: { status: "Failed", error, properties: { message } } };
            case "throttled":
                return { status: 429, headers: { "retry-after": "1" }, body: { error } };
            case "unauthorized":
                return { status: 401, body: { error } };
            case "forbidden":
                return { status: 403, headers: { "x-ms-request-id": clientSecret }, body: { error } };
            default:
                return undefined;
        }
    }

    function canaries(): string[] {
        const signatures = Object.values(operations).flatMap(({ url }) =>
            [...new URL(url).searchParams].filter(([name]) => name !== "api-version").map(([, value]) => value),
        );
        const { clientId, clientSecret } = fixture.emulator.identity;
        return [PROPERTY, TIMEOUT, USER_INFORMATION, clientId, clientSecret, ...signatures, ...tokens].filter(
            ({ length }) => length >= TIMEOUT.length,
        );
    }

    function assertNoSecret(where: string, text: string): void {
        for (const canary of canaries()) {
            const index = text.indexOf(canary);
            assert.ok(index < 0, `${where} contains ${canary}: ${text.slice(Math.max(0, index - 300), index + 200)}`);
        }
    }

    function assertNoSecretIn(where: string, { stdout, stderr }: CommandResult): void {
        assertNoSecret(`stdout of ${where}`, withoutPulumiTrace(stdout));
        assertNoSecret(`stderr of ${where}`, withoutPulumiTrace(stderr));
    }

    it("shows no secret in a preview that rejects secret inputs", async () => {
        const preview = await stack.preview(VERBOSE_FLAGS);

        assert.notEqual(preview.exitCode, 0);
        assertShows(preview, /resource '[\w-]+' has a problem: `(?:operation|timeout)`/);
        assertNoSecretIn("the preview", preview);
    });

    it("shows and stores no secret in an up that rejects secret inputs", async () => {
        const up = await stack.up(VERBOSE_FLAGS);

        assert.notEqual(up.exitCode, 0);
        assertShows(up, /resource '[\w-]+' has a problem: `(?:operation|timeout)`/);
        assertNoSecretIn("the rejected up", up);
        assertNoSecret("the state", JSON.stringify(await stack.export()));
    });

    it("shows and stores no secret in an up with success, failure, timeout, throttling, 401 and 403", async () => {
        fixture.rewrite(ALL_OUTCOMES);

        const up = await stack.up([...VERBOSE_FLAGS, "--continue-on-error", "--parallel", "10"]);

        assert.notEqual(up.exitCode, 0);
        for (const expected of [
            /Azure operation Failed: Quoted/,
            /Azure operation still InProgress/,
            /429 Quoted/,
            /Azure refused the token/,
            /Not allowed to read the status/,
            /dump *: "dumped"|errorDetail/,
        ]) {
            assertShows(up, expected);
        }
        assertNoSecretIn("the up", up);
        assert.equal((await waitsInState(stack)).length, 1, "the successful wait is in state");
        assertNoSecret("the state", JSON.stringify(await stack.export()));
    });
});

/** The engine masks the secrets of the stack configuration in its output, but not those that a program has from elsewhere. */
describeOnEngine("secret values of the program itself", (fixture) => {
    const program = (urls: readonly string[], resourceId: string) => `
        const [one, two, three, failing] = ${JSON.stringify(urls)};
        const resource = { resourceId: "${resourceId}?sig=${SIGNATURE}", apiVersion: "2025-02-01" };
        const wait = new OperationWait("url", { operation: pulumi.secret(one), timeout: pulumi.secret("${TIMEOUT}") });
        new OperationWait("text", { operation: pulumi.secret("Azure-AsyncOperation: " + two), fallback: pulumi.secret(resource) });
        new OperationWait("resource", { resourceId: pulumi.secret(resource.resourceId), apiVersion: "2025-02-01", triggers: pulumi.secret(["${TRIGGER}"]) });
        new OperationWaitAll("all", { operations: pulumi.secret([one, { operation: two, fallback: resource }, resource, three]) });
        if (failing !== undefined) {
            new OperationWait("failing", { operation: pulumi.secret(failing) });
        }
        exports.operation = wait.operation;
    `;

    it("are in no event of --json, in no line of --debug, and not in clear in state", async () => {
        const { emulator } = fixture;
        const { resourceId } = emulator.changeResource(
            {
                resourceId: `/subscriptions/${emulator.subscriptionId}/resourceGroups/logs/providers/Microsoft.OperationalInsights/clusters/logs`,
            },
            { durationSeconds: 0, pattern: "provisioningState" },
        );
        const start = (outcome: "Succeeded" | "Failed") => emulator.startOperation({ durationSeconds: 0, outcome }).url;
        const ended = [start("Succeeded"), start("Succeeded"), start("Succeeded")];
        const others = [start("Succeeded"), start("Succeeded"), start("Succeeded"), start("Failed")];
        const signatures = [...ended, ...others].flatMap((url) =>
            ["t", "c", "s", "h"].map((name) => new URL(url).searchParams.get(name) ?? ""),
        );
        const secrets = [SIGNATURE, TRIGGER, TIMEOUT, ...signatures].filter(({ length }) => length >= TIMEOUT.length);
        assert.ok(secrets.length > 3 + ended.length);
        const assertNoSecret = (where: string, text: string) => {
            const found = secrets.find((secret) => text.includes(secret)) ?? "";
            const index = text.indexOf(found);
            assert.equal(found, "", `${where} contains ${found}: ${text.slice(Math.max(0, index - 300), index + 200)}`);
        };
        const stack = await fixture.stack(program(ended, resourceId));
        const run = async (title: string, exitCode: number, command: readonly string[]) => {
            const result = await stack.run(command);
            assert.equal(result.exitCode === 0 ? 0 : 1, exitCode, result.output);
            assertNoSecret(title, result.output);
            assertNoSecret(`the state after ${title}`, JSON.stringify(await stack.export()));
            return result;
        };
        const up = ["up", "--yes", "--skip-preview"];

        await run("the first preview", 0, ["preview", "--json"]);
        const created = await run("the up that waits", 0, [...up, "--json"]);
        assert.match(created.output, /RegisterResource RPC finished/, "the events contain the outputs");
        await run("the up without changes", 0, [...up, "--debug"]);
        fixture.rewrite(program(others, resourceId));
        await run("the preview of changes", 0, ["preview", "--json", "--debug"]);
        const changed = await run("the up with changes and a failure", 1, [...up, "--debug", "--continue-on-error"]);
        assert.match(changed.output, /RegisterResource RPC finished/, "the lines contain the outputs");
        assert.match(
            changed.output,
            /poll 1: 200 Failed, failed, azureAsyncOperation by status, .* reads left, request id /,
        );
        await run("the refresh", 0, ["refresh", "--yes", "--skip-preview", "--json"]);
        const { operation } = await stack.outputs({ showSecrets: true });
        const { origin, pathname } = new URL(others[0] ?? "");
        assert.equal(operation, `${origin}${pathname}`);
        await run("the destroy", 0, ["destroy", "--yes", "--skip-preview", "--json", "--debug"]);
    });
});

/** Checks the output without the log lines of the verbose flags. */
function assertShows({ output }: CommandResult, expected: RegExp): void {
    const shown = output.split("\n").filter((line) => !line.startsWith('{"time":'));
    assert.match(shown.join("\n"), expected);
}

/**
 * Lines that Pulumi itself logs with `-v=9` for every resource of every provider: the engine logs each property of each call, secrets
 * included (`plugin.MarshalPropertyValue`). A provider cannot prevent it, so these lines are excluded.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
const PULUMI_TRACE = /^\{"time":"[^"]+","level":"INFO","msg":"(?:Unm|M)arshaling property for RPC\[/;

/**
 * A debug event of the SDK with the outputs of a resource, secrets in clear. The output `properties` is in it, and nothing else that
 * is secret.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/resource.ts
 */
const OUTPUTS_EVENT = /RegisterResource RPC finished: /;

function withoutPulumiTrace(text: string): string {
    return text
        .split("\n")
        .filter((line) => !PULUMI_TRACE.test(line))
        .map((line) => (OUTPUTS_EVENT.test(line) ? line.replaceAll(PROPERTY, "") : line))
        .join("\n");
}
