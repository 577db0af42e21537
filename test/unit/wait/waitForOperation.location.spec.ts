// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { IDS, LOCATION_PATH, refusal, SUCCEEDED, UNAVAILABLE } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const ACCEPTED: Reply = { status: 202, headers: IDS };
const CONFLICT = refusal(409, "SubnetIsFull", 'No address is left in subnet "apps".');

describe("waitForOperation, in ARM's Location pattern", () => {
    const waits = useVirtualWait();

    const SUCCESSES: Readonly<Record<string, Reply>> = {
        "204": { status: 204 },
        "201 without a body": { status: 201 },
        "200 without a body": {},
        "200 with the resource, whatever the status in it": { body: { id: "/r", status: "Online" } },
        "a redirect to the result (303)": { status: 303, headers: { location: "/subscriptions/result" } },
    };
    for (const [name, success] of Object.entries(SUCCESSES)) {
        it(`takes 202 for running and ${name} for success`, async () => {
            const status = await waits.statusOf([ACCEPTED, ACCEPTED, success], {}, LOCATION_PATH);
            assert.deepEqual([status.status, status.polls], ["Succeeded", 3]);
        });
    }

    it("recognises the pattern by a 202 that says nothing, whatever the path is called", async () => {
        const status = await waits.statusOf([ACCEPTED, { status: 204 }]);
        assert.equal(status.status, "Succeeded");
    });

    it("takes ARM's 4xx for the operation's own failure", async () => {
        const error = await waits.failureOf([ACCEPTED, CONFLICT], {}, LOCATION_PATH);
        assert.deepEqual([error.code, error.statusCode, error.polls], ["OperationFailed", 409, 2]);
        assert.match(
            error.message,
            /^Azure operation Failed: SubnetIsFull: No address is left in subnet "apps"\.\n {2}operation: op-2 \(Microsoft\.Network, westus\)/,
        );
    });

    it("goes on through what says nothing about the operation", async () => {
        const script = [ACCEPTED, UNAVAILABLE, { body: "<html>Sign in</html>" }, { status: 204 }];
        assert.equal((await waits.statusOf(script, {}, LOCATION_PATH)).polls, 4);
    });

    it("asks the newest Location that ARM names", async () => {
        const moved = LOCATION_PATH.replace("op-2", "op-2b");
        await waits.serve((request) =>
            request < 3 ? { ...ACCEPTED, headers: { location: `${waits.arm.endpoint}${moved}` } } : { status: 204 },
        );
        await waits.start({}, LOCATION_PATH).run();
        assert.deepEqual(
            waits.arm.requests.map(({ url }) => url),
            [LOCATION_PATH, moved, moved],
        );
    });

    it("understands a Location without a host", async () => {
        const moved = LOCATION_PATH.replace("op-2", "op-2b");
        await waits.statusOf([{ ...ACCEPTED, headers: { location: moved } }, { status: 204 }], {}, LOCATION_PATH);
        assert.equal(waits.arm.requests[1]?.url, moved);
    });

    it("asks nobody else, whoever a Location names", async () => {
        const elsewhere = { ...ACCEPTED, headers: { location: `http://127.0.0.1:9${LOCATION_PATH}` } };
        await (await waits.wait([elsewhere, SUCCEEDED], {}, LOCATION_PATH)).run(() => waits.arm.requests.length === 2);
        assert.deepEqual(
            waits.arm.requests.map(({ url }) => url),
            [LOCATION_PATH, LOCATION_PATH],
        );
    });
});
