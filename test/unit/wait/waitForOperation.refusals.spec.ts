// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import sinon from "sinon";
import type { OperationReference } from "../../../provider/wait";
import { NOT_FOUND, OPERATION, OPERATION_PATH, PENDING, refusal, SUCCEEDED, UNAVAILABLE } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const FORBIDDEN = refusal(403, "AuthorizationFailed", "The client does not have authorization.");
const OTHER_CALLER = refusal(403, "Forbidden", "Only the original caller may read this: the content hash differs.");
const NOT_POLLABLE = refusal(405, "MethodNotAllowed", "No GET here.");
const GONE = refusal(410, "Gone", "Long ago.");
const WRONG_VERSION = refusal(
    404,
    "InvalidResourceType",
    "Unknown type for 2021-06-01. The supported api-versions are '2020-08-01,2023-09-01,2025-02-01,2027-01-01-preview'.",
);

describe("waitForOperation, when ARM refuses to answer", () => {
    const waits = useVirtualWait();

    describe("with 404", () => {
        it("takes the operation for not visible yet in the first two minutes", async () => {
            const status = await waits.statusOf([...Array(6).fill(NOT_FOUND), PENDING, SUCCEEDED]);
            assert.deepEqual(waits.arm.delaysMs.slice(0, 6), [1000, 2000, 4000, 8000, 16_000, 32_000]);
            assert.equal(status.status, "Succeeded");
        });

        it("says after the grace that there is no such operation, and what to check", async () => {
            const error = await waits.failureOf([NOT_FOUND]);
            assert.equal(error.code, "OperationNotFound");
            assert.ok(error.elapsedSeconds >= 120 && error.elapsedSeconds <= 180, `${error.elapsedSeconds} s`);
            assert.match(error.message, /^The Azure operation was not found\.\n/);
            assert.match(error.message, /id, the region and the subscription.*`notFoundGrace`/);
            assert.match(error.message, /NotFound: There is no such operation\./);
        });

        it("lets `notFoundGrace` be nothing, or long", async () => {
            assert.equal((await waits.failureOf([NOT_FOUND], { notFoundGrace: "0s" })).polls, 1);
            const patient = await waits.failureOf([NOT_FOUND], { notFoundGrace: "10m" });
            assert.ok(patient.elapsedSeconds >= 600 && patient.elapsedSeconds <= 660, `${patient.elapsedSeconds} s`);
        });

        it("says after a good look that the record has expired, and what was seen last", async () => {
            const error = await waits.failureOf([PENDING, NOT_FOUND]);
            assert.deepEqual([error.code, error.status], ["OperationNotFound", "InProgress"]);
            assert.ok(error.elapsedSeconds < 120);
            assert.match(error.message, /record .* expired/);
            assert.match(error.message, /last status was InProgress/);
        });

        it("begins the grace with the first look, not with the wait", async () => {
            const late = { operation: OPERATION_PATH, retryAfter: "5m" };
            const error = await waits.failureOf([NOT_FOUND], {}, late);
            assert.ok(error.elapsedSeconds >= 300 + 120, `${error.elapsedSeconds} s`);
        });

        it("needs two in a row after a good look", async () => {
            const script = [PENDING, NOT_FOUND, UNAVAILABLE, NOT_FOUND, UNAVAILABLE, NOT_FOUND, SUCCEEDED];
            assert.equal((await waits.statusOf(script)).status, "Succeeded");
        });

        it("bears a single one after a good look", async () => {
            const status = await waits.statusOf([PENDING, NOT_FOUND, PENDING, NOT_FOUND, SUCCEEDED]);
            assert.equal(status.polls, 5);
        });
    });

    describe("speaks of what was asked for:", () => {
        const RESOURCE = {
            resourceId: "/subscriptions/s/resourceGroups/g/providers/P/things/t",
            apiVersion: "2025-02-01",
        };
        const WITH_FALLBACK = { operation: OPERATION_PATH, fallback: RESOURCE };
        const UPDATING = { body: { properties: { provisioningState: "Updating" } } };
        const STATELESS = { body: { properties: {} } };
        const WORDS: readonly [
            what: string,
            operation: OperationReference,
            script: readonly Reply[],
            code: string,
            says: RegExp,
        ][] = [
            [
                "a resource that is not there",
                RESOURCE,
                [NOT_FOUND],
                "OperationNotFound",
                /^The Azure resource was not found\.\n.*`resourceId`/,
            ],
            [
                "a resource that went away",
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
                "a fallback that is not there",
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
                "a deletion whose answers say nothing",
                { ...RESOURCE, deleted: true },
                [{ status: 204 }],
                "StatusUnavailable",
                /responses do not contain one/,
            ],
            [
                "a resource that may not be read",
                RESOURCE,
                [FORBIDDEN],
                "AuthorizationFailed",
                /needs P\/things\/read on the resource\./,
            ],
            [
                "a group that may not be read",
                { ...RESOURCE, resourceId: "/subscriptions/s/resourceGroups/g" },
                [FORBIDDEN],
                "AuthorizationFailed",
                /needs Microsoft\.Resources\/subscriptions\/resourceGroups\/read on the resource\./,
            ],
            [
                "an extension that may not be read",
                { ...RESOURCE, resourceId: `${RESOURCE.resourceId}/providers/E/kinds/k` },
                [FORBIDDEN],
                "AuthorizationFailed",
                /needs E\/kinds\/read on/,
            ],
        ];
        for (const [what, operation, script, code, says] of WORDS) {
            it(what, async () => {
                const error = await waits.failureOf(script, {}, operation);
                assert.equal(error.code, code, error.message);
                assert.match(error.message, says);
            });
        }

        it("says in the progress that it asks the fallback", async () => {
            const onProgress = sinon.spy();
            await (await waits.wait([PENDING, GONE, UPDATING, SUCCEEDED], { onProgress }, WITH_FALLBACK)).run(
                () => waits.arm.requests.length === 3,
            );
            assert.equal(onProgress.secondCall.args[0].lastError, "its record is gone; polling the `fallback` instead");
        });
    });

    it("loses nothing of ARM's error", async () => {
        const more = { target: "t", details: [{ code: "Real", message: "The real reason." }] };
        for (const status of [403, 404, 405, 400]) {
            const code = status === 400 ? "InvalidApiVersionParameter" : "Refused";
            const error = await waits.failureOf([{ status, body: { error: { code, message: "No.", ...more } } }], {
                notFoundGrace: "0s",
            });
            assert.match(error.message, /\n {2}target: t\n {2}details:\n {4}- Real: The real reason\.\n/);
            assert.equal(error.errorDetail?.details?.[0]?.code, "Real");
        }
    });

    it("reads the code of an error without a body from its header", async () => {
        const error = await waits.failureOf([{ status: 404, headers: { "x-ms-error-code": "NotFound" } }], {
            notFoundGrace: "0s",
        });
        assert.deepEqual([error.code, error.errorDetail], ["OperationNotFound", { code: "NotFound" }]);
    });

    it("takes 410 for an expired record at once", async () => {
        const error = await waits.failureOf([GONE]);
        assert.deepEqual([error.code, error.polls], ["OperationNotFound", 1]);
        assert.match(error.message, /expired/);
    });

    it("names the missing permission after 403, and asks no second time", async () => {
        const error = await waits.failureOf([FORBIDDEN]);
        assert.deepEqual([error.code, error.statusCode, error.polls], ["AuthorizationFailed", 403, 1]);
        assert.match(error.message, /AuthorizationFailed: The client does not have authorization\./);
        assert.match(error.message, /Microsoft\.OperationalInsights\/locations\/operationStatuses\/read/);
        assert.match(error.message, /role on the resource alone is not enough/);
        assert.equal(error.errorDetail?.code, "AuthorizationFailed");
    });

    it("names the permission that belongs to the URL", async () => {
        const path = OPERATION_PATH.replace("OperationalInsights", "Network").replace(
            "operationStatuses",
            "operations",
        );
        const error = await waits.failureOf([FORBIDDEN], {}, path);
        assert.match(error.message, /Microsoft\.Network\/locations\/operations\/read/);
    });

    it("explains that only the original caller may read some statuses", async () => {
        const error = await waits.failureOf([OTHER_CALLER]);
        assert.equal(error.code, "AuthorizationFailed");
        assert.match(error.message, /Only the identity that started the operation may read its status/);
    });

    it("does not blame Azure's permissions for a proxy's 403", async () => {
        const error = await waits.failureOf([{ status: 403, body: "<html>Blocked</html>" }]);
        assert.equal(error.code, "AuthorizationFailed");
        assert.match(error.message, /not Azure's/);
        assert.doesNotMatch(error.message, /operationStatuses\/read/);
    });

    it("does not blame them for a proxy's 403 in JSON either", async () => {
        const error = await waits.failureOf([{ status: 403, body: { message: "Blocked by policy 7." } }]);
        assert.match(error.message, /Blocked by policy 7\.\n {2}This response is not Azure's/);
    });

    it("takes 401 for AuthenticationFailed where no token is sent", async () => {
        const error = await waits.failureOf([refusal(401, "AuthenticationFailed", "No token.")]);
        assert.deepEqual([error.code, error.polls], ["AuthenticationFailed", 1]);
    });

    it("ends at once where a URL cannot be read at all", async () => {
        const error = await waits.failureOf([PENDING, NOT_POLLABLE]);
        assert.deepEqual([error.code, error.statusCode, error.polls], ["StatusUnavailable", 405, 2]);
        assert.match(error.message, /this URL cannot be read/);
    });

    describe("because of the api-version", () => {
        const query = "?t=6%2f1&api-version=2021-06-01&c='a+b".replace("'", "%27");

        it("asks once more, at once, with one that ARM names, and changes nothing else in the query", async () => {
            await waits.statusOf([WRONG_VERSION, SUCCEEDED], {}, `${OPERATION}${query}`);
            assert.deepEqual(
                waits.arm.requests.map(({ url }) => url),
                [`${OPERATION}${query}`, `${OPERATION}${query.replace("2021-06-01", "2025-02-01")}`],
            );
            assert.ok((waits.arm.delaysMs[0] ?? 0) < 100, "at once, but for the pace of the read budget");
        });

        it("says in the progress with which", async () => {
            const onProgress = sinon.spy();
            await waits.statusOf([WRONG_VERSION, SUCCEEDED], { onProgress });
            assert.match(onProgress.firstCall.args[0].lastError, /not supported; polling with 2025-02-01 instead$/);
        });

        it("keeps the new one for the rest of the wait", async () => {
            await waits.statusOf([WRONG_VERSION, PENDING, UNAVAILABLE, SUCCEEDED], {}, `${OPERATION}${query}`);
            assert.ok(waits.arm.requests.slice(1).every(({ url }) => url.includes("api-version=2025-02-01")));
        });

        it("does so only once, and then says which option gives another", async () => {
            const error = await waits.failureOf([WRONG_VERSION], {}, `${OPERATION}${query}`);
            assert.deepEqual([error.code, error.polls], ["StatusUnavailable", 2]);
            assert.match(error.message, /Give another: in the URL, or as `apiVersion` where that has none\./);
        });

        it("ends where ARM names none", async () => {
            const error = await waits.failureOf([refusal(400, "InvalidApiVersionParameter", "Wrong.")]);
            assert.deepEqual([error.code, error.polls], ["StatusUnavailable", 1]);
        });
    });

    describe("and sends elsewhere", () => {
        const redirect = (location: string): Reply => ({ status: 302, headers: { location } });

        it("follows to the same host", async () => {
            const status = await waits.statusOf([redirect("/subscriptions/moved?x=1"), SUCCEEDED]);
            assert.equal(status.status, "Succeeded");
            assert.equal(waits.arm.requests[1]?.url, "/subscriptions/moved?x=1");
        });

        for (const location of ["http://127.0.0.1:9/stolen", "https://login.example/", "//127.0.0.1:9/", "http://["]) {
            it(`does not follow to another host: ${location}`, async () => {
                const error = await waits.failureOf([redirect(location)]);
                assert.deepEqual([error.code, waits.arm.requests.length], ["StatusUnavailable", 1]);
                assert.match(error.message, /redirect to another host/);
            });
        }

        it("counts the look all the same: the status was asked for", async () => {
            const error = await waits.failureOf([PENDING, redirect("https://login.example/")]);
            assert.deepEqual([error.polls, waits.arm.requests.length], [2, 2]);
        });

        it("does not follow in circles", async () => {
            const error = await waits.failureOf([redirect("/subscriptions/circle")], { timeout: "30s" });
            assert.equal(error.code, "StatusUnavailable");
            assert.ok(waits.arm.requests.length < 40, `${waits.arm.requests.length} requests`);
        });
    });
});
