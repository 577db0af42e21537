// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { errorResponse, IDS, LOCATION_PATH, SUCCEEDED, UNAVAILABLE } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const ACCEPTED: Reply = { status: 202, headers: IDS };
const NO_CONTENT: Reply = { status: 204, headers: IDS };
const CONFLICT = errorResponse(409, "SubnetIsFull", 'No address is left in subnet "apps".');

describe("waitForOperation with ARM's Location pattern", () => {
    const waits = useVirtualWait();

    const SUCCESSES: Readonly<Record<string, Reply>> = {
        "204": NO_CONTENT,
        "201 without a body": { status: 201, headers: IDS },
        "200 without a body": { headers: IDS },
        "200 with a resource of any status": { headers: IDS, body: { id: "/r", status: "Online", sku: {} } },
        "200 with a resource that is still Deleting": {
            headers: IDS,
            body: { id: "/r", properties: { provisioningState: "Deleting" } },
        },
        "303 to the result": {
            status: 303,
            headers: {
                ...IDS,
                location: "/subscriptions/50000000-0000-4000-8000-000000000007",
            },
        },
    };
    for (const [name, success] of Object.entries(SUCCESSES)) {
        it(`takes 202 for in progress and ${name} for success`, async () => {
            const status = await waits.statusOf([ACCEPTED, ACCEPTED, success], {}, LOCATION_PATH);
            assert.deepEqual([status.status, status.polls], ["Succeeded", 3]);
        });
    }

    it("recognizes the pattern by a 202 without a body at any path", async () => {
        const status = await waits.statusOf([ACCEPTED, NO_CONTENT]);
        assert.equal(status.status, "Succeeded");
    });

    it("fails with OperationFailed after a 4xx from ARM", async () => {
        const error = await waits.failureOf([ACCEPTED, CONFLICT], {}, LOCATION_PATH);
        assert.deepEqual([error.code, error.statusCode, error.polls], ["OperationFailed", 409, 2]);
        assert.match(
            error.message,
            /^Azure operation Failed: SubnetIsFull: No address is left in subnet "apps"\.\n {2}operation: op-2 \(Microsoft\.Network, westus\)/,
        );
    });

    it("retries after responses that contain no status of the operation", async () => {
        const script = [ACCEPTED, UNAVAILABLE, { body: "<html>Sign in</html>" }, NO_CONTENT];
        assert.equal((await waits.statusOf(script, {}, LOCATION_PATH)).polls, 4);
    });

    it("polls the newest Location header", async () => {
        const moved = LOCATION_PATH.replace("op-2", "op-2b");
        await waits.serve((request) =>
            request < 3 ? { ...ACCEPTED, headers: { ...IDS, location: `${waits.arm.endpoint}${moved}` } } : NO_CONTENT,
        );
        await waits.start({}, LOCATION_PATH).run();
        assert.deepEqual(
            waits.arm.requests.map(({ url }) => url),
            [LOCATION_PATH, moved, moved],
        );
    });

    it("resolves a Location header without a host", async () => {
        const moved = LOCATION_PATH.replace("op-2", "op-2b");
        await waits.statusOf([{ ...ACCEPTED, headers: { ...IDS, location: moved } }, NO_CONTENT], {}, LOCATION_PATH);
        assert.equal(waits.arm.requests[1]?.url, moved);
    });

    it("ignores a Location header with another host", async () => {
        const otherHost = { ...ACCEPTED, headers: { ...IDS, location: `http://127.0.0.1:9${LOCATION_PATH}` } };
        await (await waits.wait([otherHost, SUCCEEDED], {}, LOCATION_PATH)).run(() => waits.arm.requests.length === 2);
        assert.deepEqual(
            waits.arm.requests.map(({ url }) => url),
            [LOCATION_PATH, LOCATION_PATH],
        );
    });
});
