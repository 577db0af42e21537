// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type EmulatorOptions, type SecretIdentity, startEmulator } from "../src/index";
import { send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const HEADER = "x-ms-ratelimit-remaining-subscription-reads";

describe("The emulator's rate limiter", () => {
    let emulator: Emulator;
    let now: number;

    afterEach(() => emulator.close());

    async function start(options: EmulatorOptions) {
        now = START;
        emulator = await startEmulator({ nowMs: () => now, ...options });
        const { url } = emulator.startOperation();
        return (identity = emulator.identity) =>
            send(emulator, url, { authorization: `Bearer ${emulator.issueToken({ identity })}` });
    }

    it("uses Azure's limits by default: 250 reads, refilled with 25 per second", async () => {
        const read = await start({});
        assert.equal((await read()).headers[HEADER], "249");
        now += 40;
        assert.equal((await read()).headers[HEADER], "249");
        const path = `/subscriptions/${emulator.subscriptionId}/providers/A.B/c/d/act?api-version=2025-02-01`;
        const post = await send(emulator, path, { method: "POST" });
        assert.equal(post.headers["x-ms-ratelimit-remaining-subscription-writes"], "199");
        const removal = await send(emulator, path.replace("/act", ""), { method: "DELETE" });
        assert.equal(removal.headers["x-ms-ratelimit-remaining-subscription-deletes"], "199");
    });

    it("shares the refill with a draining client until the drain is stopped", async () => {
        const read = await start({ reads: { capacity: 10, refillPerSecond: 4 } });
        const end = emulator.drain({ perSecond: 2 });
        for (let count = 0; count < 10; count += 1) {
            await read();
        }
        const refused = await read();
        assert.deepEqual([refused.status, refused.headers["retry-after"]], [429, "1"]);
        now += 1_000;
        assert.equal((await read()).headers[HEADER], "1");
        end();
        now += 1_000;
        assert.equal((await read()).headers[HEADER], "4");
    });

    it("returns 429 while a draining client uses more than the refill", async () => {
        const read = await start({ reads: { capacity: 10, refillPerSecond: 4 } });
        await read();
        emulator.drain({ perSecond: 9 });
        now += 2_000;
        const refused = await read();
        assert.deepEqual([refused.status, refused.headers["retry-after"]], [429, "600"]);
    });

    it("limits each identity, and all identities together to fifteen times as much", async () => {
        const identities = Array.from({ length: 16 }, (_, index) => ({
            tenantId: "t",
            clientId: `client-${index}`,
            clientSecret: "s",
        })) as [SecretIdentity, ...SecretIdentity[]];
        const read = await start({ identities, reads: { capacity: 2, refillPerSecond: 1 } });
        const statuses = [];
        for (const identity of identities) {
            statuses.push((await read(identity)).status, (await read(identity)).status);
        }
        assert.deepEqual(statuses, [...Array(30).fill(200), 429, 429]);
    });

    it("reports the remaining requests in a configured header", async () => {
        const header = "x-ms-ratelimit-remaining-subscription-resource-requests";
        const read = await start({ reads: { capacity: 5, refillPerSecond: 1, header } });
        const { headers } = await read();
        assert.equal(headers[header], "4");
        assert.equal(headers[HEADER], undefined);
    });
});
