// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {
    OperationError,
    type OperationReference,
    type StartRequest,
    startOperation,
    type WaitOptions,
    waitForOperation,
    waitForOperations,
} from "../../../provider/wait";
import { prepareWait } from "../../../provider/wait/prepare";
import { OPERATION_PATH } from "./operations";

const BY_ID = {
    asyncOperationId: "op-1",
    location: "West US",
    subscriptionId: "50000000-0000-4000-8000-000000000005",
};
const LOOPBACK = "http://127.0.0.1:9";

const INVALID_OPERATIONS: readonly (readonly [property: string, operation: unknown])[] = [
    ["operation", undefined],
    ["operation", null],
    ["operation", 7],
    ["operation", ""],
    ["operation", "op-1"],
    ["operation", `https://management.azure.com${OPERATION_PATH}`],
    ["operation", `https://user@127.0.0.1:9${OPERATION_PATH}`],
    ["operation", `${LOOPBACK}${OPERATION_PATH}#fragment`],
    ["operation", OPERATION_PATH.replace("/providers", "/../providers")],
    ["operation", { operation: OPERATION_PATH, asyncOperationId: "op-1" }],
    ["asyncOperationId", {}],
    ["asyncOperationId", { ...BY_ID, asyncOperationId: "" }],
    ["location", { ...BY_ID, location: undefined }],
    ["resourceProvider", { ...BY_ID, resourceProvider: "a/b" }],
    ["subscriptionId", { ...BY_ID, subscriptionId: "../x" }],
    ["apiVersion", { ...BY_ID, apiVersion: "latest" }],
    ["retryAfter", { ...BY_ID, retryAfter: 60 }],
    [
        "fallback.resourceId",
        {
            ...BY_ID,
            fallback: {
                resourceId: "https://evil.example/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/x/y",
                apiVersion: "2025-02-01",
            },
        },
    ],
];

const INVALID_OPTIONS: readonly (readonly [property: string, options: unknown])[] = [
    ["timeout", { timeout: "abc" }],
    ["timeout", { timeout: "-5m" }],
    ["timeout", { timeout: "0s" }],
    ["timeout", { timeout: 90 }],
    ["minPollInterval", { minPollInterval: "0s" }],
    ["maxPollInterval", { maxPollInterval: "soon" }],
    ["minPollInterval", { minPollInterval: "2m", maxPollInterval: "1m" }],
    ["notFoundGrace", { notFoundGrace: "-1s" }],
    ["signal", { signal: new AbortController() }],
    ["onProgress", { onProgress: "console" }],
    ["credential", { credential: "token" }],
    ["endpoint", { endpoint: "management.azure.com" }],
    ["endpoint", { endpoint: "http://management.azure.com" }],
    ["endpoint", { endpoint: "http://127.0.0.1.example" }],
    ["endpoint", { endpoint: "https://user:password@management.azure.com" }],
    ["endpoint", { endpoint: "https://:password@management.azure.com" }],
    ["endpoint", { endpoint: "file:///etc/passwd" }],
    ["endpoint", { endpoint: "https://management.azure.com/subscriptions" }],
    ["endpoint", { endpoint: 7 }],
    ["settings", { settings: { tenant: "contoso" } }],
    ["environment", { endpoint: undefined, settings: { environment: "mars", metadataHost: "" } }],
    ["metadataHost", { endpoint: undefined, settings: { metadataHost: "https://local.example/" } }],
];

function throwingGetter(name: string): object {
    return Object.defineProperty({}, name, {
        enumerable: true,
        get: () => {
            throw new Error("a secret");
        },
    });
}

function cycle(): unknown[] {
    const list: unknown[] = [];
    list.push(list);
    return list;
}

function thrownBy(call: () => void): unknown {
    try {
        call();
        return undefined;
    } catch (error) {
        return error;
    }
}

