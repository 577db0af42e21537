// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type OperationScript, type StartedOperation, startEmulator } from "../src/index";
import { type ReceivedResponse, send } from "./send";

const START = Date.UTC(2026, 2, 2, 9);
const DURATION_MS = 5_000;
const URL_HEADERS = ["azure-asyncoperation", "operation-location", "location"] as const;

describe("Responses of the emulator to polls", () => {
    let emulator: Emulator;
    let now: number;

    beforeEach(async () => {
        now = START;
        emulator = await startEmulator({ nowMs: () => now });
    });

    afterEach(() => emulator.close());

    const start = (script: OperationScript) =>
        emulator.startOperation({ durationSeconds: DURATION_MS / 1000, ...script });

    const urlHeadersOf = ({ headers }: ReceivedResponse) =>
        Object.fromEntries(URL_HEADERS.filter((name) => name in headers).map((name) => [name, headers[name]]));

    const both: OperationScript["urlHeadersWhileRunning"] = ["azure-asyncoperation", "location"];
    const cases: readonly [
        what: string,
        script: OperationScript,
        at: "url" | "locationUrl",
        running: readonly [status: number, headers: readonly string[]],
        ended: readonly [status: number, headers: readonly string[]],
    ][] = [
        ["by default", {}, "url", [200, []], [200, []]],
        ["by default", {}, "locationUrl", [202, ["location"]], [204, []]],
        ["with both headers", { urlHeadersWhileRunning: both }, "url", [200, both], [200, []]],
        ["with both headers", { urlHeadersWhileRunning: both }, "locationUrl", [202, both], [204, []]],
        [
            "with 202 and both headers, as DNS does",
            { urlHeadersWhileRunning: both, statusCodeWhileRunning: 202 },
            "url",
            [202, both],
            [200, []],
        ],
        ["with 201", { statusCodeWhileRunning: 201 }, "url", [201, []], [200, []]],
        [
            "with both headers on the final response",
            { urlHeadersWhileRunning: both, urlHeadersAtEnd: both },
            "url",
            [200, both],
            [200, both],
        ],
        [
            "with both headers on the final 204",
            { urlHeadersWhileRunning: both, urlHeadersAtEnd: both },
            "locationUrl",
            [202, both],
            [204, both],
        ],
        [
            "with Location only on the final response",
            { urlHeadersWhileRunning: [], urlHeadersAtEnd: ["location"] },
            "url",
            [200, []],
            [200, ["location"]],
        ],
        [
            "with Location on the error of a failed operation",
            { outcome: "Failed", urlHeadersAtEnd: ["location"] },
            "locationUrl",
            [202, ["location"]],
            [409, ["location"]],
        ],
        ["without any header", { urlHeadersWhileRunning: [] }, "locationUrl", [202, []], [204, []]],
        [
            "with Operation-Location",
            { urlHeadersWhileRunning: ["operation-location"] },
            "url",
            [200, ["operation-location"]],
            [200, []],
        ],
    ];
    for (const [what, script, at, running, ended] of cases) {
        const place = at === "url" ? "the status URL" : "the Location URL";
        it(`at ${place} are ${running[0]} and then ${ended[0]}, ${what}`, async () => {
            const operation = start(script);
            for (const [atMs, [status, names]] of [
                [START, running],
                [START + DURATION_MS, ended],
            ] as const) {
                now = atMs;
                const response = await send(emulator, operation[at]);
                assert.equal(response.status, status);
                const urlOf = (name: string) => (name === "location" ? operation.locationUrl : operation.url);
                const expected = Object.fromEntries(names.map((name) => [name, urlOf(name)]));
                assert.deepEqual(urlHeadersOf(response), expected);
            }
        });
    }

    it("have Retry-After beside the headers with URLs while the operation runs", async () => {
        const { url } = start({ urlHeadersWhileRunning: both, urlHeadersAtEnd: both, retryAfterSeconds: 15 });
        assert.equal((await send(emulator, url)).headers["retry-after"], "15");
        now += DURATION_MS;
        assert.equal((await send(emulator, url)).headers["retry-after"], undefined);
    });

    describe("Fresh signatures", () => {
        /** Polls the newest URL of a header, and returns all URLs. */
        async function follow(operation: StartedOperation, header: "azure-asyncoperation" | "location", polls: number) {
            const urls = [header === "location" ? operation.locationUrl : operation.url];
            for (let count = 0; count < polls; count += 1) {
                const { status, headers } = await send(emulator, urls.at(-1) as string);
                assert.equal(status, header === "location" ? 202 : 200);
                urls.push(headers[header] as string);
            }
            return urls;
        }

        for (const header of ["azure-asyncoperation", "location"] as const) {
            it(`name the same path with a new query in each ${header}, and every one of them can be read`, async () => {
                const script = { freshSignatures: true, urlHeadersWhileRunning: both, recordLifetimeSeconds: 1 };
                const operation = start(script);
                const urls = await follow(operation, header, 4);
                assert.equal(new Set(urls.map((url) => new URL(url).pathname)).size, 1);
                for (const name of ["t", "s", "h"]) {
                    assert.equal(new Set(urls.map((url) => new URL(url).searchParams.get(name))).size, urls.length);
                }
                const queries = urls.map((url) => new URL(url).searchParams);
                assert.deepEqual([...(queries[0]?.keys() ?? [])], ["api-version", "t", "c", "s", "h"]);
                assert.equal(new Set(queries.map((query) => query.get("c"))).size, 1);
                for (const url of urls) {
                    assert.equal((await send(emulator, url)).status, header === "location" ? 202 : 200);
                }
                now += DURATION_MS + 999;
                for (const url of urls) {
                    assert.equal((await send(emulator, url)).status, header === "location" ? 204 : 200);
                }
                now += 1;
                for (const url of urls) {
                    assert.equal((await send(emulator, url)).status, 404);
                }
            });
        }

        it("contain the time in .NET ticks", () => {
            const { url } = start({ freshSignatures: true });
            const ticks = BigInt(new URL(url).searchParams.get("t") ?? 0);
            // 639080388000000000 ticks: 2026-03-02 09:00
            assert.equal(ticks / 1_000_000n, 639_080_388_000n);
        });

        it("differ between the initial response and the responses to polls", async () => {
            emulator.scriptNext({ freshSignatures: true, pattern: "both", urlHeadersWhileRunning: both });
            const path = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/A.B/c/d/act`;
            const initial = await send(emulator, `${path}?api-version=2025-02-01`, { method: "POST" });
            const poll = await send(emulator, initial.headers["azure-asyncoperation"] as string);
            const urls = [initial, poll].flatMap((response) => Object.values(urlHeadersOf(response)));
            assert.equal(urls.length, 4);
            assert.equal(new Set(urls).size, 4);
        });

        const changes: readonly [what: string, change: (url: string, other: string) => string][] = [
            ["another time", (url) => url.replace("&t=6", "&t=7")],
            ["another certificate", (url) => url.replace("&c=M", "&c=N")],
            ["another signature", (url) => url.replace("&s=", "&s=x")],
            ["another hash", (url) => url.replace("&h=", "&h=x")],
            ["the time of another signature", (url, other) => url.replace(/&t=\d+/, /&t=\d+/.exec(other)?.[0] ?? "")],
            ["the query of another operation", (url, other) => url.replace(/\?.*/, new URL(other).search)],
        ];
        for (const [what, change] of changes) {
            it(`are refused with ${what}`, async () => {
                const { url } = start({ freshSignatures: true });
                now += 1;
                const { url: other } = start({ freshSignatures: true });
                const response = await send(emulator, change(url, other));
                assert.equal(response.status, 403);
                assert.match(response.body.error.message, /Only the original caller/);
            });
        }
    });
});
