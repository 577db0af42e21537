// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { type Emulator, type EmulatorOptions, type RateLimit, type SecretIdentity, startEmulator } from "../src/index";
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

    const prefix = "x-ms-ratelimit-remaining";
    const limit = { capacity: 250, refillPerSecond: 25 };
    const headerCases: readonly [headers: RateLimit["headers"], expected: Readonly<Record<string, string>>][] = [
        [undefined, { [HEADER]: "249" }],
        ["subscription", { [HEADER]: "249" }],
        ["global", { [HEADER]: "249", [`${prefix}-subscription-global-reads`]: "3749" }],
        ["resource", { [`${prefix}-subscription-resource-requests`]: "249" }],
        ["none", {}],
    ];
    const rateLimitHeadersOf = (headers: IncomingHttpHeaders) =>
        Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(prefix)));
    for (const [headers, expected] of headerCases) {
        const names = Object.keys(expected).join(" and ") || "no rate-limit header";
        it(`sends ${names} with ${headers === undefined ? "the default headers" : `headers: "${headers}"`}`, async () => {
            const read = await start({ reads: headers === undefined ? limit : { ...limit, headers } });
            assert.deepEqual(rateLimitHeadersOf((await read()).headers), expected);
        });

        it(`sends the same headers with a 429 for ${headers === undefined ? "the default headers" : `headers: "${headers}"`}`, async () => {
            const empty = { capacity: 1, refillPerSecond: 0.5 };
            const read = await start({ reads: headers === undefined ? empty : { ...empty, headers } });
            await read();
            const { status, headers: received } = await read();
            assert.deepEqual([status, received["retry-after"]], [429, "2"]);
            assert.deepEqual(Object.keys(rateLimitHeadersOf(received)).sort(), Object.keys(expected).sort());
        });
    }

    it("reports the reads of a tenant in the tenant's headers", async () => {
        await start({ reads: { ...limit, headers: "global" } });
        const { url } = emulator.startOperation({}, { scope: "tenant" });
        assert.deepEqual(rateLimitHeadersOf((await send(emulator, url)).headers), {
            [`${prefix}-tenant-reads`]: "249",
            [`${prefix}-tenant-global-reads`]: "3749",
        });
    });

    it("gives each resource provider a bucket of its own, in addition to the caller's bucket", async () => {
        const name = `${prefix}-subscription-resource-requests`;
        const resourceRequests = { capacity: 2, refillPerSecond: 1 };
        await start({ reads: { capacity: 5, refillPerSecond: 1, headers: "resource", resourceRequests } });
        const read = async (resourceProvider: string) => {
            const { status, headers } = await send(emulator, emulator.startOperation({}, { resourceProvider }).url);
            return [status, headers[name]];
        };
        assert.deepEqual(await read("Microsoft.Kusto"), [200, "1"]);
        assert.deepEqual(await read("Microsoft.Kusto"), [200, "0"]);
        assert.deepEqual(await read("Microsoft.Kusto"), [429, "0"]);
        assert.deepEqual(await read("Microsoft.DataProtection"), [200, "1"]);
        assert.deepEqual(await read("Microsoft.DataProtection"), [200, "0"]);
        assert.deepEqual(await read("Microsoft.RecoveryServices"), [200, "1"]);
        // The caller's bucket is empty although this provider's bucket is not.
        assert.deepEqual(await read("Microsoft.RecoveryServices"), [429, "1"]);
    });

    it("reports the remaining requests in a configured header", async () => {
        const header = "x-ms-ratelimit-remaining-subscription-resource-requests";
        const read = await start({ reads: { capacity: 5, refillPerSecond: 1, header } });
        const { headers } = await read();
        assert.equal(headers[header], "4");
        assert.equal(headers[HEADER], undefined);
    });
});
