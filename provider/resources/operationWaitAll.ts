// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import { isJsonObject } from "../common/json";
import type { OperationReference } from "../reference/operationReference";
import type { WaitResult } from "../wait/pollUntilDone";
import { checkWaits, waitForOperationsWithConfiguration } from "../wait/waitForOperations";
import { identityOutputs, withoutQuery } from "./identity";
import { type Inputs, isUnknown, timesOf, withoutNulls } from "./inputs";
import type { Resource, ResourceContext } from "./resource";
import { compareOperations, type PreviousOperation } from "./sameOperation";

/** `OperationWaitAll`: waits for all operations of a list. A changed list waits for the new operations only. */
export const operationWaitAll = {
    check(inputs, configuration) {
        // Each entry may be unknown, or the list itself.
        const operations = operationsOf(inputs);
        checkWaits(isUnknownList(operations) ? [] : operations, timesOf(inputs), configuration, isUnknown);
    },

    diff(_id, state, inputs, configuration) {
        if (isUnknown(inputs.operations)) {
            return { changes: true };
        }
        const operations = operationsOf(inputs);
        const previous = previousWaits(state);
        const isSame = compareOperations(operations, previous, configuration);
        return {
            changes:
                operations.length !== previous.length || operations.some((_operation, index) => !isSame(index, index)),
        };
    },

    async create(inputs, context) {
        const outputs = await waitForNew({}, inputs, context);
        const id = createHash("sha256").update(JSON.stringify(outputs.operationIds)).digest("hex").slice(0, 32);
        return { id, outputs };
    },

    update: async (_id, state, inputs, context) => await waitForNew(state, inputs, context),
} satisfies Resource;

/** Waits for the operations that are not in the state. */
async function waitForNew(
    state: Inputs,
    inputs: Inputs,
    { configuration, timeout, signal, status: messages, trace }: ResourceContext,
) {
    const operations = operationsOf(inputs);
    const previous = previousWaits(state);
    const isSame = compareOperations(operations, previous, configuration);
    const kept = operations.map((_operation, index) => previous.find((_wait, position) => isSame(index, position)));
    const results = await waitForOperationsWithConfiguration(
        operations.filter((_operation, index) => kept[index] === undefined),
        { ...timesOf(inputs, timeout), signal, onProgress: messages.onProgress, onTrace: trace },
        configuration,
    );
    messages.succeeded(results.map(({ status }) => status));
    const waits = kept.map((wait) => wait ?? waitOutput(results.shift() as WaitResult));
    return {
        operations: operations.map(outputReference),
        operationIds: waits.map(({ path }) => path),
        statuses: waits.map(({ status }) => status),
    };
}

/** An entry of the output `statuses`, and the path that identifies its operation. */
interface WaitOutput {
    readonly path: string;
    readonly status: unknown;
}

function waitOutput({ path, status: { id, ...status } }: WaitResult): WaitOutput {
    return { path, status: { operationId: withoutQuery(id), ...status } };
}

/** An entry of the output `operations`. */
function outputReference(reference: OperationReference): unknown {
    const identity = identityOutputs(reference);
    return typeof reference === "string" ? identity.operation : identity;
}

function previousWaits(state: Inputs): (WaitOutput & PreviousOperation)[] {
    const paths = (state.operationIds ?? []) as readonly string[];
    const statuses = (state.statuses ?? []) as readonly unknown[];
    const references = operationsOf({ operations: state.operations ?? [] });
    return paths.map((path, index) => ({ path, status: statuses[index], reference: references[index] }));
}

/** The list, whose entries have no fields that are null. In a preview it may be unknown. */
function operationsOf({ operations }: Inputs): readonly OperationReference[] {
    const entries = Array.isArray(operations)
        ? operations.map((entry: unknown) => (isJsonObject(entry) ? withoutNulls(entry) : entry))
        : operations;
    return entries as readonly OperationReference[];
}

function isUnknownList(operations: unknown): boolean {
    return !Array.isArray(operations) && isUnknown(operations);
}
