// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {
    initialPattern,
    type PatternState,
    readOperation,
    updatePattern,
} from "../../../provider/response/readOperation";
import { answer } from "./response";

const STATUS_PATH = "/subscriptions/s/providers/P/locations/l/operationStatuses/x";
const UNKNOWN: PatternState = { pattern: undefined, isNamed: false };
const LOCATION_HEADER = { location: "https://management.azure.com/subscriptions/s/next" };

/** What is known after these answers. */
function learn(...answers: readonly Parameters<typeof answer>[]): PatternState["pattern"] {
    return answers.reduce((known, parameters) => {
        const received = answer(...parameters);
        return updatePattern(known, received, readOperation(received, known));
    }, UNKNOWN).pattern;
}

describe("The pattern of an operation", () => {
    it("is what the user names, whatever the path says", () => {
        assert.deepEqual(initialPattern("azureAsyncOperation", "/x/operationResults/y"), {
            pattern: "azureAsyncOperation",
            isNamed: true,
        });
        assert.deepEqual(initialPattern("location", STATUS_PATH), { pattern: "location", isNamed: true });
    });

    it("shows in the path of a Location, in any case", () => {
        for (const path of ["/subscriptions/s/operationResults/x", "/x/OPERATIONRESULTS/y", "/x/operationresults"]) {
            assert.deepEqual(initialPattern(undefined, path), { pattern: "location", isNamed: false }, path);
        }
        for (const path of [STATUS_PATH, "/x/operationResultsOf/y", "/x/myOperationResults/y", "/x/operations/y"]) {
            assert.deepEqual(initialPattern(undefined, path), UNKNOWN, path);
        }
    });

    const LESSONS: readonly [what: string, answers: readonly Parameters<typeof answer>[], learnt: unknown][] = [
        ["a 202 without a status is a Location", [[202]], "location"],
        ["a 202 with an empty object is a Location", [[202, {}]], "location"],
        [
            "a 202 that names another place to look is a Location",
            [[202, { status: "InProgress" }, LOCATION_HEADER]],
            "location",
        ],
        ["a 202 with a status may be either", [[202, { status: "InProgress" }]], undefined],
        ["a 200 with a status is no Location", [[200, { status: "InProgress" }]], "azureAsyncOperation"],
        ["a 200 without one may be either", [[200, {}]], undefined],
        ["a 200 with a resource may be either", [[200, { properties: { provisioningState: "Updating" } }]], undefined],
        ["an error says nothing", [[503], [404, { error: { code: "NotFound" } }], [409, "busy"]], undefined],
        ["a proxy's page says nothing, also with 202", [[202, "<html>Checking your browser</html>"]], undefined],
        [
            "a 202 after a status changes nothing",
            [[200, { status: "InProgress" }], [202], [202, "", LOCATION_HEADER]],
            "azureAsyncOperation",
        ],
        ["a status after a 202 changes nothing", [[202], [200, { status: "InProgress" }]], "location"],
    ];
    for (const [what, answers, learnt] of LESSONS) {
        it(`shows in its answers: ${what}`, () => assert.equal(learn(...answers), learnt));
    }

    it("stays what the user named", () => {
        const named = initialPattern("azureAsyncOperation", STATUS_PATH);
        const received = answer(202, "", LOCATION_HEADER);
        assert.equal(updatePattern(named, received, readOperation(received, named)), named);
    });
});
