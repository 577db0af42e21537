// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { faults, type OperationScript } from "../emulator/src/index";
import { describeActions } from "../harness/engine/actionFixture";

const DONE = { durationSeconds: 0 };
const NEVER_STARTED = /Stopped before the Azure operation was started\./;

describeActions("ResourceAction that Azure does not accept at once", (fixture) => {
    const emulator = () => fixture.wait.emulator;

    /** Another operation on the resource begins when the action is first sent. */
    const keepBusy = (script: OperationScript) => {
        const stop = fixture.respondToAction(() => {
            stop();
            emulator().changeResource({ resourceId: fixture.resource("one") }, script);
            return undefined;
        });
    };

    it("waits for the operation that keeps the resource busy, shows it on its row, and sends the action again", async () => {
        const stack = await fixture.stack();
        keepBusy({ durationSeconds: 3, busySeconds: 3 });
        emulator().scriptNext(DONE);
        const sequence: string[] = [];
        const stop = emulator().onRequest(({ area, method, path }) => {
            if (area === "arm") {
                sequence.push(`${method} ${path.split("/").at(-2)}`);
            }
        });
        const up = await fixture.up(stack, ["POST one/failover refused", "POST one/failover"]);
        stop();
        assert.match(up.stdout, /failover .*InProgress · busy with another operation/);
        const resent = sequence.lastIndexOf("POST one");
        assert.ok(sequence.slice(1, resent).includes("GET operationStatuses"), sequence.join(", "));
    });

    it("records nothing when it is interrupted while the resource is busy, in an update nothing new", async () => {
        const stack = await fixture.stack();
        keepBusy({ durationSeconds: 600, busySeconds: 600 });
        const { output } = await fixture.interruptAt(stack, /failover .*busy with another operation/);
        assert.match(output, NEVER_STARTED);
        assert.deepEqual(fixture.takeSent(), ["POST one/failover refused"]);
        assert.equal(await fixture.inState(stack), undefined);

        await stack.config.set("resource", fixture.resource("two"));
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST two/failover"]);
        const before = (await fixture.inState(stack))?.outputs;
        await stack.config.set("trigger", "second");
        const stop = fixture.respondToAction(() => faults.throttled({ "retry-after": "600" }));
        await fixture.interruptAt(stack, /failover .*last poll: 429/);
        stop();
        const after = (await fixture.inState(stack))?.outputs;
        assert.deepEqual([after?.status, after?.operationId], ["Succeeded", before?.operationId]);
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST two/failover"]);
    });

    it("fails with Azure's error after `retries`, records nothing, and sends the action again in the next up", async () => {
        const stack = await fixture.stack("retries: 1,");
        keepBusy({ durationSeconds: 1, busySeconds: 600 });
        await fixture.failingUp(stack, /Azure did not start the operation: AnotherOperationInProgress: Another/, [
            "POST one/failover refused",
            "POST one/failover refused",
        ]);
        assert.equal(await fixture.inState(stack), undefined);
        await stack.config.set("resource", fixture.resource("two"));
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST two/failover"]);
    });

    it("sends the action again while Azure throttles, and records nothing when it is interrupted meanwhile", async () => {
        const stack = await fixture.stack();
        const stopAll = fixture.respondToAction(() => faults.throttled({ "retry-after": "600" }));
        const { output } = await fixture.interruptAt(stack, /failover .*last poll: 429.* · sent again in 10m/);
        assert.match(output, NEVER_STARTED);
        assert.equal(await fixture.inState(stack), undefined);
        stopAll();
        const stopFirst = fixture.respondToAction(() => {
            stopFirst();
            return faults.throttled({ "retry-after": "1" });
        });
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover refused", "POST one/failover"]);
    });

    it("sends the action as soon as Azure can be reached, and records nothing when it is interrupted before", async () => {
        const stack = await fixture.stack();
        const port = await freePort();
        const environment = { ARM_METADATA_HOSTNAME: `localhost:${port}` };
        const interrupted = stack.start(["up", "--yes", "--skip-preview"], { environment });
        await interrupted.waitForOutput(/failover .*last poll: .*ECONNREFUSED/);
        interrupted.signal("SIGINT");
        const { exitCode, output } = await interrupted.done;
        assert.notEqual(exitCode, 0);
        assert.match(output, NEVER_STARTED);
        assert.equal(await fixture.inState(stack), undefined);

        emulator().scriptNext(DONE);
        const up = stack.start(["up", "--yes", "--skip-preview"], { environment });
        await up.waitForOutput(/failover .*last poll: .*ECONNREFUSED/);
        const forwarder = await forward(port, Number(new URL(emulator().origin).port));
        try {
            const result = await up.done;
            assert.equal(result.exitCode, 0, result.output);
            assert.deepEqual(fixture.takeSent(), ["POST one/failover"]);
        } finally {
            forwarder.close();
        }
    });

    it("fails with what is not known when the response is lost, records nothing, and sends again in the next up", async () => {
        const stack = await fixture.stack();
        const unknown =
            /It is not known whether the Azure operation has started: .*\n *Check the resource before you try again\./;
        const scripts: readonly [script: OperationScript, message: RegExp][] = [
            [{ ...DONE, initialResponse: faults.reset() }, unknown],
            [{ ...DONE, initialResponse: faults.status(500) }, unknown],
            [{ ...DONE, initialResponse: faults.status(408) }, unknown],
            [
                { ...DONE, pattern: "provisioningState" },
                /Azure has started the operation, but its response contains no status URL\./,
            ],
        ];
        for (const [script, message] of scripts) {
            emulator().scriptNext(script);
            await fixture.failingUp(stack, message, ["POST one/failover"]);
            assert.equal(await fixture.inState(stack), undefined);
        }
        emulator().scriptNext(DONE);
        await fixture.up(stack, ["POST one/failover"]);
    });
});

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

/** Forwards connections from one port of this machine to another. */
async function forward(from: number, to: number): Promise<Server> {
    const server = createServer((incoming) => {
        const outgoing = connect(to, "127.0.0.1");
        incoming.pipe(outgoing).pipe(incoming);
        incoming.on("error", () => outgoing.destroy());
        outgoing.on("error", () => incoming.destroy());
    }).listen(from, "127.0.0.1");
    await once(server, "listening");
    return server;
}
