// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ArmResponse } from "../../../provider/response/armResponse";
import { NO_HISTORY, type PatternHistory, type StatusUrl } from "../../../provider/response/pattern";
import type { PollResult } from "../../../provider/response/pollResult";
import { readOperation } from "../../../provider/response/readOperation";
import { azureResponse, response } from "./response";

const PROVIDER = "/subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.Sql/locations/westus";
const RESOURCE_PATH =
    "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/Microsoft.Sql/servers/s";
const statusUrl = (path: string, fields: Partial<StatusUrl> = {}): StatusUrl => ({
    ...{ path, query: "?api-version=1", pattern: undefined, succeededStatuses: [] },
    ...fields,
});
const STATUS_URL = statusUrl(`${PROVIDER}/operationStatuses/x`);
const LOCATION_URL = statusUrl(`${PROVIDER}/operationResults/x`);
const UNDECIDED_URL = statusUrl(`${PROVIDER}/operations/x`);
const RESOURCE_URL = statusUrl(RESOURCE_PATH);
const NAMED_LOCATION_URL = statusUrl(`${PROVIDER}/operationStatuses/x`, { pattern: "location" });

/** What the last of several responses says. */
function readAll(url: StatusUrl, responses: readonly ArmResponse[]): PollResult {
    const first = { history: NO_HISTORY } as { readonly history: PatternHistory; readonly result?: PollResult };
    const { result } = responses.reduce(({ history }, received) => readOperation(received, url, history), first);
    assert.ok(result !== undefined);
    return result;
}

const readAt =
    (url: StatusUrl) =>
    (...parameters: Parameters<typeof response>) =>
        readAll(url, [azureResponse(...parameters)]);
const inStatusMode = readAt(STATUS_URL);
/** A 202 has shown the pattern. */
const inLocationMode = (...parameters: Parameters<typeof response>) =>
    readAll(LOCATION_URL, [azureResponse(202), azureResponse(...parameters)]);
const inSpecifiedLocationMode = readAt(NAMED_LOCATION_URL);
const inUndecidedMode = readAt(UNDECIDED_URL);

/** The status of a result, or its label without one. */
const labelOf = (result: PollResult) => (result.kind === "unreadable" ? result.label : result.status);

/** The kind of a result, or the reason why it is unreadable. */
const outcome = (result: PollResult) => (result.kind === "unreadable" ? result.reason : result.kind);

const armError = (code: string) => ({ error: { code, message: `${code} happened.` } });
const LOGIN_PAGE = "<!DOCTYPE html><html><body>Sign in</body></html>";
const TRUNCATED_BODY = '{"status":"Succeeded","proper';

/** Status values by result kind. They are compared as a whole, ignoring case and surrounding white space. */
const STATUSES: Readonly<Record<string, readonly string[]>> = {
    succeeded: ["Succeeded", "succeeded", "SUCCEEDED", " Succeeded\n", "Completed", "completed"],
    failed: ["Failed", "fAILED"],
    canceled: ["Canceled", "Cancelled", "cancelled"],
    running: [
        ...["InProgress", "Updating", "Deleting", "Creating", "ProvisioningAccount", "Accepted", "pending"],
        ...["Deleted", "PreparingVMDisk", "AwaitingManualAction", "OK", "Success", "NotSucceeded"],
        ...["PartiallySucceeded", "SucceededWithWarnings", "FailingOver", "Failed over", "Canceling"],
        ...["constructor", "__proto__"],
    ],
};

