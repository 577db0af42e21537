// SPDX-License-Identifier: Apache-2.0

/** A flag of the command line. */
export interface Flag {
    /** The name of the argument of the functions, as a flag: `not-found-grace`. */
    readonly name: string;
    readonly short?: string;
    /** What its value is, for `--help`. Absent where it has none. */
    readonly value?: string;
    readonly isRepeatable?: true;
    /** A line for `--help`. */
    readonly help: string;
}

/** Flags with a title. */
export interface FlagGroup {
    readonly title: string;
    readonly flags: readonly Flag[];
}

const OPERATIONS: FlagGroup = {
    title: "Operations",
    flags: [
        { name: "location", value: "region", help: 'region of ids, such as westus or "West US"' },
        { name: "async-operation-id", value: "id", isRepeatable: true, help: "the same as an id as OPERATION" },
        { name: "subscription-id", value: "id", help: "of ids (default: ARM_SUBSCRIPTION_ID)" },
        { name: "resource-provider", value: "name", help: "of ids (default: Microsoft.OperationalInsights)" },
        { name: "resource-id", value: "id", isRepeatable: true, help: "wait for a resource to be ready" },
        { name: "deleted", help: "… until that resource is deleted" },
        { name: "api-version", value: "date", help: "of resources and ids, and of paths without one" },
        { name: "pattern", value: "name", help: "azureAsyncOperation or location; else detected" },
        { name: "succeeded-statuses", value: "word", isRepeatable: true, help: "means success, besides Succeeded" },
        { name: "fallback-resource-id", value: "id", help: "resource to poll when the record is gone" },
        { name: "fallback-api-version", value: "date", help: "of that resource" },
        { name: "retry-after", value: "time", help: "delay before the first poll (default: 0s)" },
    ],
};

const ACTION: FlagGroup = {
    title: "Action",
    flags: [
        { name: "resource-id", value: "id", help: "from /subscriptions/ or /providers/ on" },
        { name: "api-version", value: "date", help: "of the type of the resource" },
        { name: "method", value: "name", help: "POST, PUT, PATCH or DELETE (default: POST)" },
        { name: "body", value: "json", help: "JSON, @FILE, or - for standard input" },
        { name: "retries", value: "count", help: "times to send it again when busy (default: 10)" },
    ],
};

const TIMES: FlagGroup = {
    title: "Times",
    flags: [
        { name: "timeout", value: "time", help: "longest wait, not of the operation (default: 2h)" },
        { name: "min-poll-interval", value: "time", help: "shortest time between two polls (default: 1s)" },
        { name: "max-poll-interval", value: "time", help: "longest time between two polls (default: 1m)" },
        { name: "not-found-grace", value: "time", help: 'how long a 404 is "not visible yet" (default: 2m)' },
        { name: "forbidden-grace", value: "time", help: 'how long a 403 is "no role yet" (default: 0s)' },
    ],
};

const ONCE: Flag = { name: "once", help: "poll once; exit with 3 when it is still running" };
const OUTPUT: readonly Flag[] = [
    { name: "output", short: "o", value: "format", help: "text or json (default: text)" },
    { name: "quiet", short: "q", help: "no progress, only the report of what failed" },
    { name: "debug", help: "a line about each poll on standard error" },
    { name: "help", short: "h", help: "print this help" },
    { name: "version", help: "print the version" },
];

/** The flags of a wait. */
export const WAIT_FLAGS: readonly FlagGroup[] = [OPERATIONS, TIMES, { title: "Output", flags: [ONCE, ...OUTPUT] }];
/** The flags of `action`. */
export const ACTION_FLAGS: readonly FlagGroup[] = [ACTION, TIMES, { title: "Output", flags: OUTPUT }];
