// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import { IDS, LOCATION_PATH, OPERATION_PATH, refusal, SUCCEEDED, UNAVAILABLE } from "./operations";
import { cleanUp, failureOf, type Reply, ScriptedArm, stopTheClock, VirtualWait } from "./scriptedArm";

const ACCEPTED: Reply = { status: 202, headers: IDS };
const CONFLICT = refusal(409, "SubnetIsFull", 'No address is left in subnet "apps".');

describe("waitForOperation, in ARM's Location pattern", () => {
    let clock: sinon.SinonFakeTimers;
    let arm: ScriptedArm;

    beforeEach(() => {
        clock = stopTheClock();
        sinon.stub(Math, "random").returns(0);
    });

    afterEach(() => cleanUp(arm));

    async function wait(script: readonly Reply[], operation = LOCATION_PATH): Promise<VirtualWait> {
        arm = await ScriptedArm.start(...script);
        return new VirtualWait(clock, arm, operation);
    }

    const SUCCESSES: Readonly<Record<string, Reply>> = {
        "204": { status: 204 },
        "201 without a body": { status: 201 },
        "200 without a body": {},
        "200 with the resource, whatever the status in it": { body: { id: "/r", status: "Online" } },
        "a redirect to the result (303)": { status: 303, headers: { location: "/subscriptions/result" } },
    };
    for (const [name, success] of Object.entries(SUCCESSES)) {
        it(`takes 202 for running and ${name} for success`, async () => {
            const { status } = await (await wait([ACCEPTED, ACCEPTED, success])).run();
            assert.deepEqual([status?.status, status?.polls], ["Succeeded", 3]);
        });
    }

    it("recognises the pattern by a 202 that says nothing, whatever the path is called", async () => {
        const { status } = await (await wait([ACCEPTED, { status: 204 }], OPERATION_PATH)).run();
        assert.equal(status?.status, "Succeeded");
    });

    it("takes ARM's 4xx for the operation's own failure", async () => {
        const error = await failureOf(await wait([ACCEPTED, CONFLICT]));
        assert.deepEqual([error.code, error.statusCode, error.polls], ["OperationFailed", 409, 2]);
        assert.match(
            error.message,
            /^Azure operation Failed: SubnetIsFull: No address is left in subnet "apps"\.\n {2}operation: op-2 \(Microsoft\.Network, westus\)/,
        );
    });

    it("goes on through what says nothing about the operation", async () => {
        const script = [ACCEPTED, UNAVAILABLE, { body: "<html>Sign in</html>" }, { status: 204 }];
        assert.equal((await (await wait(script)).run()).status?.polls, 4);
    });

    it("asks the newest Location that ARM names", async () => {
        const moved = LOCATION_PATH.replace("op-2", "op-2b");
        arm = await ScriptedArm.start((request) =>
            request < 3 ? { ...ACCEPTED, headers: { location: `${arm.endpoint}${moved}` } } : { status: 204 },
        );
        await new VirtualWait(clock, arm, LOCATION_PATH).run();
        assert.deepEqual(
            arm.requests.map(({ url }) => url),
            [LOCATION_PATH, moved, moved],
        );
    });

    it("understands a Location without a host", async () => {
        const moved = LOCATION_PATH.replace("op-2", "op-2b");
        await (await wait([{ ...ACCEPTED, headers: { location: moved } }, { status: 204 }])).run();
        assert.equal(arm.requests[1]?.url, moved);
    });

    it("asks nobody else, whoever a Location names", async () => {
        const elsewhere = { ...ACCEPTED, headers: { location: `http://127.0.0.1:9${LOCATION_PATH}` } };
        await (await wait([elsewhere, SUCCEEDED])).run(() => arm.requests.length === 2);
        assert.deepEqual(
            arm.requests.map(({ url }) => url),
            [LOCATION_PATH, LOCATION_PATH],
        );
    });
});
