// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { OperationError, WaitProgress } from "../../../provider/wait";
import { LOCATION_PATH, OPERATION, PENDING, refusal } from "./operations";
import type { Reply } from "./scriptedArm";
import { useVirtualWait } from "./virtualWait";

const SIGNATURE = "s3cr3t%2FSignature+%3D";
const TIMESTAMP = "638765432109876543";
const SIGNED_PATH = `${OPERATION}?api-version=2025-02-01&t=${TIMESTAMP}&c=MIIcertificate&s=${SIGNATURE}`;
const SECRETS = [SIGNATURE, decodeURIComponent(SIGNATURE), TIMESTAMP, "MIIcertificate"];
/** Services quote the URL whole, in pieces and decoded. */
const QUOTE = `GET https://management.azure.com${SIGNED_PATH} refused: t is ${TIMESTAMP}, s is ${decodeURIComponent(SIGNATURE)}`;

const ANSWERS: Readonly<Record<string, readonly Reply[]>> = {
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
    "a status without a reason": [{ body: { status: "Failed", note: QUOTE } }],
    "a status word": [{ body: { status: `Waiting for ${QUOTE}` } }],
    "ARM's 403": [refusal(403, "Forbidden", QUOTE)],
    "ARM's 404": [PENDING, refusal(404, "NotFound", QUOTE)],
    "an error code": [PENDING, refusal(503, QUOTE, "Busy.")],
    "a page of HTML": [PENDING, { body: `<html>${QUOTE}</html>` }],
    "a request id": [
        { headers: { "x-ms-request-id": SIGNATURE }, body: { status: "Failed", error: { code: "X", message: "m" } } },
    ],
};

describe("waitForOperation, with a signed URL that ARM quotes back", () => {
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

    for (const [name, script] of Object.entries(ANSWERS)) {
        it(`shows nothing of its query that stands in ${name}`, async () => {
            const seen: WaitProgress[] = [];
            const options = { timeout: "5m", onProgress: (progress: WaitProgress) => seen.push(progress) };
            const error = await waits.failureOf(script, options, SIGNED_PATH);
            assertNoSecrets(error);
            assertNoSecret("progress", JSON.stringify(seen));
            assert.ok(waits.arm.requests.every(({ url }) => url === SIGNED_PATH));
        });
    }

    it("shows nothing of the query of a newer Location either", async () => {
        const accepted = { status: 202, headers: { location: SIGNED_PATH } };
        const error = await waits.failureOf([accepted, refusal(403, "Forbidden", QUOTE)], {}, LOCATION_PATH);
        assert.equal(waits.arm.requests[1]?.url, SIGNED_PATH);
        assertNoSecrets(error);
    });

    it("keeps the api-version, by which people recognise what was asked", async () => {
        const error = await waits.failureOf([refusal(403, "Forbidden", QUOTE)], {}, SIGNED_PATH);
        assert.equal(error.operation, `${OPERATION}?api-version=2025-02-01`);
    });

    it("shows nothing of it when the host is out of reach, or the caller's reason quotes it", async () => {
        await waits.serve({ fault: "reset" });
        assertNoSecrets(await waits.start({ timeout: "20s" }, SIGNED_PATH).failure());
        const signal = AbortSignal.abort(new Error(QUOTE));
        assertNoSecrets(await waits.start({ signal }, SIGNED_PATH).failure());
    });
});
