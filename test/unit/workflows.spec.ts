// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as yaml from "yaml";

const REPOSITORY = path.resolve(__dirname, "../..");
const OWN_WORKFLOWS = readdirSync(path.join(REPOSITORY, ".github/workflows")).map(
    (file) => `.github/workflows/${file}`,
);
const WORKFLOWS = [...OWN_WORKFLOWS, "examples/pipelines/github-actions.yml"];

/** A workflow, as GitHub parses it, and what is wrong with it. */
async function parse(content: string) {
    // Its code is an ECMAScript module, with imports that `require` does not resolve.
    const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
    const { context, value } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
    assert.ok(value !== undefined, "the workflow is empty");
    const template = await convertWorkflowTemplate(context, value);
    return { template, errors: context.errors.getErrors().map(({ message }) => message) };
}

describe("the workflows of GitHub Actions", () => {
    for (const file of WORKFLOWS) {
        const content = readFileSync(path.join(REPOSITORY, file), "utf8");

        it(`are valid: ${file}`, async () => {
            const { template, errors } = await parse(content);

            assert.deepEqual(errors, []);
            assert.ok(template.jobs.length > 0);
        });

        it(`pin each action to a major version: ${file}`, async () => {
            const { template } = await parse(content);

            const actions = template.jobs.flatMap((job) =>
                "steps" in job ? job.steps.flatMap((step) => ("uses" in step ? [step.uses.value] : [])) : [],
            );
            assert.deepEqual(
                actions.filter((action) => !/^[\w-]+\/[\w-]+@v\d+$/.test(action)),
                [],
            );
        });
    }

    for (const file of OWN_WORKFLOWS) {
        it(`may by default only read the code, and write only where they publish: ${file}`, () => {
            const content = readFileSync(path.join(REPOSITORY, file), "utf8");
            assert.match(content, /^permissions:\n {2}contents: read\n\n/m);
            assert.deepEqual(
                content.match(/\b[\w-]+: write$/gm) ?? [],
                file.endsWith("release.yml")
                    ? ["id-token: write", "attestations: write", "contents: write", "id-token: write"]
                    : [],
            );
        });
    }

    it("are valid in README.md, and give the action of this repository inputs that it has", async () => {
        const readme = readFileSync(path.join(REPOSITORY, "README.md"), "utf8");
        const blocks = [...readme.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = ""]) => block);
        const workflows = blocks.filter((block) => block.startsWith("permissions:"));
        const steps = blocks.filter((block) => block.startsWith("- uses:"));
        assert.deepEqual([workflows.length, steps.length], [1, 1]);
        const job = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n";

        for (const content of [`on: push\n${workflows[0]}`, job + steps[0]?.replace(/^/gm, "      ").trimEnd()]) {
            assert.deepEqual((await parse(content)).errors, []);
        }
        const { inputs } = yaml.parse(readFileSync(path.join(REPOSITORY, "action.yml"), "utf8"));
        const [{ with: given }] = yaml.parse(steps[0] ?? "");
        assert.deepEqual(
            Object.keys(given).filter((name) => !Object.hasOwn(inputs, name)),
            [],
        );
    });

    it("are refused by this test with an unknown key, and with an expression that cannot be parsed", async () => {
        const job = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo";
        assert.deepEqual((await parse(job)).errors, []);
        for (const wrong of [
            `${job}\n        shel: bash`,
            `${job}\n        if: \${{ github. }}`,
            `${job}\n    need: x`,
        ]) {
            assert.notDeepEqual((await parse(wrong)).errors, [], wrong);
        }
    });
});
