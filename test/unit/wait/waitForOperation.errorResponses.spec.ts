// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import type { OperationReference } from "../../../provider/wait";
import {
    errorResponse,
    IDS,
    NOT_FOUND,
    OPERATION,
    OPERATION_PATH,
    PENDING,
    SUCCEEDED,
    UNAVAILABLE,
} from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const FORBIDDEN = errorResponse(403, "AuthorizationFailed", "The client does not have authorization.");
const OTHER_CALLER = errorResponse(
    403,
    "Forbidden",
    "Only the original caller may read this: the content hash differs.",
);
const NOT_POLLABLE = errorResponse(405, "MethodNotAllowed", "No GET here.");
const GONE = errorResponse(410, "Gone", "Long ago.");
const WRONG_VERSION = errorResponse(
    404,
    "InvalidResourceType",
    "Unknown type for 2021-06-01. The supported api-versions are '2020-08-01,2023-09-01,2025-02-01,2027-01-01-preview'.",
);

describe("waitForOperation with an error response", () => {
    const waits = useVirtualWait();

    describe("of status 404", () => {
        it("retries for two minutes, in which the operation may not be visible yet", async () => {
            const status = await waits.statusOf([...Array(6).fill(NOT_FOUND), PENDING, SUCCEEDED]);
            assert.deepEqual(waits.arm.delaysMs.slice(0, 6), [1000, 2000, 4000, 8000, 16_000, 32_000]);
            assert.equal(status.status, "Succeeded");
        });

        it("fails with OperationNotFound after the grace period and reports what to check", async () => {
            const error = await waits.failureOf([NOT_FOUND]);
            assert.equal(error.code, "OperationNotFound");
            assert.ok(error.elapsedSeconds >= 120 && error.elapsedSeconds <= 180, `${error.elapsedSeconds} s`);
            assert.match(error.message, /^The Azure operation was not found\.\n/);
            assert.match(error.message, /id, the region and the subscription.*`notFoundGrace`/);
            assert.match(error.message, /NotFound: There is no such operation\./);
        });

        it("accepts a `notFoundGrace` of zero and of ten minutes", async () => {
            assert.equal((await waits.failureOf([NOT_FOUND], { notFoundGrace: "0s" })).polls, 1);
            const tolerant = await waits.failureOf([NOT_FOUND], { notFoundGrace: "10m" });
            assert.ok(tolerant.elapsedSeconds >= 600 && tolerant.elapsedSeconds <= 660, `${tolerant.elapsedSeconds} s`);
        });

        it("reports that the record has expired, and the last status, after a status was read", async () => {
            const error = await waits.failureOf([PENDING, NOT_FOUND]);
            assert.deepEqual([error.code, error.status], ["OperationNotFound", "InProgress"]);
            assert.ok(error.elapsedSeconds < 120);
            assert.match(error.message, /record .* expired/);
            assert.match(error.message, /last status was InProgress/);
        });

        it("starts the grace period at the first poll, not at the start of the wait", async () => {
            const late = { operation: OPERATION_PATH, retryAfter: "5m" };
            const error = await waits.failureOf([NOT_FOUND], {}, late);
            assert.ok(error.elapsedSeconds >= 300 + 120, `${error.elapsedSeconds} s`);
        });

        it("retries after a status as long as no two 404s are consecutive", async () => {
            const script = [PENDING, NOT_FOUND, UNAVAILABLE, NOT_FOUND, UNAVAILABLE, NOT_FOUND, SUCCEEDED];
            assert.equal((await waits.statusOf(script)).status, "Succeeded");
        });

        it("retries a single 404 after a status", async () => {
            const status = await waits.statusOf([PENDING, NOT_FOUND, PENDING, NOT_FOUND, SUCCEEDED]);
            assert.equal(status.polls, 5);
        });
    });

    describe("for a resource or a fallback", () => {
        const RESOURCE = {
            resourceId: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/P/things/t",
            apiVersion: "2025-02-01",
        };
        const WITH_FALLBACK = { operation: OPERATION_PATH, fallback: RESOURCE };
        const UPDATING = { body: { properties: { provisioningState: "Updating" } } };
        const STATELESS: Reply = { headers: IDS, body: { properties: {} } };
        const REPORTS: readonly [
            title: string,
            operation: OperationReference,
            script: readonly Reply[],
            code: string,
            message: RegExp,
        ][] = [
            [
                "a resource that does not exist",
                RESOURCE,
                [NOT_FOUND],
                "OperationNotFound",
                /^The Azure resource was not found\.\n.*`resourceId`/,
            ],
            [
                "a resource that was deleted during the wait",
                RESOURCE,
                [UPDATING, NOT_FOUND],
                "OperationNotFound",
                /^The Azure resource is gone\.\n.*Updating.*`deleted: true`/,
            ],
            [
                "a resource without a state",
                RESOURCE,
                [STATELESS],
                "InvalidArgument",
                /^`resourceId` is a resource without a provisioningState/,
            ],
            [
                "a resource whose responses without a state are not Azure's",
                RESOURCE,
                [{ body: {} }],
                "StatusUnavailable",
                /its responses do not contain one\n.*These responses are not Azure's/,
            ],
            [
                "a fallback that does not exist",
                WITH_FALLBACK,
                [PENDING, NOT_FOUND],
                "OperationNotFound",
                /has expired, and its `fallback` was not found\.\n.*InProgress/,
            ],
            [
                "a fallback without a state",
                WITH_FALLBACK,
                [PENDING, GONE, STATELESS],
                "InvalidArgument",
                /^`fallback\.resourceId` is a resource/,
            ],
            [
                "a deletion without a status in the responses",
                { ...RESOURCE, deleted: true },
                [{ status: 204 }],
                "StatusUnavailable",
                /responses do not contain one/,
            ],
            [
                "a resource without the read permission",
                RESOURCE,
                [FORBIDDEN],
                "AuthorizationFailed",
                /needs P\/things\/read on the resource\./,
            ],
            [
                "a resource group without the read permission",
                { ...RESOURCE, resourceId: "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g" },
                [FORBIDDEN],
                "AuthorizationFailed",
                /needs Microsoft\.Resources\/subscriptions\/resourceGroups\/read on the resource\./,
            ],
            [
                "an extension resource without the read permission",
                { ...RESOURCE, resourceId: `${RESOURCE.resourceId}/providers/E/kinds/k` },
                [FORBIDDEN],
                "AuthorizationFailed",
                /needs E\/kinds\/read on/,
            ],
        ];
        for (const [title, operation, script, code, message] of REPORTS) {
            it(`describes ${title}`, async () => {
                const error = await waits.failureOf(script, {}, operation);
                assert.equal(error.code, code, error.message);
                assert.match(error.message, message);
            });
        }

        it("reports the switch to the fallback in the progress", async () => {
            const onProgress = sinon.spy();
            await (await waits.wait([PENDING, GONE, UPDATING, SUCCEEDED], { onProgress }, WITH_FALLBACK)).run(
                () => waits.arm.requests.length === 3,
            );
            assert.equal(onProgress.secondCall.args[0].lastError, "its record is gone; polling the `fallback` instead");
        });
    });

    it("reports ARM's error with its target and details after 400, 403, 404 and 405", async () => {
        const fields = { target: "t", details: [{ code: "Real", message: "The real reason." }] };
        for (const status of [403, 404, 405, 400]) {
            const code = status === 400 ? "InvalidApiVersionParameter" : "Refused";
            const error = await waits.failureOf(
                [{ status, headers: IDS, body: { error: { code, message: "No.", ...fields } } }],
                {
                    notFoundGrace: "0s",
                },
            );
            assert.match(error.message, /\n {2}target: t\n {2}details:\n {4}- Real: The real reason\.\n/);
            assert.equal(error.errorDetail?.details?.[0]?.code, "Real");
        }
    });

    it("reads the code of an error without a body from the x-ms-error-code header", async () => {
        const error = await waits.failureOf([{ status: 404, headers: { ...IDS, "x-ms-error-code": "NotFound" } }], {
            notFoundGrace: "0s",
        });
        assert.deepEqual([error.code, error.errorDetail], ["OperationNotFound", { code: "NotFound" }]);
    });

    it("reports an expired record after the first 410", async () => {
        const error = await waits.failureOf([GONE]);
        assert.deepEqual([error.code, error.polls], ["OperationNotFound", 1]);
        assert.match(error.message, /expired/);
    });

    it("fails after the first 403 and reports the missing permission", async () => {
        const error = await waits.failureOf([FORBIDDEN]);
        assert.deepEqual([error.code, error.statusCode, error.polls], ["AuthorizationFailed", 403, 1]);
        assert.match(error.message, /AuthorizationFailed: The client does not have authorization\./);
        assert.match(error.message, /Microsoft\.OperationalInsights\/locations\/operationStatuses\/read/);
        assert.match(error.message, /role on the resource alone is not enough/);
        assert.equal(error.errorDetail?.code, "AuthorizationFailed");
    });

    it("derives the missing permission from the URL after 403", async () => {
        const path = OPERATION_PATH.replace("OperationalInsights", "Network").replace(
            "operationStatuses",
            "operations",
        );
        const error = await waits.failureOf([FORBIDDEN], {}, path);
        assert.match(error.message, /Microsoft\.Network\/locations\/operations\/read/);
    });

    it("explains a 403 for statuses that only the original caller may read", async () => {
        const error = await waits.failureOf([OTHER_CALLER]);
        assert.equal(error.code, "AuthorizationFailed");
        assert.match(error.message, /Only the identity that started the operation may read its status/);
    });

    it("reports no missing permission after an HTML 403 of a proxy", async () => {
        const error = await waits.failureOf([{ status: 403, body: "<html>Blocked</html>" }]);
        assert.equal(error.code, "AuthorizationFailed");
        assert.match(error.message, /not Azure's/);
        assert.doesNotMatch(error.message, /operationStatuses\/read/);
    });

    it("reports no missing permission after a JSON 403 of a proxy", async () => {
        const error = await waits.failureOf([{ status: 403, body: { message: "Blocked by policy 7." } }]);
        assert.match(error.message, /Blocked by policy 7\.\n {2}This response is not Azure's/);
    });

    it("fails with AuthenticationFailed after 401 if no token is sent", async () => {
        const error = await waits.failureOf([errorResponse(401, "AuthenticationFailed", "No token.")]);
        assert.deepEqual([error.code, error.polls], ["AuthenticationFailed", 1]);
    });

    it("fails after the first 405", async () => {
        const error = await waits.failureOf([PENDING, NOT_POLLABLE]);
        assert.deepEqual([error.code, error.statusCode, error.polls], ["InvalidArgument", 405, 2]);
        assert.match(error.message, /^`operation` cannot be read: Azure does not allow it \(405/);
    });

    describe("about the api-version", () => {
        const query = "?t=6%2f1&api-version=2021-06-01&c='a+b".replace("'", "%27");

        it("retries at once with a supported api-version and leaves the rest of the query unchanged", async () => {
            await waits.statusOf([WRONG_VERSION, SUCCEEDED], {}, `${OPERATION}${query}`);
            assert.deepEqual(
                waits.arm.requests.map(({ url }) => url),
                [`${OPERATION}${query}`, `${OPERATION}${query.replace("2021-06-01", "2025-02-01")}`],
            );
            assert.ok((waits.arm.delaysMs[0] ?? 0) < 100, "at once, apart from the read limiter");
        });

        it("reports the new api-version in the progress", async () => {
            const onProgress = sinon.spy();
            await waits.statusOf([WRONG_VERSION, SUCCEEDED], { onProgress });
            assert.match(onProgress.firstCall.args[0].lastError, /not supported; polling with 2025-02-01 instead$/);
        });

        it("uses the new api-version for the rest of the wait", async () => {
            await waits.statusOf([WRONG_VERSION, PENDING, UNAVAILABLE, SUCCEEDED], {}, `${OPERATION}${query}`);
            assert.ok(waits.arm.requests.slice(1).every(({ url }) => url.includes("api-version=2025-02-01")));
        });

        it("retries only once and then reports which option sets the api-version", async () => {
            const error = await waits.failureOf([WRONG_VERSION], {}, `${OPERATION}${query}`);
            assert.deepEqual([error.code, error.polls], ["InvalidArgument", 2]);
            assert.match(error.message, /Give another: in the URL, or as `apiVersion` where that has none\./);
        });

        it("fails if the response contains no supported api-version", async () => {
            const error = await waits.failureOf([errorResponse(400, "InvalidApiVersionParameter", "Wrong.")]);
            assert.deepEqual([error.code, error.polls], ["InvalidArgument", 1]);
        });
    });

    describe("that is a redirect", () => {
        const redirect = (location: string): Reply => ({ status: 302, headers: { location } });

        it("follows a redirect to the same host", async () => {
            const status = await waits.statusOf([
                redirect("/subscriptions/50000000-0000-4000-8000-000000000006?x=1"),
                SUCCEEDED,
            ]);
            assert.equal(status.status, "Succeeded");
            assert.equal(waits.arm.requests[1]?.url, "/subscriptions/50000000-0000-4000-8000-000000000006?x=1");
        });

        for (const location of ["http://127.0.0.1:9/stolen", "https://login.example/", "//127.0.0.1:9/", "http://["]) {
            it(`fails with StatusUnavailable instead of following a redirect to another host: ${location}`, async () => {
                const error = await waits.failureOf([redirect(location)]);
                assert.deepEqual([error.code, waits.arm.requests.length], ["StatusUnavailable", 1]);
                assert.match(error.message, /redirect to another host/);
            });
        }

        it("retries after a redirect to another host when Azure has responded before", async () => {
            const status = await waits.statusOf([PENDING, redirect("https://login.example/"), SUCCEEDED]);
            assert.deepEqual([status.polls, waits.arm.requests.length], [3, 3]);
        });

        it("retries after a 403 of a proxy when Azure has responded before", async () => {
            const blocked: Reply = { status: 403, body: "<html>Blocked</html>" };
            assert.equal((await waits.statusOf([PENDING, blocked, SUCCEEDED])).polls, 3);
        });

        it("fails with StatusUnavailable at the timeout of a redirect loop", async () => {
            const error = await waits.failureOf([redirect("/subscriptions/50000000-0000-4000-8000-000000000008")], {
                timeout: "30s",
            });
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(waits.arm.requests.length < 40, `${waits.arm.requests.length} requests`);
        });
    });
});
