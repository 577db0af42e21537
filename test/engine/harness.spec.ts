// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { ENGINE_TIMEOUT_MS, findOrBuildEngine } from "../harness/engine/engine";
import type { ProjectFiles } from "../harness/engine/projectFiles";
import { Stack } from "../harness/engine/stack";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";

const ECHO_RESOURCE = `
    const pulumi = require("@pulumi/pulumi");
    const provider = {
        async check(olds, news) { return { inputs: news }; },
        async diff(id, olds, news) { return { changes: olds.text !== news.text }; },
        async create(inputs) {
            if (inputs.text === "fail") { throw new Error("first line\\n  second line"); }
            console.log("create begins");
            while (inputs.text === "forever") { await new Promise((resolve) => setTimeout(resolve, 100)); }
            return { id: "one", outs: { text: inputs.text } };
        },
    };
    class Echo extends pulumi.dynamic.Resource {
        constructor(name, args) { super(provider, name, { ...args }, undefined, "echo", "Echo"); }
    }
`;

const echo = (text: string): ProjectFiles => ({
    "index.js": `${ECHO_RESOURCE}
        const resource = new Echo("echo", { text: new pulumi.Config().get("text") ?? ${JSON.stringify(text)} });
        console.log("program runs on " + process.version + " with ARM_CLIENT_ID " + process.env.ARM_CLIENT_ID);
        exports.text = resource.text;
    `,
});

describe("engine harness", function () {
    this.timeout(180_000);
    let workspace: Workspace;
    let stack: Stack | undefined;

    before(async function () {
        this.timeout(ENGINE_TIMEOUT_MS);
        await findOrBuildEngine();
        workspace = await createWorkspace();
    });

    afterEach(async () => {
        await stack?.remove();
        stack = undefined;
    });

    after(() => workspace.remove());

    it("creates a dynamic resource once and destroys it", async () => {
        process.env.ARM_CLIENT_ID = "of-this-machine";
        stack = await Stack.create({ projectDirectory: workspace.project("life", echo("hello")) });
        delete process.env.ARM_CLIENT_ID;

        const preview = await stack.preview();
        assert.equal(preview.exitCode, 0, preview.output);
        assert.match(preview.output, /2 to create/);

        const first = await stack.up();
        assert.equal(first.exitCode, 0, first.output);
        assert.match(first.output, /2 created/);
        assert.ok(
            first.output.includes(`program runs on ${process.version} with ARM_CLIENT_ID undefined`),
            first.output,
        );
        assert.doesNotMatch(first.output, /from \$PATH/);
        assert.deepEqual(await stack.outputs(), { text: "hello" });

        const second = await stack.up();
        assert.match(second.output, /2 unchanged/);

        const refresh = await stack.refresh();
        assert.equal(refresh.exitCode, 0, refresh.output);

        const destroy = await stack.destroy();
        assert.match(destroy.output, /2 deleted/);
        assert.deepEqual((await stack.export()).deployment.resources ?? [], []);
    });

    it("keeps secret configuration secret in outputs and state", async () => {
        stack = await Stack.create({ projectDirectory: workspace.project("secrets", echo("hello")) });
        await stack.config.set("text", "-hush", { secret: true });
        const project = {
            "index.js": `${ECHO_RESOURCE}
            exports.text = new Echo("echo", { text: new pulumi.Config().requireSecret("text") }).text;`,
        };
        workspace.write(path.join(workspace.directory, "secrets"), project);

        const up = await stack.up();

        assert.equal(up.exitCode, 0, up.output);
        assert.deepEqual(await stack.outputs(), { text: "[secret]" });
        assert.deepEqual(await stack.outputs({ showSecrets: true }), { text: "-hush" });
        assert.ok(!JSON.stringify(await stack.export()).includes("-hush"));
    });

    it("returns a non-zero exit code and the provider's error message when a create fails", async () => {
        stack = await Stack.create({ projectDirectory: workspace.project("failure", echo("fail")) });

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, /first line\n\s+second line/);
        const types = ((await stack.export()).deployment.resources ?? []).map(({ type }) => type);
        assert.ok(!types.includes("pulumi-nodejs:dynamic/echo:Echo"), types.join());
    });

    it("returns a non-zero exit code when the program fails", async () => {
        const files = { "index.js": `throw new Error("the program's error");` };
        stack = await Stack.create({ projectDirectory: workspace.project("broken", files) });

        const up = await stack.up();

        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, /the program's error/);
    });

    it("forwards Ctrl-C to the engine and leaves no process running", async () => {
        stack = await Stack.create({ projectDirectory: workspace.project("interrupted", echo("forever")) });
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/create begins/);
        assert.ok(stack.processes().some(({ commandLine }) => /dynamic-provider/.test(commandLine)));

        up.signal("SIGINT");
        await up.waitForOutput(/\^C received; cancelling/);
        up.signal("SIGINT");
        const result = await up.done;

        assert.notEqual(result.exitCode, 0, result.output);
        const { directory } = stack;
        await stack.remove();
        assert.deepEqual(stack.processes(), []);
        assert.equal(existsSync(directory), false);
    });

    it("forwards Ctrl-C to the program", async () => {
        // A file, because the engine may not show output that a program prints this late.
        const files = {
            "index.js": `
                process.once("SIGINT", () => { require("node:fs").writeFileSync("interrupted", ""); process.exit(1); });
                console.log("program waits");
                setInterval(() => undefined, 1000);`,
        };
        const projectDirectory = workspace.project("interruptedProgram", files);
        stack = await Stack.create({ projectDirectory });
        const up = stack.start(["up", "--yes", "--skip-preview"]);
        await up.waitForOutput(/program waits/);

        up.signal("SIGINT");

        assert.notEqual((await up.done).exitCode, 0);
        while (stack.processes().some(({ commandLine }) => /cmd\/run/.test(commandLine))) {
            await setTimeout(50);
        }
        assert.ok(existsSync(path.join(projectDirectory, "interrupted")), up.output);
    });

    it("compiles and type-checks TypeScript programs with the tsconfig.json of pulumi new", async () => {
        const program = (value: string) => ({
            "index.ts": `
                import * as pulumi from "@pulumi/pulumi";
                const provider: pulumi.dynamic.ResourceProvider = {
                    async create(inputs) { return { id: "one", outs: { ...inputs } }; },
                };
                class Echo extends pulumi.dynamic.Resource {
                    declare readonly text: pulumi.Output<string>;
                    constructor(name: string, args: { text: string }) { super(provider, name, { ...args }); }
                }
                export const { text } = new Echo("echo", { text: ${value} });`,
        });
        const projectDirectory = workspace.project("typescript", program('"hello"'));
        stack = await Stack.create({ projectDirectory });

        const good = await stack.up();
        workspace.write(projectDirectory, program("5"));
        const bad = await stack.up();

        assert.equal(good.exitCode, 0, good.output);
        assert.notEqual(bad.exitCode, 0, bad.output);
        assert.match(bad.output, /error TS2322: Type 'number' is not assignable to type 'string'/);
    });

    it("uninstalls and reinstalls the package of a workspace", () => {
        const manifest = path.join(workspace.packageDirectory, "package.json");
        assert.ok(existsSync(manifest));
        workspace.uninstall();
        assert.ok(!existsSync(manifest));
        workspace.reinstall();
        assert.ok(existsSync(manifest));
    });
});
