// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import type { Connection } from "../../../provider/azure/connection";
import { CodedError } from "../../../provider/common/codedError";
import {
    checkOptions,
    checkWait,
    type PreparedWait,
    prepareWait,
    withAzureCliSubscription,
} from "../../../provider/wait/prepare";
import { checkWaits } from "../../../provider/wait/waitForOperations";

const BY_ID = { asyncOperationId: "op-1", location: "West US" };
/** No setting chooses another method than Azure CLI. */
const NO_SETTINGS = {
    clientSecret: "",
    clientCertificatePath: "",
    useOidc: "false",
    useMsi: "false",
    subscriptionId: "",
};

/** A wait in the subscription of this Azure CLI. */
function wait(subscriptionId: Connection["subscriptionId"], timeout = "2h"): PreparedWait {
    const prepared = prepareWait(
        BY_ID,
        { timeout, settings: { ...NO_SETTINGS, useDefaultAzureCredential: "false" } },
        undefined,
    );
    return { ...prepared, connection: { subscriptionId } as Connection };
}

describe("A wait for an operation in the subscription of Azure CLI", () => {
    afterEach(() => sinon.restore());

    it("requires the subscription before it begins", () => {
        assert.ok(wait(async () => "50000000-0000-4000-8000-000000000005").target.needsSubscription);
        const known = prepareWait(
            { ...BY_ID, subscriptionId: "50000000-0000-4000-8000-000000000005" },
            { settings: NO_SETTINGS },
            undefined,
        );
        assert.ok(!known.target.needsSubscription);
    });

    it("is refused without a subscription where Azure CLI does not sign in", () => {
        const settings = { ...NO_SETTINGS, clientSecret: "secret" };
        assert.throws(() => prepareWait(BY_ID, { settings }, undefined), {
            code: "InvalidArgument",
            message:
                /^`subscriptionId` is missing: .*ARM_SUBSCRIPTION_ID \(settings\.subscriptionId is an empty string, which counts as unset\)$/,
        });
    });

    it("polls in the current subscription of Azure CLI", async () => {
        const prepared = wait(async () => "50000000-0000-4000-8000-000000000005");
        const { target, limits } = await withAzureCliSubscription(prepared, new AbortController().signal);
        assert.match(
            target.url.path,
            /^\/subscriptions\/50000000-0000-4000-8000-000000000005\/providers\/.*\/locations\/westus\/operationStatuses\/op-1$/,
        );
        assert.equal(limits, prepared.limits);
    });

    it("fails with the error of Azure CLI", async () => {
        const failing = wait(async () => {
            throw new CodedError("AuthenticationFailed", "run `az login`");
        });
        await assert.rejects(withAzureCliSubscription(failing, new AbortController().signal), {
            name: "OperationError",
            code: "AuthenticationFailed",
            message: "run `az login`",
        });
    });

    it("ends with its timeout or its signal while Azure CLI hangs, and leaves no timer or listener", async () => {
        const clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        const hangs: Connection["subscriptionId"] = (signal) =>
            new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        const controller = new AbortController();

        const late = assert.rejects(withAzureCliSubscription(wait(hangs, "5s"), controller.signal), {
            code: "AuthenticationFailed",
            message: "Azure CLI did not return its subscription before the end of the `timeout`",
        });
        await clock.tickAsync(5_000);
        await late;

        const aborted = assert.rejects(withAzureCliSubscription(wait(hangs), controller.signal), /^Error: Ctrl-C$/);
        controller.abort(new Error("Ctrl-C"));
        await aborted;
        assert.deepEqual([clock.countTimers(), getEventListeners(controller.signal, "abort").length], [0, 0]);
    });
});

const UNKNOWN = "unknown";
/** As the engine: a value is unknown if anything in it is. */
const isUnknown = (value: unknown): boolean =>
    typeof value === "object" && value !== null ? Object.values(value).some(isUnknown) : value === UNKNOWN;
const PUBLIC = { settings: { environment: "public", clientSecret: "secret" } };
const URL =
    "https://management.azure.com/subscriptions/50000000-0000-4000-8000-000000000005/providers/P/operations/o?api-version=2025-02-01";
const RESOURCE = {
    resourceId: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t",
    apiVersion: "2025-02-01",
};
const FALLBACK = { operation: URL, fallback: RESOURCE };