/** Bodies of a 200 that contain no usable status. */
const WITHOUT_STATUS: readonly [what: string, body: unknown, outcome: string][] = [
    ["no status", { name: "op-1", startTime: "2026-03-02T09:00:00Z" }, "noStatus"],
    ["only an end time", { endTime: "2026-03-02T09:41:30Z", percentComplete: 100 }, "noStatus"],
    ["a null status", { status: null }, "noStatus"],
    ["a number as status", { status: 200 }, "noStatus"],
    ["a Boolean as status", { status: true }, "noStatus"],
    ["an array as status", { status: ["Succeeded"] }, "noStatus"],
    ["an object as status", { status: { value: "Succeeded" } }, "noStatus"],
    ["an empty status", { status: "  " }, "noStatus"],
    ["only an error", armError("Gone"), "noStatus"],
    ["an empty object", {}, "noStatus"],
    ["an array", [{ status: "Succeeded" }], "noStatus"],
    ["only the status as a JSON string", '"Succeeded"', "noStatus"],
    ["null", "null", "noStatus"],
    ["no body", "", "noStatus"],
    ["only white space as body", " \r\n", "noStatus"],
    ["properties that are null", { properties: null }, "noStatus"],
    ["an HTML page", LOGIN_PAGE, "transient"],
    ["plain text", "Succeeded", "transient"],
    ["a truncated body", TRUNCATED_BODY, "transient"],
];

/** The outcome of each HTTP status code with ARM's error in either pattern, and of a proxy, whatever its body is. */
const STATUS_CODES: readonly [code: number, armStatus: string, armLocation: string, proxy: string][] = [
    [302, "noStatus", "noStatus", "noStatus"],
    [304, "noStatus", "noStatus", "noStatus"],
    [400, "noStatus", "failed", "noStatus"],
    [401, "unauthorized", "unauthorized", "unauthorized"],
    [402, "noStatus", "failed", "noStatus"],
    [403, "forbidden", "forbidden", "forbidden"],
    [404, "notFound", "notFound", "transient"],
    [405, "notReadable", "notReadable", "transient"],
    [407, "proxyAuthentication", "proxyAuthentication", "proxyAuthentication"],
    [408, "transient", "transient", "transient"],
    [409, "transient", "failed", "transient"],
    [410, "expired", "expired", "transient"],
    [412, "transient", "failed", "transient"],
    [422, "noStatus", "failed", "noStatus"],
    [423, "transient", "failed", "transient"],
    [424, "transient", "failed", "transient"],
    [425, "transient", "failed", "transient"],
    [429, "transient", "transient", "transient"],
    [500, "transient", "transient", "transient"],
    [501, "transient", "transient", "transient"],
    [502, "transient", "transient", "transient"],
    [503, "transient", "transient", "transient"],
    [504, "transient", "transient", "transient"],
    [599, "transient", "transient", "transient"],
];

