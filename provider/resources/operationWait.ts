// SPDX-License-Identifier: Apache-2.0

import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { ConfigurationReader } from "../azure/settings";
import { invalidArgument } from "../common/codedError";
import { engineStatusLog } from "../engine/engineLog";
import { withCancelCall } from "../pulumi/cancelCall";
import { prepareWait } from "../wait/prepare";
import { toOperationError } from "../wait/report";
import { waitForOperationWithConfiguration } from "../wait/waitForOperation";
import { IDENTITY_INPUTS, type Inputs, isUnknown, referenceOf, timesOf, withStandIns } from "./inputs";
import { compareOperations } from "./sameOperation";
import { statusMessages } from "./statusMessage";

/** Checks the inputs of an `OperationWait`. @throws {OperationError} `InvalidArgument`. */
export function checkOperationWait(inputs: Inputs, configuration: ConfigurationReader): void {
    const known = withStandIns(inputs);
    if (inputs.triggers !== undefined && inputs.resourceId === undefined) {
        throw toOperationError(
            invalidArgument(
                "triggers",
                "is for `resourceId` only: an operation that has ended never changes, so give another one",
            ),
        );
    }
    prepareWait(referenceOf(known), timesOf(known), configuration);
}

/** Another operation, or another trigger, is another wait; nothing else is a difference. */
export function diffOperationWait(
    id: string,
    olds: Inputs,
    news: Inputs,
    configuration: ConfigurationReader,
): dynamic.DiffResult {
    const hasTriggered = JSON.stringify(olds.triggers) !== JSON.stringify(news.triggers);
    const hasUnknown = IDENTITY_INPUTS.some((name) => isUnknown(news[name]));
    const known = { reference: referenceOf(olds), path: id };
    if (!hasTriggered && !hasUnknown && compareOperations([referenceOf(news)], [known], configuration)(0, 0)) {
        return { changes: false };
    }
    const changed = [...IDENTITY_INPUTS, "triggers"].filter(
        (name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]),
    );
    return { changes: true, replaces: changed.length > 0 ? changed : ["subscriptionId"] };
}

/** Waits. */
export async function createOperationWait(
    inputs: Inputs,
    configuration: ConfigurationReader,
): Promise<dynamic.CreateResult> {
    const { waitUrn, ...kept } = inputs;
    const row = statusMessages(engineStatusLog(waitUrn));
    const {
        path,
        status: { id: operationId, ...status },
    } = await withCancelCall((signal) =>
        waitForOperationWithConfiguration(
            referenceOf(inputs),
            { ...timesOf(inputs), signal, onProgress: row.onProgress },
            configuration,
        ),
    );
    row.succeeded([status]);
    return { id: path, outs: { ...kept, operationId, ...status } };
}
