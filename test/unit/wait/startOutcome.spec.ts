// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { connect, type LookupFunction } from "node:net";
import { RestError } from "@azure/core-rest-pipeline";
import { TimeLimitError } from "../../../provider/common/abort";
import { CodedError } from "../../../provider/common/codedError";
import { isUnsent, startOutcome } from "../../../provider/wait/startOutcome";

describe("startOutcome", () => {
    const ERRORS: readonly [message: string, code: string, isUnsent: boolean][] = [
        ["connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED", true],
        ["connect EHOSTUNREACH 10.0.0.1:443", "EHOSTUNREACH", true],
        ["connect ENETUNREACH 10.0.0.1:443", "ENETUNREACH", true],
        ["connect ETIMEDOUT 10.0.0.1:443", "ETIMEDOUT", true],
        ["getaddrinfo ENOTFOUND management.azure.com", "ENOTFOUND", true],
        ["getaddrinfo EAI_AGAIN management.azure.com", "EAI_AGAIN", true],
        ["read EHOSTUNREACH", "EHOSTUNREACH", false],
        ["read ENETUNREACH", "ENETUNREACH", false],
        ["read ETIMEDOUT", "ETIMEDOUT", false],
        ["write EHOSTUNREACH", "EHOSTUNREACH", false],
        ["read ECONNRESET", "ECONNRESET", false],
        ["connect ECONNRESET 127.0.0.1:1", "ECONNRESET", false],
    ];
    for (const [message, code, expected] of ERRORS) {
        it(`reports that it is ${expected ? "safe to repeat" : "unknown"} after ${message}`, () => {
            const error = new RestError(message, { code });
            assert.equal(isUnsent(error, true), expected);
            const outcome = startOutcome(error, { wasSent: true, isAborted: false });
            assert.equal(outcome.code, expected ? "OperationNotStarted" : "StartUnknown");
        });
    }

    it("reports that it is safe to repeat after the errors of several addresses", async () => {
        const lookup: LookupFunction = (_host, _options, callBack) =>
            callBack(null, [
                { address: "127.0.0.1", family: 4 },
                { address: "127.0.0.2", family: 4 },
            ]);
        const error = await new Promise<Error & { code?: string }>((resolve) => {
            // A privileged port, on which nothing listens.
            connect({ host: "arm.example", port: 1, lookup, autoSelectFamily: true }).on("error", resolve);
        });
        const { message, code = "" } = error;
        assert.ok(error instanceof AggregateError);
        assert.equal(isUnsent(new RestError(message, { code }), true), true);
    });

    const NOT_SENT = { wasSent: false, isAborted: false };
    const BEFORE_THE_REQUEST: readonly [title: string, error: Error, code: string, isSafeToRepeat: boolean][] = [
        ["a wrong setting", new CodedError("InvalidArgument", "wrong"), "InvalidArgument", false],
        ["a refused sign-in", new CodedError("AuthenticationFailed", "refused"), "AuthenticationFailed", false],
        ["a redirect to another host", new CodedError("StatusUnavailable", "foreign"), "OperationNotStarted", true],
        ["a lost connection", new RestError("read ECONNRESET", { code: "ECONNRESET" }), "OperationNotStarted", true],
    ];
    for (const [title, error, code, isSafeToRepeat] of BEFORE_THE_REQUEST) {
        it(`reports ${code} after ${title} before the request`, () => {
            const outcome = startOutcome(error, NOT_SENT);
            assert.equal(outcome.code, code);
            assert.deepEqual(outcome.lines, isSafeToRepeat ? ["Nothing has begun: it is safe to try again."] : []);
            assert.equal(isUnsent(error, false), error instanceof RestError);
        });
    }

    it("keeps an error that is not of this package as the cause, and of its own errors their cause", () => {
        const error = new RestError("read ECONNRESET", { code: "ECONNRESET" });
        assert.equal(startOutcome(error, NOT_SENT).cause, error);
        const own = new CodedError("AuthenticationFailed", "refused", { cause: error });
        assert.equal(startOutcome(own, NOT_SENT).cause, error);
    });

    it("reports an unknown start after the time limit of a request", () => {
        assert.equal(isUnsent(new TimeLimitError("no complete response within 60 s"), true), false);
    });
});