/** Responses in the Location pattern: 202 is running, any other 2xx is success. */
const LOCATION_RESPONSES: readonly [what: string, response: Parameters<typeof response>, outcome: string][] = [
    ["202 without a body", [202], "running"],
    ["202 with an empty object", [202, {}], "running"],
    ["202 with plain text", [202, "Accepted."], "running"],
    ["202 with an HTML page", [202, LOGIN_PAGE], "transient"],
    ["202 with a terminal status", [202, { status: "Failed" }], "running"],
    ["200 without a body", [200], "succeeded"],
    ["201 with a resource", [201, { id: "/x", properties: {} }], "succeeded"],
    ["204", [204], "succeeded"],
    ["200 with an array", [200, [{ name: "x" }]], "succeeded"],
    ["200 with a resource's status that is not an operation status", [200, { status: "Online", sku: {} }], "succeeded"],
    ["200 with a record whose status is not known", [200, { id: "/x", status: "Online" }], "running"],
    [
        "200 with a resource that is still Updating",
        [200, { properties: { provisioningState: "Updating" } }],
        "succeeded",
    ],
    [
        "200 with a resource that is still Deleting",
        [200, { properties: { provisioningState: "Deleting" } }],
        "succeeded",
    ],
    ["200 with a canceled resource", [200, { properties: { provisioningState: "Canceled" } }], "canceled"],
    ["200 with null", [200, "null"], "succeeded"],
    ["200 with true", [200, "true"], "succeeded"],
    ["200 with a JSON string", [200, '"done"'], "succeeded"],
    ["200 with an empty object", [200, {}], "succeeded"],
    ["200 with a failed resource", [200, { properties: { provisioningState: "Failed" } }], "failed"],
    ["200 with a terminal status", [200, { status: "Failed", error: { code: "A" } }], "failed"],
    ["200 with the status InProgress", [200, { status: "InProgress" }], "running"],
    ["200 with the status NotStarted", [200, { status: "notstarted" }], "running"],
    ["200 with an HTML page", [200, LOGIN_PAGE], "transient"],
    ["200 with a truncated body", [200, TRUNCATED_BODY], "transient"],
    [
        "303 with a Location header",
        [303, "", { location: "/subscriptions/50000000-0000-4000-8000-000000000005/result" }],
        "succeeded",
    ],
    ["303 without a Location header", [303], "noStatus"],
    ["202 with a resource in state Succeeded", [202, { properties: { provisioningState: "Succeeded" } }], "running"],
    ["200 with a null error", [200, { id: "/x", error: null }], "succeeded"],
    ["200 with an empty error", [200, { id: "/x", error: {} }], "succeeded"],
    ["200 with false as error", [200, { value: 1, error: false }], "succeeded"],
    ["200 with an error of empty fields", [200, { error: { code: "", message: null, details: [] } }], "succeeded"],
    ["200 with an error and no status", [200, { error: { code: "Gone", message: "Record expired." } }], "failed"],
    [
        "200 with an error beside success",
        [200, { status: "Succeeded", error: { code: "A", message: "a" } }],
        "succeeded",
    ],
    ["400 with an ARM error without a code", [400, { error: { message: "Bad." } }], "failed"],
    ["400 with a message from a gateway", [400, { message: "Bad." }], "noStatus"],
    ["407 from a proxy", [407, { error: { code: "ProxyAuthenticationRequired" } }], "proxyAuthentication"],
];

/** Responses of a status URL whose path shows no pattern. */
const UNDECIDED_RESPONSES: readonly [what: string, response: Parameters<typeof response>, outcome: string][] = [
    ["200 with a status", [200, { status: "Failed" }], "failed"],
    [
        "200 with the provisioning state of a resource",
        [200, { properties: { provisioningState: "Updating" } }],
        "running",
    ],
    ["200 with a failed resource", [200, { properties: { provisioningState: "Failed" } }], "failed"],
    ["200 with a resource without a state", [200, { id: "/x", properties: {} }], "succeeded"],
    ["201 with a resource without a state", [201, { id: "/x" }], "succeeded"],
    ["200 without a body", [200], "succeeded"],
    ["204", [204], "succeeded"],
    ["200 with nothing but an error", [200, { error: { code: "Gone", message: "Record expired." } }], "noStatus"],
    ["206 without a status", [206, { id: "/x" }], "noStatus"],
    ["200 with an HTML page", [200, LOGIN_PAGE], "transient"],
    ["200 with a truncated body", [200, TRUNCATED_BODY], "transient"],
    ["409 with ARM's error", [409, armError("Conflict")], "transient"],
];

/** Success without a status is Azure's only with one of its ids; these responses of a proxy have none. */
const PROXY_RESPONSES: readonly [what: string, body: unknown, outcome: string][] = [
    ["an empty object", {}, "noStatus"],
    ["no body", "", "noStatus"],
    ["a resource", { id: "/x", properties: {} }, "noStatus"],
    ["an HTML page", LOGIN_PAGE, "transient"],
];

/** Responses of a status URL that is a resource's own, as in the `Location` of a 201. */
const OWN_RESOURCE = (provisioningState?: string) => ({
    id: RESOURCE_PATH.toUpperCase(),
    properties: provisioningState === undefined ? {} : { provisioningState },
});

const INVALID_PATH_CODES = [
    "InvalidSubscriptionId",
    "SubscriptionNotFound",
    "MissingSubscription",
    "InvalidResourceNamespace",
];

