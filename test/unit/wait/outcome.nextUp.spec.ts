// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import type { OperationError } from "../../../provider/wait";
import type { NextRun } from "../../../provider/wait/options";
import { waitForOperationWithConfiguration } from "../../../provider/wait/waitForOperation";
import { OPERATION_PATH, PENDING } from "./operations";
import { ScriptedArm } from "./scriptedArm";

describe("The report of a wait that ended before the operation", () => {
    let arm: ScriptedArm;

    afterEach(async () => {
        sinon.restore();
        await arm.close();
    });

    async function reportOf(nextRun: NextRun | undefined, timeout: string, signal?: AbortSignal): Promise<string> {
        arm = await ScriptedArm.start(PENDING);
        const options = { endpoint: arm.endpoint, timeout, ...(signal === undefined ? {} : { signal }) };
        const { message } = await waitForOperationWithConfiguration(
            OPERATION_PATH,
            { ...options, ...(nextRun === undefined ? {} : { nextRun }) },
            undefined,
        ).then(
            () => assert.fail("the wait succeeded"),
            (error: OperationError) => error,
        );
        return message.split("\n")[1] ?? "";
    }

    it("states that the next run waits again", async () => {
        const waitsAgain = "  The operation itself goes on in Azure. Run again to go on waiting";
        assert.equal(await reportOf(undefined, "10ms"), `${waitsAgain}, or set a longer \`timeout\`.`);
        await arm.close();
        assert.equal(await reportOf("waits", "1h", AbortSignal.abort()), `${waitsAgain}.`);
    });

    it("states that the next `pulumi up` does not wait again for a hook", async () => {
        const doesNotWait = "  The operation itself goes on in Azure. The next `pulumi up` will not wait for it again";
        assert.equal(await reportOf("doesNotWait", "10ms"), `${doesNotWait}: set a longer \`timeout\`.`);
        await arm.close();
        assert.equal(await reportOf("doesNotWait", "1h", AbortSignal.abort()), `${doesNotWait}.`);
    });

    it("states that the next run sends the request again for the undo of an action", async () => {
        const sendsAgain =
            "  The operation itself goes on in Azure. The next run sends its request again, and does not wait for this operation";
        assert.equal(await reportOf("sendsAgain", "10ms"), `${sendsAgain}: set a longer \`timeout\`.`);
        await arm.close();
        assert.equal(await reportOf("sendsAgain", "1h", AbortSignal.abort()), `${sendsAgain}.`);
    });
});
