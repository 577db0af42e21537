// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import type sinon from "sinon";
import type { Inputs } from "../../../provider/resources/inputs";
import { PartialStateError } from "../../../provider/resources/partialStateError";
import type { ResourceContext } from "../../../provider/resources/resource";
import { resourceAction } from "../../../provider/resources/resourceAction";
import { pump } from "../wait/pump";
import type { ScriptedArm } from "../wait/scriptedArm";

/** A resource in state. */
export interface State {
    readonly id: string;
    readonly outputs: Inputs;
}

/** A stack with one action, in virtual time: runs the methods of the resource in the engine's order, and keeps what it would record. */
export class ActionStack {
    state: State | undefined;
    /** The error of the last run. */
    failure: Error | undefined;

    constructor(
        private readonly arm: ScriptedArm,
        private readonly clock: sinon.SinonFakeTimers,
    ) {}

    /** The URLs of all requests so far. */
    get paths(): string[] {
        return this.arm.requests.map(({ url }) => url);
    }

    /** `pulumi up` with these inputs. @returns the requests of this run. */
    async up(inputs: Inputs, signal = new AbortController().signal): Promise<string[]> {
        const before = this.paths.length;
        this.failure = undefined;
        resourceAction.check(inputs, noConfiguration);
        const diff =
            this.state === undefined ? undefined : resourceAction.diff(this.state.id, this.state.outputs, inputs);
        if (diff?.replaces !== undefined) {
            assert.equal(diff.deleteBeforeReplace, true);
            await this.destroy(signal);
        }
        if (this.failure === undefined && diff?.changes !== false) {
            await this.#run(async () => {
                const { state } = this;
                if (state === undefined) {
                    return await resourceAction.create(inputs, this.#context(signal));
                }
                const outputs = await resourceAction.update(state.id, state.outputs, inputs, this.#context(signal));
                return { id: state.id, outputs };
            });
        }
        return this.paths.slice(before);
    }

    /** `pulumi destroy`. @returns the requests of this run. */
    async destroy(signal = new AbortController().signal): Promise<string[]> {
        const before = this.paths.length;
        await this.#run(async () => {
            await resourceAction.delete(this.state?.outputs ?? {}, this.#context(signal));
            return undefined;
        });
        return this.paths.slice(before);
    }

    async #run(method: () => Promise<State | undefined>): Promise<void> {
        this.failure = undefined;
        try {
            this.state = inState(await pump(this.clock, method(), this.arm));
        } catch (error) {
            this.failure = error as Error;
            if (error instanceof PartialStateError) {
                this.state = inState(error);
            }
        }
    }

    #context(signal: AbortSignal): ResourceContext {
        return {
            ...{ configuration: noConfiguration, signal },
            status: { onProgress: () => undefined, succeeded: () => undefined },
            trace: () => undefined,
            connection: { endpoint: this.arm.endpoint, credential: { getToken: async () => null } },
        };
    }
}

export const noConfiguration = () => undefined;

/** The outputs become JSON. */
function inState(result: State | undefined): State | undefined {
    return result === undefined ? undefined : { id: result.id, outputs: JSON.parse(JSON.stringify(result.outputs)) };
}
