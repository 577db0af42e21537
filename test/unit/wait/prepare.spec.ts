// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import type { Connection } from "../../../provider/azure/connection";
import { CodedError } from "../../../provider/common/codedError";
import { type PreparedWait, prepareWait, withAzureCliSubscription } from "../../../provider/wait/prepare";

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
        assert.ok(wait(async () => "s-1").target.needsSubscription);
        const known = prepareWait({ ...BY_ID, subscriptionId: "s-1" }, { settings: NO_SETTINGS }, undefined);
        assert.ok(!known.target.needsSubscription);
    });

    it("is refused without a subscription where Azure CLI does not sign in", () => {
        const settings = { ...NO_SETTINGS, clientSecret: "secret" };
        assert.throws(() => prepareWait(BY_ID, { settings }, undefined), {
            code: "InvalidArgument",
            message: /^`subscriptionId` is missing: .*ARM_SUBSCRIPTION_ID$/,
        });
    });

    it("polls in the current subscription of Azure CLI", async () => {
        const prepared = wait(async () => "s-1");
        const { target, limits } = await withAzureCliSubscription(prepared, new AbortController().signal);
        assert.match(
            target.url.path,
            /^\/subscriptions\/s-1\/providers\/.*\/locations\/westus\/operationStatuses\/op-1$/,
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
