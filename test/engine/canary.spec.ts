// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { RawAnswer, StartedOperation } from "../emulator/src/index";
import type { CommandResult } from "../harness/engine/runningCommand";
import type { Stack } from "../harness/engine/stack";
import { ENGINE_TEST_TIMEOUT_MS, WaitFixture, waitsInState } from "../harness/engine/waitFixture";

const PROPERTY = "canary-of-properties-81e4";
const TIMEOUT = "7654321s";
const USER_INFORMATION = "canary-of-a-url-81e4";

/** Everything that talks, as loud as it can. */
const LOUD = { AZURE_LOG_LEVEL: "verbose", DEBUG: "azure*,msal*", PULUMI_DEBUG_COMMANDS: "true" };
const VERBOSE = ["--logtostderr", "-v=9", "--logflow"];

const WRONG = `
    new OperationWait("user-information", { operation: config.requireSecret("wrongUrl") });
    new OperationWait("no-duration", { operation: config.requireSecret("success"), timeout: config.requireSecret("wrongTimeout") });
`;

const ALL = `
    const { inspect } = require("node:util");
    const { waitForOperation } = require("pulumi-azure-wait");
    const soon = { timeout: "3s", minPollInterval: "200ms" };
    for (const name of ["success", "failure", "slow", "throttled", "unauthorized", "forbidden"]) {
        const wait = new OperationWait(name, { operation: config.requireSecret(name), ...(name === "success" ? { timeout: config.requireSecret("timeout") } : soon) });
        exports[name] = wait.properties;
    }
    exports.dump = config.requireSecret("failure").apply(async (url) => {
        const error = await waitForOperation(url, soon).catch((error) => error);
        console.log(error.message, inspect(error, { depth: null, showHidden: true }), JSON.stringify(error), String(error.stack));
        return "dumped";
    });
`;

describe("With secrets everywhere and everything verbose, on the real engine,", function () {
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
            return quoting(path);
        });
        stack = await fixture.stack(WRONG, {
            ...LOUD,
            ARM_CLIENT_ID: undefined,
            ARM_CLIENT_SECRET: undefined,
            ARM_TENANT_ID: undefined,
        });
        const { clientId, clientSecret, tenantId } = emulator.identity;
        const secrets = {
            "azure-native:clientId": clientId,
            "azure-native:clientSecret": clientSecret,
            wrongUrl: `https://user:${USER_INFORMATION}@localhost${new URL(operations.success.url).pathname}`,
            wrongTimeout: USER_INFORMATION,
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

    /** Whatever Resource Manager refuses, it quotes all that it knows. */
    function quoting(path: string): RawAnswer | undefined {
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

    function assertNone(where: string, text: string): void {
        for (const canary of canaries()) {
            const index = text.indexOf(canary);
            assert.ok(index < 0, `${where} shows ${canary}: ${text.slice(Math.max(0, index - 300), index + 200)}`);
        }
    }

    function assertNoneIn(where: string, { stdout, stderr }: CommandResult): void {
        assertNone(`stdout of ${where}`, withoutPulumisOwnTrace(stdout));
        assertNone(`stderr of ${where}`, withoutPulumisOwnTrace(stderr));
    }

    it("a preview that refuses secret inputs shows none of them", async () => {
        const preview = await stack.preview(VERBOSE);

        assert.notEqual(preview.exitCode, 0);
        assertSays(preview, /resource '[\w-]+' has a problem: `(?:operation|timeout)`/);
        assertNoneIn("the preview", preview);
    });

    it("an up that refuses secret inputs shows and keeps none of them", async () => {
        const up = await stack.up(VERBOSE);

        assert.notEqual(up.exitCode, 0);
        assertSays(up, /resource '[\w-]+' has a problem: `(?:operation|timeout)`/);
        assertNoneIn("the refused up", up);
        assertNone("the state", JSON.stringify(await stack.export()));
    });

    it("an up with success, failure, timeout, throttling, 401 and 403 shows and keeps none of them", async () => {
        fixture.rewrite(ALL);

        const up = await stack.up([...VERBOSE, "--continue-on-error", "--parallel", "10"]);

        assert.notEqual(up.exitCode, 0);
        for (const said of [
            /Azure operation Failed: Quoted/,
            /Azure operation still InProgress/,
            /429 Quoted/,
            /Azure refused the token/,
            /Not allowed to read the status/,
            /dump *: "dumped"|errorDetail/,
        ]) {
            assertSays(up, said);
        }
        assertNoneIn("the up", up);
        assert.equal((await waitsInState(stack)).length, 1, "the wait that succeeded is kept");
        assertNone("the state", JSON.stringify(await stack.export()));
    });
});

/** Looks at what people see without verbose flags. */
function assertSays({ output }: CommandResult, said: RegExp): void {
    const seen = output.split("\n").filter((line) => !line.startsWith('{"time":'));
    assert.match(seen.join("\n"), said);
}

/**
 * What Pulumi itself prints with `-v=9`, of every resource of every provider: the engine each property of each call, secret ones too
 * (`plugin.MarshalPropertyValue`), and the SDK each answer to a registration. No provider can prevent that, and only these lines are
 * left out here. (`--debug` shows the second kind to people too.)
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/resource.ts
 */
const PULUMIS_OWN_TRACE =
    /^\{"time":"[^"]+","level":"INFO","msg":"(?:(?:Unm|M)arshaling property for RPC\[|(?:eventSink::Debug\(<\{%reset%\}>)?RegisterResource RPC finished: )/;

function withoutPulumisOwnTrace(text: string): string {
    return text
        .split("\n")
        .filter((line) => !PULUMIS_OWN_TRACE.test(line))
        .join("\n");
}
