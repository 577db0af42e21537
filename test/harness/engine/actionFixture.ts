// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type { Interceptor, RawResponse } from "../../emulator/src/index";
import type { CommandResult } from "./runningCommand";
import type { Stack, StackExportResource } from "./stack";
import { ACTION_TYPE, describeOnEngine, type WaitFixture, waitsInState } from "./waitFixture";

/** A program with an action, whose arguments a test may add to, and a dependent of it. */
const program = (more: string, options: string) => `
    const action = new ResourceAction("failover", {
        resourceId: config.require("resource"),
        apiVersion: "2025-02-01",
        action: "failover",
        triggers: [config.require("trigger")],
        minPollInterval: "200ms",
        maxPollInterval: "1s",
        ${more}
    }, { ${options} });
    new pulumi.ComponentResource("test:index:Dependent", "dependent", {}, { dependsOn: action });
    exports.status = action.status;
    exports.result = action.result;
`;

export const UNDO = `destroy: { action: "failback" },`;

/** The tests of `ResourceAction` on the real engine: its stacks, and what they sent. */
export class ActionFixture {
    readonly #stops: (() => void)[] = [];
    #stacks = 0;

    constructor(readonly wait: WaitFixture) {}

    /** To be called in `afterEach`. */
    stopInterceptors(): void {
        for (const stop of this.#stops.splice(0)) {
            stop();
        }
    }

    /** A resource of the current stack. */
    resource(name: string): string {
        const { subscriptionId } = this.wait.emulator;
        return `/subscriptions/${subscriptionId}/resourceGroups/logs-${this.#stacks}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
    }

    /** @param more Further arguments of the action. @param options Its Pulumi options. */
    async stack(more = "", options = ""): Promise<Stack> {
        this.#stacks += 1;
        const stack = await this.wait.stack(program(more, options));
        await stack.config.set("resource", this.resource("one"));
        await stack.config.set("trigger", "first");
        return stack;
    }

    rewrite(more = "", options = ""): void {
        this.wait.rewrite(program(more, options));
    }

    /** The actions sent since the last call, such as `POST one/failover`, and `POST one/failover refused` for one that did not begin. */
    takeSent(): string[] {
        const { emulator } = this.wait;
        const sent = emulator.changes.map(
            ({ method, path, hasStarted }) =>
                `${method} ${path.split("/").slice(-2).join("/")}${hasStarted ? "" : " refused"}`,
        );
        emulator.clearRequests();
        return sent;
    }

    /** Keeps every operation running. @returns A function that lets them end as their scripts say. */
    hold(): () => void {
        return this.respondToStatus(() => ({ body: { status: "InProgress" } }));
    }

    /** Sends the response of `respond` to reads of the status of an operation. @returns A function that stops it. */
    respondToStatus(respond: () => RawResponse): () => void {
        return this.#intercept(({ method, path }) =>
            method === "GET" && path.includes("/operationStatuses/") ? respond() : undefined,
        );
    }

    /** Begins the action and presses Ctrl-C while it waits. @returns a function that lets the operation end. */
    async interrupt(stack: Stack, moreArguments: readonly string[] = []): Promise<() => void> {
        const finish = this.hold();
        const { output } = await this.interruptAt(stack, /failover .*InProgress/, moreArguments);
        assert.match(output, /Stopped waiting for the Azure operation\./);
        return finish;
    }

    /** Runs `up`, and presses Ctrl-C when the output matches. */
    async interruptAt(stack: Stack, row: RegExp, moreArguments: readonly string[] = []): Promise<CommandResult> {
        const up = stack.start(["up", "--yes", "--skip-preview", ...moreArguments]);
        await up.waitForOutput(row);
        up.signal("SIGINT");
        const result = await up.done;
        assert.notEqual(result.exitCode, 0, result.output);
        return result;
    }

    /** Sends the response of `respond` to requests that send the action. @returns A function that stops it. */
    respondToAction(respond: () => RawResponse | undefined): () => void {
        return this.#intercept(({ method, path }) =>
            method === "POST" && path.endsWith("/failover") ? respond() : undefined,
        );
    }

    #intercept(interceptor: Interceptor): () => void {
        const stop = this.wait.emulator.intercept(interceptor);
        this.#stops.push(stop);
        return stop;
    }

    async inState(stack: Stack): Promise<StackExportResource | undefined> {
        return (await waitsInState(stack, ACTION_TYPE))[0];
    }

    /** Runs `up`, which must succeed, and asserts what was sent. */
    async up(stack: Stack, expected: readonly string[]): Promise<CommandResult> {
        this.takeSent();
        const up = await stack.up();
        assert.equal(up.exitCode, 0, up.output);
        assert.deepEqual(this.takeSent(), expected, up.output);
        return up;
    }

    /** Runs `up`, which must fail with this message, and asserts what was sent. */
    async failingUp(stack: Stack, message: RegExp, expected: readonly string[]): Promise<CommandResult> {
        this.takeSent();
        const up = await stack.up();
        assert.notEqual(up.exitCode, 0, up.output);
        assert.match(up.output, message);
        assert.deepEqual(this.takeSent(), expected, up.output);
        return up;
    }
}

/** Defines tests of `ResourceAction` on the real engine that share a fixture. */
export function describeActions(title: string, define: (fixture: ActionFixture) => void): void {
    describeOnEngine(title, (wait) => {
        const fixture = new ActionFixture(wait);
        afterEach(() => fixture.stopInterceptors());
        define(fixture);
    });
}
