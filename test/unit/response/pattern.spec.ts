// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {
    initialPattern,
    type PatternState,
    readOperation,
    updatePattern,
} from "../../../provider/response/readOperation";
import { response } from "./response";

const STATUS_PATH = "/subscriptions/s/providers/P/locations/l/operationStatuses/x";
const UNKNOWN: PatternState = { pattern: undefined, isNamed: false };
const LOCATION_HEADER = { location: "https://management.azure.com/subscriptions/s/next" };

/** The pattern after these responses. */
function patternAfter(...responses: readonly Parameters<typeof response>[]): PatternState["pattern"] {
    return responses.reduce((state, parameters) => {
        const received = response(...parameters);
        return updatePattern(state, received, readOperation(received, state));
    }, UNKNOWN).pattern;
}

describe("initialPattern", () => {
    it("returns the pattern that the user specifies, whatever the path", () => {
        assert.deepEqual(initialPattern("azureAsyncOperation", "/x/operationResults/y"), {
            pattern: "azureAsyncOperation",
            isNamed: true,
        });
        assert.deepEqual(initialPattern("location", STATUS_PATH), { pattern: "location", isNamed: true });
    });

    it("recognises the Location pattern by the path, in any case", () => {
        for (const path of ["/subscriptions/s/operationResults/x", "/x/OPERATIONRESULTS/y", "/x/operationresults"]) {
            assert.deepEqual(initialPattern(undefined, path), { pattern: "location", isNamed: false }, path);
        }
        for (const path of [STATUS_PATH, "/x/operationResultsOf/y", "/x/myOperationResults/y", "/x/operations/y"]) {
            assert.deepEqual(initialPattern(undefined, path), UNKNOWN, path);
        }
    });
});

describe("updatePattern", () => {
    const HISTORIES: readonly [what: string, responses: readonly Parameters<typeof response>[], expected: unknown][] = [
        ["a 202 without a status", [[202]], "location"],
        ["a 202 with an empty object", [[202, {}]], "location"],
        ["a 202 with a status and a Location header", [[202, { status: "InProgress" }, LOCATION_HEADER]], "location"],
        ["a 202 with a status", [[202, { status: "InProgress" }]], undefined],
        ["a 200 with a status", [[200, { status: "InProgress" }]], "azureAsyncOperation"],
        ["a 200 without a status", [[200, {}]], undefined],
        ["a 200 with a resource", [[200, { properties: { provisioningState: "Updating" } }]], undefined],
        ["HTTP errors", [[503], [404, { error: { code: "NotFound" } }], [409, "busy"]], undefined],
        ["a 202 with a proxy's page", [[202, "<html>Checking your browser</html>"]], undefined],
        [
            "a 200 with a status followed by 202s",
            [[200, { status: "InProgress" }], [202], [202, "", LOCATION_HEADER]],
            "azureAsyncOperation",
        ],
        ["a 202 followed by a 200 with a status", [[202], [200, { status: "InProgress" }]], "location"],
    ];
    for (const [what, responses, expected] of HISTORIES) {
        it(`returns ${expected ?? "no pattern"} after ${what}`, () =>
            assert.equal(patternAfter(...responses), expected));
    }

    it("keeps the pattern that the user specifies", () => {
        const specified = initialPattern("azureAsyncOperation", STATUS_PATH);
        const received = response(202, "", LOCATION_HEADER);
        assert.equal(updatePattern(specified, received, readOperation(received, specified)), specified);
    });
});
