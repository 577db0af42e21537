// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import fc from "fast-check";
import type { PollResult } from "../../../provider/response/pollResult";
import { type PatternState, readOperation } from "../../../provider/response/readOperation";
import { answer } from "./response";

const readWith =
    (known: PatternState) =>
    (...parameters: Parameters<typeof answer>) =>
        readOperation(answer(...parameters), known);
const inStatusMode = readWith({ pattern: undefined, isNamed: false });
const inLocationMode = readWith({ pattern: "location", isNamed: false });
const inNamedLocationMode = readWith({ pattern: "location", isNamed: true });

/** The status of a result, or its label without one. */
const labelOf = (result: PollResult) => (result.kind === "unreadable" ? result.label : result.status);

/** The kind of a reading and, where it could not be read, the reason. */
const verdict = (reading: PollResult) => (reading.kind === "unreadable" ? reading.reason : reading.kind);

const armError = (code: string) => ({ error: { code, message: `${code} happened.` } });
const LOGIN_PAGE = "<!DOCTYPE html><html><body>Sign in</body></html>";
const HALF_A_BODY = '{"status":"Succeeded","proper';

const WORDS: Readonly<Record<string, readonly string[]>> = {
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

/** Bodies of a 200 in status mode that do not say how the operation is. */
const SILENT: readonly [what: string, body: unknown, verdict: string][] = [
    ["no status", { name: "op-1", startTime: "2026-03-02T09:00:00Z" }, "noStatus"],
    ["an end time alone", { endTime: "2026-03-02T09:41:30Z", percentComplete: 100 }, "noStatus"],
    ["a null status", { status: null }, "noStatus"],
    ["a number as status", { status: 200 }, "noStatus"],
    ["a Boolean as status", { status: true }, "noStatus"],
    ["a list as status", { status: ["Succeeded"] }, "noStatus"],
    ["an object as status", { status: { value: "Succeeded" } }, "noStatus"],
    ["an empty status", { status: "  " }, "noStatus"],
    ["an error alone", armError("Gone"), "noStatus"],
    ["an empty object", {}, "noStatus"],
    ["a list", [{ status: "Succeeded" }], "noStatus"],
    ["the word alone", '"Succeeded"', "noStatus"],
    ["null", "null", "noStatus"],
    ["nothing", "", "noStatus"],
    ["blanks", " \r\n", "noStatus"],
    ["properties that are null", { properties: null }, "noStatus"],
    ["a page of HTML", LOGIN_PAGE, "transient"],
    ["text", "Succeeded", "transient"],
    ["half a body", HALF_A_BODY, "transient"],
];

/** What each HTTP status means in either pattern, with ARM's error and with a page of HTML as body. */
const CODES: readonly [code: number, armStatus: string, armLocation: string, html: string][] = [
    [302, "noStatus", "noStatus", "noStatus"],
    [304, "noStatus", "noStatus", "noStatus"],
    [400, "noStatus", "failed", "noStatus"],
    [401, "unauthorized", "unauthorized", "unauthorized"],
    [402, "noStatus", "failed", "noStatus"],
    [403, "forbidden", "forbidden", "forbidden"],
    [404, "notFound", "notFound", "transient"],
    [405, "permanent", "permanent", "permanent"],
    [408, "transient", "transient", "transient"],
    [409, "transient", "failed", "transient"],
    [410, "expired", "expired", "expired"],
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

/** Answers in the Location pattern: 202 is running, any other 2xx is success. */
const LOCATION_ANSWERS: readonly [what: string, answer: Parameters<typeof answer>, verdict: string][] = [
    ["202 without body", [202], "running"],
    ["202 with an empty object", [202, {}], "running"],
    ["202 with some text", [202, "Accepted."], "running"],
    ["202 with a page of HTML", [202, LOGIN_PAGE], "transient"],
    ["202 with a terminal status", [202, { status: "Failed" }], "failed"],
    ["200 without body", [200], "succeeded"],
    ["201 with a resource", [201, { id: "/x", properties: {} }], "succeeded"],
    ["204", [204], "succeeded"],
    ["200 with a list", [200, [{ name: "x" }]], "succeeded"],
    ["200 with a status that the resource has of its own", [200, { status: "Online" }], "succeeded"],
    [
        "200 with a resource that is still being made",
        [200, { properties: { provisioningState: "Updating" } }],
        "running",
    ],
    ["200 with a resource that failed", [200, { properties: { provisioningState: "Failed" } }], "failed"],
    ["200 with a terminal status", [200, { status: "Failed", error: { code: "A" } }], "failed"],
    ["200 with a common word for running", [200, { status: "InProgress" }], "running"],
    ["200 with NotStarted", [200, { status: "notstarted" }], "running"],
    ["200 with a page of HTML", [200, LOGIN_PAGE], "transient"],
    ["200 with half a body", [200, HALF_A_BODY], "transient"],
    ["303 to the result", [303, "", { location: "/subscriptions/s/result" }], "succeeded"],
    ["303 to nowhere", [303], "noStatus"],
    ["202 with a resource that is already made", [202, { properties: { provisioningState: "Succeeded" } }], "running"],
    ["200 with an error that is null", [200, { id: "/x", error: null }], "succeeded"],
    ["200 with nothing but an error", [200, { error: { code: "Gone", message: "Record expired." } }], "noStatus"],
    ["400 with an error of ARM that has no code", [400, { error: { message: "Bad." } }], "failed"],
    ["400 with a message of a gateway", [400, { message: "Bad." }], "noStatus"],
    ["407 of a proxy", [407, { error: { code: "ProxyAuthenticationRequired" } }], "permanent"],
];

const API_VERSION_CODES = [
    ...["InvalidResourceType", "NoRegisteredProviderFound"],
    ...["invalidapiversionparameter", "MissingApiVersionParameter"],
];

describe("readOperation", () => {
    describe("compares status words whole, without regard to case and blanks:", () => {
        for (const [kind, words] of Object.entries(WORDS)) {
            it(`${words.map((word) => JSON.stringify(word)).join(", ")} mean ${kind}`, () => {
                for (const word of words) {
                    const reading = inStatusMode(200, { status: word });
                    assert.deepEqual([word.trim(), kind], [labelOf(reading), reading.kind]);
                    assert.equal(inStatusMode(200, { properties: { provisioningState: word } }).kind, kind, word);
                }
            });
        }

        it("any other word is running", () => {
            const terminal = /^(?:succeeded|completed|failed|cancell?ed)$/i;
            fc.assert(
                fc.property(fc.string({ unit: "grapheme" }), (word) => {
                    fc.pre(word.trim() !== "" && !terminal.test(word.trim()));
                    assert.equal(inStatusMode(200, { status: word }).kind, "running");
                }),
                { numRuns: 200 },
            );
        });
    });

    it("is not misled by an end time or 100 per cent", () => {
        const body = { status: "Updating", endTime: "2026-03-02T09:00:04Z", percentComplete: 100 };
        assert.deepEqual(inStatusMode(200, body), { kind: "running", status: "Updating", body });
        assert.equal(inStatusMode(200, { status: "Succeeded", percentComplete: 3 }).kind, "succeeded");
    });

    it("lets the status word decide before the resource's state", () => {
        const contradiction = { status: "InProgress", properties: { provisioningState: "Succeeded" } };
        assert.equal(inStatusMode(200, contradiction).kind, "running");
        assert.equal(inLocationMode(200, contradiction).kind, "running");
    });

    it("gives the error of what failed or was canceled", () => {
        for (const status of ["Failed", "Canceled"]) {
            const reading = inStatusMode(200, { status, error: { error: { code: "A", message: "a" } } });
            assert.deepEqual("errorDetail" in reading && reading.errorDetail, { code: "A", message: "a" });
        }
        const silent = inStatusMode(200, { status: "Failed", error: null });
        assert.equal("errorDetail" in silent && silent.errorDetail, undefined);
    });

    it("reads JSON behind a byte order mark", () => {
        assert.equal(inStatusMode(200, '\ufeff{"status":"Succeeded"}').kind, "succeeded");
    });

    describe("never takes a 200 for success that has", () => {
        for (const [what, body, expected] of SILENT) {
            it(what, () => {
                assert.equal(verdict(inStatusMode(200, body)), expected);
            });
        }
    });

    it("takes a 202 without status for running, and a 204 outside the Location pattern for nothing", () => {
        assert.equal(verdict(inStatusMode(202)), "running");
        assert.equal(verdict(inStatusMode(202, { status: "InProgress" })), "running");
        assert.equal(verdict(inStatusMode(202, LOGIN_PAGE)), "transient");
        assert.equal(verdict(inStatusMode(202, "Accepted.")), "transient");
        assert.equal(verdict(inStatusMode(204)), "noStatus");
        assert.equal(verdict(inStatusMode(201, { id: "/x" })), "noStatus");
    });

    describe("sorts by HTTP status:", () => {
        for (const [code, armStatus, armLocation, html] of CODES) {
            it(`${code} is ${armStatus}, in the Location pattern ${armLocation}, and ${html} without ARM's error`, () => {
                assert.equal(verdict(inStatusMode(code, armError("Odd"))), armStatus);
                assert.equal(verdict(inLocationMode(code, armError("Odd"))), armLocation);
                assert.equal(verdict(inStatusMode(code, LOGIN_PAGE)), html);
                assert.equal(verdict(inLocationMode(code, LOGIN_PAGE)), html);
            });
        }

        it("and takes ARM's word that only the original caller may read it for forbidden, whatever its code", () => {
            const refusal = { error: { code: "BadRequest", message: "Only the original caller may read this." } };
            for (const code of [400, 403, 404, 409]) {
                assert.equal(verdict(inStatusMode(code, refusal)), "forbidden");
                assert.equal(verdict(inLocationMode(code, refusal)), "forbidden");
            }
        });

        it("and names the code and ARM's own in one word", () => {
            assert.equal(labelOf(inStatusMode(429, armError("TooManyRequests"))), "429 TooManyRequests");
            assert.equal(labelOf(inStatusMode(503, LOGIN_PAGE)), "503");
        });
    });

    describe("reads in the Location pattern", () => {
        for (const [what, parameters, expected] of LOCATION_ANSWERS) {
            it(`${what} as ${expected}`, () => {
                assert.equal(verdict(inLocationMode(...parameters)), expected);
            });
        }

        it("any resource as the result where the user names the pattern, and 202 as running whatever it holds", () => {
            assert.equal(inNamedLocationMode(200, { properties: { provisioningState: "Updating" } }).kind, "succeeded");
            assert.equal(inNamedLocationMode(200, { status: "Failed" }).kind, "failed");
            assert.equal(labelOf(inNamedLocationMode(202, { status: "Updating" })), "Updating");
            const reading = inNamedLocationMode(202, { status: "Failed" });
            assert.deepEqual([reading.kind, labelOf(reading)], ["running", "Accepted"]);
        });

        it("an HTTP error of ARM as the operation's failure, with its reason", () => {
            const reading = inLocationMode(409, armError("Conflict"));
            assert.deepEqual("errorDetail" in reading && reading.errorDetail, armError("Conflict").error);
        });
    });

    describe("knows a refused api-version by", () => {
        for (const code of API_VERSION_CODES) {
            it(code, () => {
                for (const statusCode of [400, 404]) {
                    assert.equal(verdict(inStatusMode(statusCode, armError(code))), "apiVersion");
                    assert.equal(verdict(inLocationMode(statusCode, armError(code))), "apiVersion");
                }
            });
        }
    });

    describe("takes a 404 for ARM's only with ARM's error, not with", () => {
        const strangers: readonly [what: string, body: unknown][] = [
            ["a page of HTML", LOGIN_PAGE],
            ["nothing", ""],
            ["text", "not found"],
            ["an empty object", {}],
            ["a message alone", { statusCode: 404, message: "Resource not found" }],
            ["a framework's own JSON", { timestamp: "2026", status: 404, error: "Not Found", path: "/x" }],
            ["a list", [{ code: "NotFound" }]],
        ];
        for (const [what, body] of strangers) {
            it(what, () => {
                assert.equal(verdict(inStatusMode(404, body)), "transient");
                assert.equal(verdict(inLocationMode(404, body)), "transient");
            });
        }
    });
});
