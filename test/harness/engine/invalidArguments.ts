// SPDX-License-Identifier: Apache-2.0

/** Part of every invalid value that could be a secret. Must never appear in the output. */
export const CANARY = "canary-7d1f";
export const SUBSCRIPTION = "50000000-0000-4000-8000-000000000005";
export const PATH = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/${CANARY}`;

/** Arguments that fail a preview, with the expected error. */
export const INVALID_ARGUMENTS: readonly [title: string, args: object, message: RegExp][] = [
    [
        "missing operation and id",
        {},
        /`asyncOperationId` is missing: give it together with `location`, or give `operation`/,
    ],
    [
        "both operation and id",
        { operation: PATH, asyncOperationId: CANARY, location: "westus" },
        /`operation` and `asyncOperationId` are both given: give only one/,
    ],
    ["an id without location", { asyncOperationId: CANARY }, /`location` is missing: give the region/],
    [
        "a malformed URL",
        { operation: `https://[${CANARY}/x` },
        /`operation` does not contain a valid host: copy the URL again/,
    ],
    ["an operation without a URL", { operation: CANARY }, /`operation` contains no operation: give the URL/],
    ["a URL over plain http", { operation: `http://localhost${PATH}` }, /`operation` must begin with https:\/\//],
    [
        "a string with two different URLs",
        { operation: `see https://localhost${PATH} and https://localhost${PATH}-2` },
        /`operation` contains 2 different URLs: give the one to wait for/,
    ],
    ["a URL with dot segments", { operation: `${PATH}/../secrets` }, /`operation` contains a "\." or "\.\." segment/],
    [
        "a URL with encoded dot segments",
        { operation: `${PATH}/%2e%2E/secrets` },
        /`operation` contains a "\." or "\.\." segment/,
    ],
    [
        "a timeout that is not a duration",
        { operation: PATH, timeout: `abc-${CANARY}` },
        /`timeout` must be a duration such as "90m"/,
    ],
    ["a negative timeout", { operation: PATH, timeout: "-5m" }, /`timeout` must be a duration such as "90m"/],
    ["a timeout of zero", { operation: PATH, timeout: "0s" }, /`timeout` must be greater than zero/],
    [
        "a minPollInterval above maxPollInterval",
        { operation: PATH, minPollInterval: "2m", maxPollInterval: "1m" },
        /`minPollInterval` is longer than `maxPollInterval`/,
    ],
];
