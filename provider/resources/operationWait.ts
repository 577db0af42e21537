// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import { invalidArgument } from "../common/codedError";
import { checkWait } from "../wait/prepare";
import { toOperationError } from "../wait/report";
import { waitForOperationWithConfiguration } from "../wait/waitForOperation";
import { identityOutputs, withoutQuery } from "./identity";
import { type Inputs, isUnknown, referenceOf, timesOf } from "./inputs";
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
        const previous = { reference: referenceOf(state), path: id };
        const [known, given] = [identityOutputs(referenceOf(state)), identityOutputs(referenceOf(inputs))];
        const hasTriggered = triggersDigest(state) !== triggersDigest(inputs);
        if (
            !hasTriggered &&
            !isUnknown(given) &&
            compareOperations([referenceOf(inputs)], [previous], configuration)(0, 0)
        ) {
            return { changes: false };
        }
        const changed = Object.keys({ ...known, ...given }).filter((name) => known[name] !== given[name]);
        const replaces = hasTriggered ? [...changed, "triggers"] : changed;
        // The settings may have another subscription, with the inputs unchanged.
        return { changes: true, replaces: replaces.length > 0 ? replaces : ["subscriptionId"] };
    },

    async create(inputs, { configuration, timeout, signal, status: messages, trace }) {
        const options = { ...timesOf(inputs, timeout), signal, onProgress: messages.onProgress, onTrace: trace };
        const reference = referenceOf(inputs);
        const { path, status } = await waitForOperationWithConfiguration(reference, options, configuration);
        messages.succeeded([status]);
        const { id, ...outputs } = status;
        return {
            id: path,
            outputs: {
                ...identityOutputs(reference),
                ...(inputs.triggers === undefined ? {} : { triggers: triggersDigest(inputs) }),
                operationId: withoutQuery(id),
                ...outputs,
            },
        };
    },
};

/** What outputs hold of the triggers, which may be secret. State of an earlier version holds the triggers themselves. */
function triggersDigest({ triggers }: Inputs): unknown {
    const isDigest = typeof triggers === "string" && /^sha256:[0-9a-f]{64}$/.test(triggers);
    return triggers === undefined || isDigest
        ? triggers
        : `sha256:${createHash("sha256").update(JSON.stringify(triggers)).digest("hex")}`;
}
