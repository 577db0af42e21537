// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import sinon from "sinon";
import type { Connection } from "../../../provider/azure/connection";
import { CodedError } from "../../../provider/common/codedError";
import { type PreparedWait, prepareWait, withSubscription } from "../../../provider/wait/prepare";

const BY_ID = { asyncOperationId: "op-1", location: "West US" };
/** No setting says how to sign in, so that Azure CLI does. */
const NO_SETTINGS = {
    clientSecret: "",
    clientCertificatePath: "",
    useOidc: "false",
    useMsi: "false",
    subscriptionId: "",
};

/** A wait whose subscription only an Azure CLI like this knows. */
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

    it("needs to be told it", () => {
        assert.ok(wait(async () => "s-1").needsSubscription);
        const known = prepareWait({ ...BY_ID, subscriptionId: "s-1" }, { settings: NO_SETTINGS }, undefined);
        assert.ok(!known.needsSubscription);
    });

    it("is one in that subscription then", async () => {
        const prepared = wait(async () => "s-1");
        const { target, limits } = await withSubscription(prepared, new AbortController().signal);
        assert.match(
            target.url.path,
            /^\/subscriptions\/s-1\/providers\/.*\/locations\/westus\/operationStatuses\/op-1$/,
        );
        assert.equal(limits, prepared.limits);
    });

    it("fails with why Azure CLI does not tell", async () => {
        const refused = wait(async () => {
            throw new CodedError("AuthenticationFailed", "run `az login`");
        });
        await assert.rejects(withSubscription(refused, new AbortController().signal), {
            name: "OperationError",
            code: "AuthenticationFailed",
            message: "run `az login`",
        });
    });

    it("ends with the timeout, or with its caller, when Azure CLI hangs, and leaves nothing behind", async () => {
        const clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        const hangs: Connection["subscriptionId"] = (signal) =>
            new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        const controller = new AbortController();

        const late = assert.rejects(withSubscription(wait(hangs, "5s"), controller.signal), {
            code: "AuthenticationFailed",
            message: "Azure CLI did not tell its subscription before the end of the `timeout`",
        });
        await clock.tickAsync(5_000);
        await late;

        const aborted = assert.rejects(withSubscription(wait(hangs), controller.signal), /^Error: Ctrl-C$/);
        controller.abort(new Error("Ctrl-C"));
        await aborted;
        assert.deepEqual([clock.countTimers(), getEventListeners(controller.signal, "abort").length], [0, 0]);
    });
});
