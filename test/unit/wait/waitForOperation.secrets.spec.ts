// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { OperationError, WaitProgress } from "../../../provider/wait";
import { errorResponse, IDS, LOCATION_PATH, OPERATION, PENDING } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const SIGNATURE = "s3cr3t%2FSignature+%3D";
const TIMESTAMP = "638765432109876543";
const SIGNED_PATH = `${OPERATION}?api-version=2025-02-01&t=${TIMESTAMP}&c=MIIcertificate&s=${SIGNATURE}`;
const SECRETS = [SIGNATURE, decodeURIComponent(SIGNATURE), TIMESTAMP, "MIIcertificate"];
/** Services quote the URL as a whole, in parts and decoded. */
const QUOTE = `GET https://management.azure.com${SIGNED_PATH} refused: t is ${TIMESTAMP}, s is ${decodeURIComponent(SIGNATURE)}`;

const SCRIPTS: Readonly<Record<string, readonly Reply[]>> = {
    "an error message": [{ body: { status: "Failed", error: { code: "X", message: QUOTE } } }],
    "details and additional information": [
        {
            body: {
                status: "Failed",
                error: {
                    code: "X",
                    details: [{ message: QUOTE, target: QUOTE }],
                    innererror: { message: QUOTE },
                    additionalInfo: [{ type: "Request", info: { url: QUOTE, [QUOTE]: [QUOTE] } }],
                    recommendedAction: QUOTE,
                },
            },
        },
    ],
    "a failure without an error": [{ body: { status: "Failed", note: QUOTE } }],
    "a status": [{ body: { status: `Waiting for ${QUOTE}` } }],
    "ARM's 403": [errorResponse(403, "Forbidden", QUOTE)],
    "ARM's 404": [PENDING, errorResponse(404, "NotFound", QUOTE)],
    "an error code": [PENDING, errorResponse(503, QUOTE, "Busy.")],
    "an HTML page": [PENDING, { body: `<html>${QUOTE}</html>` }],
    "a request id": [
        { headers: { "x-ms-request-id": SIGNATURE }, body: { status: "Failed", error: { code: "X", message: "m" } } },
    ],
};

describe("waitForOperation with a signed URL that ARM quotes", () => {
    const waits = useVirtualWait();

    function assertNoSecret(where: string, text: string): void {
        for (const secret of SECRETS) {
            assert.ok(!text.includes(secret), `${where} contains ${secret}: ${text}`);
        }
    }

    function assertNoSecrets(error: OperationError): void {
        assertNoSecret("message", error.message);
        assertNoSecret("stack", error.stack ?? "");
        assertNoSecret("errorDetail", JSON.stringify(error.errorDetail) ?? "");
        assertNoSecret("inspect", inspect(error, { depth: null, showHidden: true }));
        assertNoSecret("JSON", JSON.stringify(error));
    }

    for (const [name, script] of Object.entries(SCRIPTS)) {
        it(`redacts its query values in ${name}`, async () => {
            const reported: WaitProgress[] = [];
            const options = { timeout: "5m", onProgress: (progress: WaitProgress) => reported.push(progress) };
            const error = await waits.failureOf(script, options, SIGNED_PATH);
            assertNoSecrets(error);
            assertNoSecret("progress", JSON.stringify(reported));
            assert.ok(waits.arm.requests.every(({ url }) => url === SIGNED_PATH));
        });
    }

    it("redacts the query values of a newer Location", async () => {
        const accepted = { status: 202, headers: { ...IDS, location: SIGNED_PATH } };
        const error = await waits.failureOf([accepted, errorResponse(403, "Forbidden", QUOTE)], {}, LOCATION_PATH);
        assert.equal(waits.arm.requests[1]?.url, SIGNED_PATH);
        assertNoSecrets(error);
    });

    it("redacts the query values of an earlier Location", async () => {
        const accepted = { status: 202, headers: { ...IDS, location: SIGNED_PATH } };
        const next = { status: 202, headers: { ...IDS, location: LOCATION_PATH } };
        const error = await waits.failureOf(
            [accepted, next, errorResponse(403, "Forbidden", QUOTE)],
            {},
            LOCATION_PATH,
        );
        assert.equal(waits.arm.requests[2]?.url, LOCATION_PATH);
        assertNoSecrets(error);
    });

    it("keeps the api-version, which identifies the request", async () => {
        const error = await waits.failureOf([errorResponse(403, "Forbidden", QUOTE)], {}, SIGNED_PATH);
        assert.equal(error.operation, `${OPERATION}?api-version=2025-02-01`);
    });

    it("redacts its query values after a connection error and in the reason of an abort", async () => {
        await waits.serve({ fault: "reset" });
        assertNoSecrets(await waits.start({ timeout: "20s" }, SIGNED_PATH).failure());
        const signal = AbortSignal.abort(new Error(QUOTE));
        assertNoSecrets(await waits.start({ signal }, SIGNED_PATH).failure());
    });
});
