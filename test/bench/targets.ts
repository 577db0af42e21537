// SPDX-License-Identifier: Apache-2.0
import { OWN_NAME, POLLING_CLIENTS } from "./pollingClients";

/** A limit of a figure. */
export interface Target {
    readonly relation: "<=" | ">=" | "=";
    readonly limit: number;
}

const atMost = (limit: number): Target => ({ relation: "<=", limit });
const atLeast = (limit: number): Target => ({ relation: ">=", limit });
const exactly = (limit: number): Target => ({ relation: "=", limit });

const PEERS = Object.keys(POLLING_CLIENTS).filter((name) => name !== OWN_NAME);
const HEADERS = ["without rate-limit headers", "with rate-limit headers"];

/** The loads on ARM's bucket, with what the load tests demand. */
const LIMITED_LOADS = [
    ["100 waits, with headers", { throttledShare: 0, lastEnd: 1.3 }],
    ["1,000 waits, with headers", { throttledShare: 0, lastEnd: 1.3 }],
    ["1,000 waits, without headers", { throttledShare: 0, lastEnd: 1.6 }],
    ["1,000 waits, half the refill taken", { throttledShare: 0, lastEnd: 1.3 }],
    ["10 processes of 100 waits, with headers", { throttledShare: 0.01, lastEnd: undefined }],
    ["10 processes of 100 waits, without headers", { throttledShare: 0.03, lastEnd: undefined }],
] as const;
const LOADS = [...LIMITED_LOADS.map(([name]) => name), "1,000 waits, no limit", "10,000 waits, no limit"];

/** The targets by section and name of the figure. A figure that is not here gives context. */
export const TARGETS: Readonly<Record<string, Readonly<Record<string, Target>>>> = {
    lag: {
        ...Object.fromEntries(HEADERS.map((headers) => [`worst ratio ${headers}: ${OWN_NAME}`, atMost(1.6)])),
        ...Object.fromEntries(
            HEADERS.flatMap((headers) =>
                PEERS.map((peer) => [`worst ratio ${headers}, as a multiple of this package's: ${peer}`, atLeast(2.5)]),
            ),
        ),
        "reads before the end of a Retry-After": exactly(0),
        "median lag as a share of the Retry-After": atMost(0.6),
    },
    recordings: {
        [`share of right results, of core-lro's: ${OWN_NAME}`]: atLeast(1),
    },
    loading: {
        "milliseconds, as a multiple of @azure/core-rest-pipeline: pulumi-azure-wait/wait": atMost(1.2),
    },
    poll: {
        "CPU, as a multiple of a bare fetch": atMost(1.2),
        "allocated bytes, as a multiple of a bare fetch": atMost(1.2),
    },
    waits: {
        ...Object.fromEntries(LOADS.map((load) => [`wrong results: ${load}: ${OWN_NAME}`, exactly(0)])),
        ...Object.fromEntries(
            LIMITED_LOADS.flatMap(([load, { throttledShare, lastEnd }]) => [
                [`share of 429s: ${load}: ${OWN_NAME}`, atMost(throttledShare)],
                ...(lastEnd === undefined
                    ? []
                    : [[`last end, as a multiple of the bucket's own limit: ${load}: ${OWN_NAME}`, atMost(lastEnd)]]),
            ]),
        ),
        "CPU per read, as a multiple of core-lro's, 1,000 waits, no limit": atMost(1),
        [`megabytes of memory growth: 10,000 waits, no limit: ${OWN_NAME}`]: atMost(200),
    },
    pulumi: {
        "preview of 500 finished waits, as a multiple of trivial dynamic resources": atMost(1.15),
        "up of 500 finished waits, as a multiple of trivial dynamic resources": atMost(1.15),
        "preview of 500 finished waits, as a multiple of dynamic resources with the same properties": atMost(1.15),
        "up of 500 finished waits, as a multiple of dynamic resources with the same properties": atMost(1.15),
        "--help of the command line, as a multiple of bare Node": atMost(1.5),
    },
    plugin: {
        "first read of the executable, as a share of the dynamic resource's": atMost(0.5),
        "characters of state beside ciphertext: executable, YAML program": atMost(2_200),
        "seconds from a killed engine to the end: executable, YAML program": atMost(1),
        "milliseconds from the start to the port: executable": atMost(100),
    },
};
