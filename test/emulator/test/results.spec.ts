// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { type Emulator, type OperationScript, startEmulator } from "../src/index";
import { send } from "./send";

const JSON_TYPE = "application/json; charset=utf-8";
const ERROR = { code: "InvalidTemplate", message: "The template is not valid." };
const DELETING = { name: "pool", properties: { provisioningState: "Deleting" } };

describe("Responses of the emulator at a Location URL", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });

    afterEach(() => emulator.close());

    const cases: readonly [
        what: string,
        script: OperationScript,
        status: number,
        text: string,
        contentType: string | undefined,
    ][] = [
        ["a bare 200 without a body", { resultStatusCode: 200 }, 200, "", undefined],
        ["a bare 200 for an empty resultBody", { resultBody: "" }, 200, "", undefined],
        ["a bare 200 instead of the properties", { resultBody: "", properties: { a: 1 } }, 200, "", undefined],
        ["a bare 201", { resultStatusCode: 201, resultBody: "" }, 201, "", undefined],
        ["204", { resultStatusCode: 204 }, 204, "", undefined],
        [
            "204 without a body, regardless of the resultBody",
            { resultStatusCode: 204, resultBody: {} },
            204,
            "",
            undefined,
        ],
        ["null", { resultBody: null }, 200, "null", JSON_TYPE],
        ["true", { resultBody: true }, 200, "true", JSON_TYPE],
        ["an empty object", { resultBody: {} }, 200, "{}", JSON_TYPE],
        ["an empty array", { resultBody: [] }, 200, "[]", JSON_TYPE],
        ["an empty list", { resultBody: { value: [] } }, 200, '{"value":[]}', JSON_TYPE],
        ["a number", { resultBody: 0 }, 200, "0", JSON_TYPE],
        ["text", { resultBody: "The pool is resized." }, 200, "The pool is resized.", "text/plain; charset=utf-8"],
        ["a JSON string", { resultBody: '"{\\"a\\":1}"' }, 200, '"{\\"a\\":1}"', JSON_TYPE],
        ["a resource that is still Deleting", { resultBody: DELETING }, 200, JSON.stringify(DELETING), JSON_TYPE],
        [
            "a resource that is still Accepted with 201",
            { resultStatusCode: 201, resultBody: { properties: { provisioningState: "Accepted" } } },
            201,
            '{"properties":{"provisioningState":"Accepted"}}',
            JSON_TYPE,
        ],
        [
            "an ARM error with 400",
            { outcome: "Failed", error: ERROR, resultStatusCode: 400, resultBody: {} },
            400,
            JSON.stringify({ error: ERROR }),
            JSON_TYPE,
        ],
        [
            "an ARM error with 422",
            { outcome: "Failed", error: ERROR, resultStatusCode: 422 },
            422,
            JSON.stringify({ error: ERROR }),
            JSON_TYPE,
        ],
    ];
    for (const [what, script, expectedStatus, expectedText, contentType] of cases) {
        it(`can end with ${what}`, async () => {
            const { locationUrl } = emulator.startOperation({ durationSeconds: 0, ...script });
            const { status, text, headers } = await send(emulator, locationUrl);
            assert.deepEqual([status, text, headers["content-type"]], [expectedStatus, expectedText, contentType]);
        });
    }

    const runningBodies: readonly [what: string, script: OperationScript, text: string][] = [
        ["no body by default", {}, ""],
        ["null", { bodyWhileRunning: null }, "null"],
        [
            "a status, as DocumentDB does",
            { bodyWhileRunning: { status: "Dequeued", error: {} } },
            '{"status":"Dequeued","error":{}}',
        ],
    ];
    for (const [what, script, expectedText] of runningBodies) {
        it(`have 202 and ${what} while the operation runs`, async () => {
            const { locationUrl } = emulator.startOperation({ durationSeconds: 60, ...script });
            const { status, text, headers } = await send(emulator, locationUrl);
            assert.deepEqual([status, text, headers.location], [202, expectedText, locationUrl]);
        });
    }

    it("can show a deleted resource as Deleting although it no longer exists", async () => {
        const id = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.NetApp/netAppAccounts/a`;
        const resultBody = { id, ...DELETING };
        const script = { durationSeconds: 0, pattern: "location", resultBody } as const;
        const { locationUrl } = emulator.changeResource({ resourceId: id, method: "DELETE" }, script);
        const final = await send(emulator, locationUrl as string);
        assert.deepEqual([final.status, final.body], [200, resultBody]);
        assert.equal((await send(emulator, `${id}?api-version=2025-02-01`)).status, 404);
    });

    it("can replace the created resource", async () => {
        emulator.scriptNext({ durationSeconds: 0, pattern: "location", resultBody: null });
        const id = `/subscriptions/${emulator.subscriptionId}/resourceGroups/demo/providers/Microsoft.Network/publicIPAddresses/ip`;
        const path = `${id}?api-version=2025-02-01`;
        const { headers } = await send(emulator, path, { method: "PUT", body: { location: "westus" } });
        const final = await send(emulator, headers.location as string);
        assert.deepEqual([final.status, final.text], [200, "null"]);
        assert.equal((await send(emulator, path)).body.properties.provisioningState, "Succeeded");
    });
});