describe("checkWait with unknown fields, as in a preview", () => {
    const VALID: readonly [what: string, reference: unknown][] = [
        ["an unknown operation", { operation: UNKNOWN }],
        ["an unknown string", UNKNOWN],
        ["an operation with an unknown api-version", { operation: URL.replace(/\?.*/, ""), apiVersion: UNKNOWN }],
        ["an unknown id", { asyncOperationId: UNKNOWN, location: "westus", subscriptionId: UNKNOWN }],
        ["an id in an unknown region", { ...BY_ID, location: UNKNOWN }],
        ["an unknown resource", { ...RESOURCE, resourceId: UNKNOWN }],
        ["a resource with an unknown api-version", { ...RESOURCE, apiVersion: UNKNOWN }],
        ["an unknown fallback", { operation: URL, fallback: { ...RESOURCE, resourceId: UNKNOWN } }],
        ["an unknown retryAfter", { operation: URL, retryAfter: UNKNOWN }],
        ["an unknown pattern", { operation: URL, pattern: UNKNOWN }],
    ];
    for (const [what, reference] of VALID) {
        it(`accepts ${what}`, () => checkWait(reference as string, PUBLIC, undefined, isUnknown));
    }

    const INVALID: readonly [property: string, reference: unknown][] = [
        [
            "operation",
            {
                operation: "https://evil.example/subscriptions/50000000-0000-4000-8000-000000000005",
                apiVersion: UNKNOWN,
            },
        ],
        ["operation", { operation: " ", apiVersion: UNKNOWN }],
        ["operation", { operation: UNKNOWN, asyncOperationId: "op-1" }],
        ["asyncOperationId", { ...BY_ID, asyncOperationId: "https://x", location: UNKNOWN }],
        ["location", { asyncOperationId: UNKNOWN, location: "" }],
        ["resourceProvider", { ...BY_ID, location: UNKNOWN, resourceProvider: "a/b" }],
        ["subscriptionId", { ...BY_ID, location: UNKNOWN, subscriptionId: "a/b" }],
        ["apiVersion", { operation: UNKNOWN, apiVersion: "latest" }],
        ["apiVersion", { ...BY_ID, location: UNKNOWN, apiVersion: "latest" }],
        ["apiVersion", { resourceId: UNKNOWN, apiVersion: "latest" }],
        ["resourceId", { resourceId: "things/t", apiVersion: UNKNOWN }],
        ["retryAfter", { operation: UNKNOWN, retryAfter: "soon" }],
        ["deleted", { operation: UNKNOWN, deleted: true }],
        ["pattern", { operation: UNKNOWN, pattern: "other" }],
        ["fallback.resourceId", { ...FALLBACK, operation: UNKNOWN, fallback: { ...RESOURCE, resourceId: "t" } }],
        [
            "operation",
            {
                operation:
                    "https://evil.example/subscriptions/50000000-0000-4000-8000-000000000005/x?api-version=2025-02-01",
            },
        ],
    ];
    for (const [property, reference] of INVALID) {
        it(`refuses a known \`${property}\` of ${JSON.stringify(reference)}`, () => {
            assert.throws(() => checkWait(reference as string, PUBLIC, undefined, isUnknown), {
                name: "OperationError",
                code: "InvalidArgument",
                message: new RegExp(`^\`${property.replace(".", "\\.")}\` `),
            });
        });
    }

    it("refuses an invalid option beside an unknown reference", () => {
        for (const check of [
            () => checkWait({ operation: UNKNOWN }, { ...PUBLIC, timeout: "soon" }, undefined, isUnknown),
            () => checkOptions({ ...PUBLIC, timeout: "soon" }, undefined),
        ]) {
            assert.throws(check, { name: "OperationError", code: "InvalidArgument", message: /^`timeout` must/ });
        }
        checkOptions({ ...PUBLIC, timeout: "1h" }, undefined);
    });

    it("refuses plain http in a cloud that is described by a metadata host", () => {
        const settings = { metadataHost: "cloud.example", clientSecret: "secret" };
        checkWait(URL, { settings }, undefined, isUnknown);
        assert.throws(() => checkWait(URL.replace("https", "http"), { settings }, undefined, isUnknown), {
            code: "InvalidArgument",
            message: /^`operation` must begin with https/,
        });
    });

    it("reports the index of an operation of a list", () => {
        checkWaits([UNKNOWN, URL], PUBLIC, undefined, isUnknown);
        assert.throws(() => checkWaits([UNKNOWN, { operation: " " }], PUBLIC, undefined, isUnknown), {
            name: "OperationError",
            code: "InvalidArgument",
            message: /^`operations\[1\]`: `operation` is empty/,
        });
        assert.throws(() => checkWaits("x" as unknown as string[], PUBLIC, undefined, isUnknown), {
            code: "InvalidArgument",
            message: /^`operations` must be a list/,
        });
    });
});
