// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { connect, type LookupFunction } from "node:net";
import { RestError } from "@azure/core-rest-pipeline";
import { TimeLimitError } from "../../../provider/common/abort";
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

    it("reports an unknown start after the time limit of a request", () => {
        assert.equal(isUnsent(new TimeLimitError("no complete response within 60 s"), true), false);
    });
});
