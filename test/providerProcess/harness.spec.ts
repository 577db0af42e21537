// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createWorkspace, type Workspace } from "../harness/engine/workspace";
import { ProviderProcess, serializeProvider } from "./providerProcess";

const PROVIDER = `module.exports = {
    configure(request) { this.greeting = request.config.get("greeting") ?? "hello"; },
    async check(olds, news) {
        const failures = news.text === undefined ? [{ property: "", reason: "text is missing" }] : [];
        return { inputs: news, failures };
    },
    async diff(id, olds, news) { return { changes: olds.text !== news.text, replaces: ["text"] }; },
    async create(inputs) {
        if (inputs.text === "fail") { throw new Error("no such luck"); }
        console.error("creating");
        return { id: "one", outs: { text: this.greeting + " " + inputs.text, directory: process.cwd() } };
    },
    async update(id, olds, news) { return { outs: { text: news.text } }; },
    async delete(id, props) { console.error("deleting " + id); },
};`;

/** The serialized provider of an installed package: a module name, resolved in the user's project. */
const BY_NAME = `exports.handler = () => require("echo-provider");`;

describe("provider process harness", function () {
    this.timeout(60_000);
    let workspace: Workspace;
    let directory: string;
    let provider: ProviderProcess | undefined;

    before(async () => {
        workspace = await createWorkspace();
        directory = workspace.project("project", { "index.js": "", "node_modules/echo-provider/index.js": PROVIDER });
    });

    afterEach(async () => {
        await provider?.stop();
        provider = undefined;
    });

    after(() => workspace.remove());

    it("calls every method of a provider that is stored by name", async () => {
        provider = await ProviderProcess.start({ directory, provider: BY_NAME });
        await provider.configure({ "project:greeting": "good morning" });

        assert.deepEqual((await provider.check({ text: "you" })).failures, []);
        assert.deepEqual((await provider.check({})).failures, [{ property: "", reason: "text is missing" }]);
        const created = await provider.create({ text: "you", nested: { list: [1, null, "three"] } });
        assert.equal(created.id, "one");
        assert.deepEqual(created.outs, { text: "good morning you", directory, __provider: BY_NAME });
        assert.deepEqual(await provider.diff("one", { text: "a" }, { text: "b" }), {
            changes: true,
            replaces: ["text"],
            deleteBeforeReplace: false,
        });
        assert.equal((await provider.diff("one", { text: "a" }, { text: "a" })).changes, false);
        assert.deepEqual(await provider.update("one", {}, { text: "new" }), { text: "new", __provider: BY_NAME });
        assert.deepEqual(await provider.read("one", { text: "kept" }), {
            id: "one",
            props: { text: "kept", __provider: BY_NAME },
        });
        await provider.delete("one", {});
        await provider.cancel();
        assert.match(provider.stderr, /creating\ndeleting one/);
    });

    it("rejects with the message of an error that the provider throws", async () => {
        provider = await ProviderProcess.start({
            directory,
            provider: BY_NAME,
        });
        await provider.configure();

        await assert.rejects(provider.create({ text: "fail" }), { details: "no such luck" });
    });

    it("serializes a provider in the format that Pulumi stores", async () => {
        const serialized = await serializeProvider({
            async create(inputs) {
                return { id: "two", outs: { twice: inputs.text + inputs.text } };
            },
        });
        provider = await ProviderProcess.start({ directory, provider: serialized });
        await provider.configure();

        assert.equal((await provider.create({ text: "ab" })).outs.twice, "abab");
    });

    it("ends a provider that ignores SIGINT", async () => {
        const serialized = `exports.handler = () => ({ async create() {
            process.on("SIGINT", () => console.error("not now"));
            return { id: String(process.pid), outs: {} };
        } });`;
        provider = await ProviderProcess.start({ directory, provider: serialized });
        await provider.configure();
        const { id } = await provider.create({});
        assert.equal(Number(id), provider.processId);

        await provider.stop();

        assert.match(provider.stderr, /not now/);
        assert.throws(() => process.kill(Number(id), 0), { code: "ESRCH" });
    });

    it("collects the messages that the provider sends to the engine's log", async () => {
        const serialized = `exports.handler = () => ({ async create() {
            const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
            const { LogRequest } = require("@pulumi/pulumi/proto/engine_pb");
            const paths = [require.resolve("@pulumi/pulumi/package.json")];
            const grpc = require(require.resolve("@grpc/grpc-js", { paths }));
            const engine = new EngineClient(process.argv[2], grpc.credentials.createInsecure());
            const request = new LogRequest().setSeverity(1).setMessage("40 %").setUrn("urn:x").setEphemeral(true);
            engine.log(request, () => undefined);
            return { id: "three", outs: {} };
        } });`;
        provider = await ProviderProcess.start({ directory, provider: serialized });
        await provider.configure();

        await provider.create({});

        const message = await provider.waitForLog(/40 %/);
        assert.deepEqual(message, { severity: "info", message: "40 %", urn: "urn:x", streamId: 0, ephemeral: true });
    });
});