const API_VERSION_CODES = [
    ...["InvalidResourceType", "NoRegisteredProviderFound"],
    ...["invalidapiversionparameter", "MissingApiVersionParameter"],
];

describe("readOperation", () => {
    for (const [kind, statuses] of Object.entries(STATUSES)) {
        it(`reads ${statuses.map((status) => JSON.stringify(status)).join(", ")} as ${kind}`, () => {
            for (const status of statuses) {
                const result = inStatusMode(200, { status });
                assert.deepEqual([status.trim(), kind], [labelOf(result), result.kind]);
                assert.equal(inStatusMode(200, { properties: { provisioningState: status } }).kind, kind, status);
            }
        });
    }

    it("reads any other status value as running", () => {
        const terminal = /^(?:succeeded|completed|failed|cancell?ed)$/i;
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), (status) => {
                fc.pre(status.trim() !== "" && !terminal.test(status.trim()));
                assert.equal(inStatusMode(200, { status }).kind, "running");
            }),
            { numRuns: 200 },
        );
    });

    it("ignores the end time and the percentage", () => {
        const body = { status: "Updating", endTime: "2026-03-02T09:00:04Z", percentComplete: 100 };
        assert.deepEqual(inStatusMode(200, body), { kind: "running", status: "Updating", body });
        assert.equal(inStatusMode(200, { status: "Succeeded", percentComplete: 3 }).kind, "succeeded");
    });

    it("prefers the status to the provisioning state of the resource", () => {
        const contradiction = { status: "InProgress", properties: { provisioningState: "Succeeded" } };
        assert.equal(inStatusMode(200, contradiction).kind, "running");
        assert.equal(inLocationMode(200, contradiction).kind, "running");
    });

    it("returns the error of a failed or canceled operation", () => {
        for (const status of ["Failed", "Canceled"]) {
            const result = inStatusMode(200, { status, error: { error: { code: "A", message: "a" } } });
            assert.deepEqual("errorDetail" in result && result.errorDetail, { code: "A", message: "a" });
        }
        const silent = inStatusMode(200, { status: "Failed", error: null });
        assert.equal("errorDetail" in silent && silent.errorDetail, undefined);
    });

    it("parses JSON after a byte order mark", () => {
        assert.equal(inStatusMode(200, '\ufeff{"status":"Succeeded"}').kind, "succeeded");
    });

    for (const [what, body, expected] of WITHOUT_STATUS) {
        it(`does not read a 200 with ${what} as success`, () => {
            assert.equal(outcome(inStatusMode(200, body)), expected);
        });
    }

    it("reads a 202 without a status as running, and a 204 after a status as noStatus", () => {
        assert.equal(outcome(inStatusMode(202)), "running");
        assert.equal(outcome(inStatusMode(202, { status: "InProgress" })), "running");
        assert.equal(outcome(inStatusMode(202, LOGIN_PAGE)), "transient");
        assert.equal(outcome(inStatusMode(201, { id: "/x" })), "noStatus");
        const afterStatus = [azureResponse(200, { status: "InProgress" }), azureResponse(204)];
        assert.equal(outcome(readAll(UNDECIDED_URL, afterStatus)), "noStatus");
    });

    it("reads a terminal status in a 202 as such outside the Location pattern", () => {
        assert.equal(outcome(inStatusMode(202, { status: "Failed" })), "failed");
        assert.equal(outcome(inUndecidedMode(202, { status: "Succeeded" })), "succeeded");
    });

    it("reads status records at a path of results", () => {
        const records = ["InProgress", "Odd", "Failed"].map((status) => azureResponse(200, { id: "/x", status }));
        assert.equal(outcome(readAll(LOCATION_URL, records.slice(0, 1))), "running");
        assert.equal(outcome(readAll(LOCATION_URL, records.slice(0, 2))), "running");
        assert.equal(outcome(readAll(LOCATION_URL, records)), "failed");
    });

    it("reads a resource at a path of results as the result", () => {
        assert.equal(outcome(readAt(LOCATION_URL)(200, { id: "/x", properties: {} })), "succeeded");
        assert.equal(outcome(readAt(LOCATION_URL)(204)), "succeeded");
    });

    it("reads further statuses of the reference as success, without regard to case", () => {
        const url = statusUrl(STATUS_URL.path, { succeededStatuses: ["Deleted", "PartiallySucceeded"] });
        assert.equal(outcome(readAt(url)(200, { status: "deleted" })), "succeeded");
        assert.equal(outcome(readAt(url)(200, { status: "PartiallySucceeded" })), "succeeded");
        assert.equal(outcome(readAt(url)(200, { status: "Deleting" })), "running");
    });

    describe("at a URL that shows no pattern", () => {
        for (const [what, parameters, expected] of UNDECIDED_RESPONSES) {
            it(`reads ${what} as ${expected}`, () => {
                assert.equal(outcome(inUndecidedMode(...parameters)), expected);
            });
        }
    });

    describe("at a resource's own URL", () => {
        for (const url of [RESOURCE_URL, { ...RESOURCE_URL, pattern: "location" } satisfies StatusUrl]) {
            it(`lets the provisioning state decide in the pattern ${url.pattern ?? "that nothing shows"}`, () => {
                assert.equal(outcome(readAt(url)(200, OWN_RESOURCE("Creating"))), "running");
                assert.equal(outcome(readAt(url)(200, OWN_RESOURCE("Succeeded"))), "succeeded");
                assert.equal(outcome(readAt(url)(200, OWN_RESOURCE("Failed"))), "failed");
            });
        }

        it("lets further statuses of the reference end it as success", () => {
            const url = { ...RESOURCE_URL, succeededStatuses: ["Ready"] };
            assert.equal(outcome(readAt(url)(200, OWN_RESOURCE("Ready"))), "succeeded");
        });

        it("reads a resource without a state as noStatus", () => {
            assert.equal(outcome(readAt(RESOURCE_URL)(200, OWN_RESOURCE())), "noStatus");
        });

        it("reads a resource without a state as success after a 202, or with another query than an api-version", () => {
            const responses = [azureResponse(202), azureResponse(200, OWN_RESOURCE())];
            assert.equal(outcome(readAll(RESOURCE_URL, responses)), "succeeded");
            const withQuery = { ...RESOURCE_URL, query: "?api-version=1&asyncId=2" };
            assert.equal(outcome(readAt(withQuery)(200, OWN_RESOURCE())), "succeeded");
        });
    });

    describe("without an id of Azure", () => {
        for (const [what, body, expected] of PROXY_RESPONSES) {
            it(`reads a 200 with ${what} as ${expected}`, () => {
                for (const url of [UNDECIDED_URL, LOCATION_URL, NAMED_LOCATION_URL]) {
                    assert.equal(outcome(readAll(url, [response(200, body)])), expected, url.path);
                }
            });
        }

        it("reads a 202 without a status as noStatus, and learns no pattern from it", () => {
            const record = azureResponse(200, { status: "Patching", percent: 3 });
            for (const body of ["", {}]) {
                assert.equal(outcome(readAll(STATUS_URL, [response(202, body)])), "noStatus");
                assert.equal(outcome(readAll(STATUS_URL, [response(202, body), record])), "running");
            }
        });

        it("reads an error in a 200 as noStatus in the Location pattern", () => {
            assert.equal(outcome(readAll(NAMED_LOCATION_URL, [response(200, armError("Blocked"))])), "noStatus");
        });

        it("reads a 200 with only a correlation id as success", () => {
            const received = response(200, "", { "x-ms-correlation-request-id": "c-1" });
            assert.equal(outcome(readAll(NAMED_LOCATION_URL, [received])), "succeeded");
        });
    });

    for (const code of INVALID_PATH_CODES) {
        it(`reads the error code ${code} as invalid`, () => {
            for (const statusCode of [400, 403, 404]) {
                assert.equal(outcome(inStatusMode(statusCode, armError(code))), "invalid");
                assert.equal(outcome(inLocationMode(statusCode, armError(code))), "invalid");
            }
        });
    }

    for (const [code, armStatus, armLocation, proxy] of STATUS_CODES) {
        it(`reads ${code} as ${armStatus}, in the Location pattern as ${armLocation}, and of a proxy as ${proxy}`, () => {
            assert.equal(outcome(inStatusMode(code, armError("Odd"))), armStatus);
            assert.equal(outcome(inLocationMode(code, armError("Odd"))), armLocation);
            for (const body of [LOGIN_PAGE, armError("Odd"), ""]) {
                const received = response(code, body, { location: "/login" });
                assert.equal(outcome(readAll(STATUS_URL, [received])), proxy);
                assert.equal(outcome(readAll(LOCATION_URL, [azureResponse(202), received])), proxy);
            }
        });
    }

    it("reads ARM's error about the original caller as forbidden, whatever its status code", () => {
        const body = { error: { code: "BadRequest", message: "Only the original caller may read this." } };
        for (const code of [400, 403, 404, 409]) {
            assert.equal(outcome(inStatusMode(code, body)), "forbidden");
            assert.equal(outcome(inLocationMode(code, body)), "forbidden");
        }
    });

    it("combines the status code and ARM's error code in the status text", () => {
        assert.equal(labelOf(inStatusMode(429, armError("TooManyRequests"))), "429 TooManyRequests");
        assert.equal(labelOf(inStatusMode(503, LOGIN_PAGE)), "503");
    });

    describe("in the Location pattern", () => {
        for (const [what, parameters, expected] of LOCATION_RESPONSES) {
            it(`reads ${what} as ${expected}`, () => {
                assert.equal(outcome(inLocationMode(...parameters)), expected);
            });
        }

        it("reads any resource as the result, and any 202 as running, if the user specified the pattern", () => {
            assert.equal(
                inSpecifiedLocationMode(200, { properties: { provisioningState: "Updating" } }).kind,
                "succeeded",
            );
            assert.equal(inSpecifiedLocationMode(200, { status: "Failed" }).kind, "failed");
            assert.equal(labelOf(inSpecifiedLocationMode(202, { status: "Updating" })), "Updating");
            const result = inSpecifiedLocationMode(202, { status: "Failed" });
            assert.deepEqual([result.kind, labelOf(result)], ["running", "Accepted"]);
        });

        it("returns ARM's HTTP error as the error of the operation", () => {
            const result = inLocationMode(409, armError("Conflict"));
            assert.deepEqual("errorDetail" in result && result.errorDetail, armError("Conflict").error);
        });
    });

    for (const code of API_VERSION_CODES) {
        it(`reads the error code ${code} as an unsupported api-version`, () => {
            for (const statusCode of [400, 404]) {
                assert.equal(outcome(inStatusMode(statusCode, armError(code))), "apiVersion");
                assert.equal(outcome(inLocationMode(statusCode, armError(code))), "apiVersion");
            }
        });
    }

    const foreign: readonly [what: string, body: unknown][] = [
        ["an HTML page", LOGIN_PAGE],
        ["no body", ""],
        ["plain text", "not found"],
        ["an empty object", {}],
        ["only a message", { statusCode: 404, message: "Resource not found" }],
        ["the error JSON of a web framework", { timestamp: "2026", status: 404, error: "Not Found", path: "/x" }],
        ["an array", [{ code: "NotFound" }]],
    ];
    for (const [what, body] of foreign) {
        it(`reads a 404 with ${what} as notFound only with an id of Azure`, () => {
            assert.equal(outcome(inStatusMode(404, body)), "notFound");
            assert.equal(outcome(inLocationMode(404, body)), "notFound");
            assert.equal(outcome(readAll(STATUS_URL, [response(404, body)])), "transient");
        });
    }
});
