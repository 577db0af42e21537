// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "../common/codedError";
import { checkWait } from "../wait/prepare";
import { toOperationError } from "../wait/report";
import { waitForOperationWithConfiguration } from "../wait/waitForOperation";
import { IDENTITY_INPUTS, isUnknown, referenceOf, timesOf } from "./inputs";
import type { Resource } from "./resource";
import { compareOperations } from "./sameOperation";

/** `OperationWait`: waits for one operation. Another operation or trigger replaces it; other changes do nothing. */
export const operationWait: Resource = {
    check(inputs, configuration) {
        if (inputs.triggers !== undefined && inputs.resourceId === undefined) {
            throw toOperationError(
                invalidArgument(
                    "triggers",
                    "is for `resourceId` only: an operation that has ended never changes, so give another one",
                ),
            );
        }
        checkWait(referenceOf(inputs), timesOf(inputs), configuration, isUnknown);
    },

    diff(id, state, inputs, configuration) {
        const hasTriggered = JSON.stringify(state.triggers) !== JSON.stringify(inputs.triggers);
        const hasUnknown = IDENTITY_INPUTS.some((name) => isUnknown(inputs[name]));
        const previous = { reference: referenceOf(state), path: id };
        if (!hasTriggered && !hasUnknown && compareOperations([referenceOf(inputs)], [previous], configuration)(0, 0)) {
            return { changes: false };
        }
        const changed = [...IDENTITY_INPUTS, "triggers"].filter(
            (name) => JSON.stringify(state[name]) !== JSON.stringify(inputs[name]),
        );
        // The settings may have another subscription, with the inputs unchanged.
        return { changes: true, replaces: changed.length > 0 ? changed : ["subscriptionId"] };
    },

    async create(inputs, { configuration, signal, status: messages }) {
        const options = { ...timesOf(inputs), signal, onProgress: messages.onProgress };
        const { path, status } = await waitForOperationWithConfiguration(referenceOf(inputs), options, configuration);
        messages.succeeded([status]);
        const { id: operationId, ...outputs } = status;
        return { id: path, outputs: { ...inputs, operationId, ...outputs } };
    },
};
