// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { OperationReference } from "../../../provider/wait";
import type { HostWaitOptions } from "../../../provider/wait/options";
import {
    errorResponse,
    IDS,
    LOCATION_PATH,
    OPERATION,
    OPERATION_PATH,
    PENDING,
    PENDING_IN_30_S,
    SUCCEEDED,
    UNAVAILABLE,
} from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const RESOURCE = {
    resourceId: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t",
    apiVersion: "2025-02-01",
};
const READY: Reply = { headers: IDS, body: { properties: { provisioningState: "Succeeded" } } };
const REQUEST = "249 reads left, request id request-1, GET /subscriptions/";

describe("The trace of a wait", () => {
    const waits = useVirtualWait();

    async function linesOf(
        script: readonly Reply[],
        operation: OperationReference = OPERATION_PATH,
    ): Promise<string[]> {
        const lines: string[] = [];
        await waits.serve(...script);
        const options: HostWaitOptions = { onTrace: (line) => lines.push(line) };
        await waits.start(options, operation).run();
        return lines;
    }

    const TRACES: readonly [
        title: string,
        script: readonly Reply[],
        operation: OperationReference,
        lines: readonly RegExp[],
    ][] = [
        [
            "has a line for each status",
            [PENDING_IN_30_S, SUCCEEDED],
            OPERATION_PATH,
            [
                /^poll 1: 200 InProgress, running, azureAsyncOperation by status, Retry-After 30s, 249 reads left, request id request-1, GET \/subscriptions\/.*\/op-1$/,
                /^poll 2: 200 Succeeded, succeeded, azureAsyncOperation by status, no Retry-After, /,
            ],
        ],
        [
            "names the rule of the Location pattern",
            [
                { status: 202, headers: IDS },
                { status: 204, headers: IDS },
            ],
            LOCATION_PATH,
            [
                /^poll 1: 202 Accepted, running, location by accepted, /,
                /^poll 2: 204 Succeeded, succeeded, location by /,
            ],
        ],
        [
            "names the pattern of the reference",
            [{ status: 204, headers: IDS }],
            { operation: OPERATION_PATH, pattern: "location" },
            [/^poll 1: 204 Succeeded, succeeded, location by named, /],
        ],
        [
            "has a line for a response without a status",
            [UNAVAILABLE, SUCCEEDED],
            OPERATION_PATH,
            [
                /^poll 1: 503 ServerBusy, unreadable \(transient\), azureAsyncOperation by path, /,
                /^poll 2: 200 Succeeded/,
            ],
        ],
        [
            "says that a response has no request id",
            [{ body: { status: "Succeeded" } }],
            OPERATION_PATH,
            [/no Retry-After, 249 reads left, no request id, /],
        ],
        ["has no rule for a resource", [READY], RESOURCE, [/^poll 1: 200 Succeeded, succeeded, provisioningState, /]],
        [
            "shows the change to the fallback",
            [PENDING, errorResponse(410, "Gone", "Long ago."), READY],
            { operation: OPERATION_PATH, fallback: RESOURCE },
            [/^poll 1: .*\/op-1$/, /^poll 2: 410 Gone, unreadable \(expired\), .*\/op-1$/, /^poll 3: .*\/things\/t$/],
        ],
    ];
    for (const [title, script, operation, expected] of TRACES) {
        it(title, async () => {
            const lines = await linesOf(script, operation);
            assert.equal(lines.length, expected.length, lines.join("\n"));
            for (const [index, line] of lines.entries()) {
                assert.match(line, expected[index] ?? /(?!)/);
                assert.ok(line.includes(`${REQUEST}`) || line.includes("no request id"), line);
            }
        });
    }

    it("contains no signature and no line break, whatever the service sends", async () => {
        const signed = `${OPERATION}?api-version=2025-02-01&s=secret-signature`;
        const status = "Odd secret-signature\n::error::forged";
        const lines = await linesOf(
            [{ headers: { ...IDS, "x-ms-request-id": "secret-signature" }, body: { status } }, SUCCEEDED],
            signed,
        );
        assert.equal(lines.length, 2);
        assert.doesNotMatch(lines.join(""), /secret-signature|\n|(?<!\u200b)::error/);
    });

    it("cannot fail a wait", async () => {
        const onTrace = () => assert.fail("a trace");
        await waits.serve(SUCCEEDED);
        const { status } = await waits.start({ onTrace } as HostWaitOptions, OPERATION_PATH).run();
        assert.equal(status?.status, "Succeeded");
    });
});
