// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pipelineOf } from "../../../provider/cli/detectPipeline";
import { publish } from "../../../provider/cli/pipeline";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";

const REPORT = "Azure operation Failed: X\n```\n# no title\n````\n  operation: 1";
const RESULT = { status: "Failed", error: { code: "OperationFailed", report: REPORT } } as const;

/** The outputs in a file of GitHub Actions. */
function outputs(file: string): Record<string, string> {
    const matches = readFileSync(file, "utf8").matchAll(/^([\w-]+)<<(ghadelimiter_[\w-]+)\n(.*?)\n\2$/gms);
    return Object.fromEntries([...matches].map(([, name = "", , value = ""]) => [name, value]));
}

describe("the CI service", () => {
    for (const [title, environment, expected] of [
        ["is none elsewhere", {}, undefined],
        ["is none where GITHUB_ACTIONS is false", { GITHUB_ACTIONS: "false" }, undefined],
        ["is GitHub Actions", { GITHUB_ACTIONS: "true" }, "::endgroup::"],
        ["is Azure Pipelines", { TF_BUILD: "True" }, "##[endgroup]"],
    ] as const) {
        it(title, () => {
            assert.equal(pipelineOf(environment)?.group.end, expected);
        });
    }
});

describe("GitHub Actions", () => {
    it("gets an annotation with the escapes of its toolkit", () => {
        const annotation = pipelineOf({ GITHUB_ACTIONS: "true" })?.annotation(
            "OperationFailed",
            "50 % done\r\n::error::x",
        );
        assert.equal(annotation, "::error title=OperationFailed::50 %25 done%0D%0A::error::x");
    });

    it("gets outputs and a summary, behind what is in the files", () => {
        const directory = createTemporaryDirectory("github");
        const GITHUB_OUTPUT = path.join(directory, "output");
        const GITHUB_STEP_SUMMARY = path.join(directory, "summary");
        const pipeline = pipelineOf({ GITHUB_ACTIONS: "true", GITHUB_OUTPUT, GITHUB_STEP_SUMMARY });

        publish(pipeline, { status: "InProgress\nerror-code=x", error: undefined });
        publish(pipeline, RESULT);

        assert.deepEqual(outputs(GITHUB_OUTPUT), { "operation-status": "Failed", "error-code": "OperationFailed" });
        assert.match(readFileSync(GITHUB_OUTPUT, "utf8"), /\nInProgress\nerror-code=x\nghadelimiter_/);
        assert.equal(
            readFileSync(GITHUB_STEP_SUMMARY, "utf8"),
            `### pulumi-azure-wait: OperationFailed\n\n\`\`\`\`\`text\n${REPORT}\n\`\`\`\`\`\n`,
        );
    });

    it("gets no summary of a success, and no error code", () => {
        const directory = createTemporaryDirectory("github");
        const GITHUB_OUTPUT = path.join(directory, "output");
        const GITHUB_STEP_SUMMARY = path.join(directory, "summary");

        publish(pipelineOf({ GITHUB_ACTIONS: "true", GITHUB_OUTPUT, GITHUB_STEP_SUMMARY }), { status: "Succeeded" });

        assert.deepEqual(outputs(GITHUB_OUTPUT), { "operation-status": "Succeeded", "error-code": "" });
        assert.deepEqual(readdirSync(directory), ["output"]);
    });

    it("gets a line about a file that cannot be written", () => {
        const GITHUB_OUTPUT = path.join(createTemporaryDirectory("github"), "missing", "output");
        const [line = ""] = publish(pipelineOf({ GITHUB_ACTIONS: "true", GITHUB_OUTPUT }), RESULT);
        assert.match(line, /^pulumi-azure-wait: the outputs or the summary of this step could not be written \(ENOENT/);
    });
});

describe("Azure Pipelines", () => {
    it("gets an issue with the escapes of its library", () => {
        const annotation = pipelineOf({ TF_BUILD: "True" })?.annotation(
            "OperationFailed",
            "50 % done\r\n##vso[task.x]",
        );
        assert.equal(
            annotation,
            "##vso[task.logissue type=error;code=OperationFailed;]50 %AZP25 done%0D%0A##vso[task.x]",
        );
    });

    it("gets a summary in the agent's own folder, and the percentage", () => {
        const AGENT_TEMPDIRECTORY = createTemporaryDirectory("agent");
        const pipeline = pipelineOf({ TF_BUILD: "True", AGENT_TEMPDIRECTORY });

        const [line = ""] = publish(pipeline, RESULT);

        const file = /^##vso\[task\.uploadsummary\](.*\.md)$/.exec(line)?.[1] ?? "";
        assert.equal(path.dirname(file), AGENT_TEMPDIRECTORY);
        assert.match(readFileSync(file, "utf8"), /Azure operation Failed: X/);
        assert.equal(pipeline?.progress?.(42), "##vso[task.setprogress value=42;]Azure operation");
    });
});