describe("waitForOperation with invalid arguments", () => {
    async function assertRejected(property: string, operation: unknown, options: unknown): Promise<OperationError> {
        const all = { endpoint: LOOPBACK, ...(options as WaitOptions) };
        const early = thrownBy(() => prepareWait(operation as OperationReference, all, undefined));
        assert.ok(OperationError.isInstance(early), `prepareWait() accepts it: ${early}`);
        assert.deepEqual([early.code, early.polls], ["InvalidArgument", 0]);
        assert.ok(early.message.startsWith(`\`${property}\` `), early.message);
        const error = await waitForOperation(operation as OperationReference, all).catch((reason: unknown) => reason);
        assert.ok(OperationError.isInstance(error));
        assert.deepEqual([error.code, error.message], [early.code, early.message], "the wait fails alike");
        return error;
    }

    for (const [property, operation] of INVALID_OPERATIONS) {
        it(`rejects \`${property}\` before the first request: operation ${JSON.stringify(operation)}`, async () => {
            await assertRejected(property, operation, {});
        });
    }

    for (const [property, options] of INVALID_OPTIONS) {
        it(`rejects \`${property}\` before the first request: options ${JSON.stringify(options)}`, async () => {
            await assertRejected(property, OPERATION_PATH, options);
        });
    }

    it("reports which settings provide the subscription if none does", async () => {
        const { message } = await assertRejected("subscriptionId", { ...BY_ID, subscriptionId: "" }, {});
        assert.match(message, /azure-native:subscriptionId.*ARM_SUBSCRIPTION_ID/);
    });

    const THROWING: readonly (readonly [what: string, property: string, options: unknown])[] = [
        ["no options but null", "options", null],
        ["options that are a string", "options", "timeout"],
        ["a timeout whose getter throws", "options", throwingGetter("timeout")],
        ["an onProgress whose getter throws", "options", throwingGetter("onProgress")],
        ["a signal that throws", "signal", { signal: throwingGetter("addEventListener") }],
        ["a credential that throws", "credential", { credential: throwingGetter("getToken") }],
        ["settings that throw", "settings", { settings: throwingGetter("clientId") }],
        ["settings with a cycle", "settings", { settings: { auxiliaryTenantIds: cycle() } }],
    ];
    for (const [what, property, options] of THROWING) {
        it(`rejects ${what} with one OperationError, also for lists and for a start`, async () => {
            const request = {
                method: "POST",
                path: OPERATION_PATH.split("?", 1)[0] ?? "",
                apiVersion: "2025-02-01",
            } as const;
            for (const call of [
                () => waitForOperation(OPERATION_PATH, options as WaitOptions),
                () => waitForOperations([OPERATION_PATH], options as WaitOptions),
                () => startOperation(request, options as WaitOptions),
            ]) {
                const error: unknown = await call().catch((reason: unknown) => reason);
                assert.ok(OperationError.isInstance(error), `${error}`);
                assert.equal(error.code, "InvalidArgument");
                assert.match(error.message, new RegExp(`\`${property}\` (?!.*secret)`));
            }
        });
    }

    it("rejects a request and a list that throw with one OperationError", async () => {
        const results = await Promise.allSettled([
            startOperation(throwingGetter("path") as StartRequest),
            waitForOperations(new Proxy([], { get: () => assert.fail("secret") })),
        ]);
        for (const result of results) {
            assert.ok(result.status === "rejected" && OperationError.isInstance(result.reason));
            assert.match(result.reason.message, /^`(?:request|operations)` cannot be read/);
        }
    });

    it("omits the invalid value, which may be a secret", async () => {
        const values = [
            await assertRejected("operation", "the secret is hunter2", {}),
            await assertRejected("timeout", OPERATION_PATH, { timeout: "hunter2" }),
            await assertRejected("endpoint", OPERATION_PATH, { endpoint: "https://me:hunter2@azure" }),
        ];
        assert.ok(values.every(({ message }) => !message.includes("hunter2")));
    });
});
