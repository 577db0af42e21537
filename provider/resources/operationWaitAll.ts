// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { ConfigurationReader } from "../azure/settings";
import { engineStatusLog } from "../engine/engineLog";
import { withCancelCall } from "../pulumi/cancelCall";
import type { OperationReference } from "../reference/operationReference";
import type { WaitResult } from "../wait/pollUntilDone";
import { prepareWaits, waitForOperationsWithConfiguration } from "../wait/waitForOperations";
import { type Inputs, isUnknown, timesOf, withStandIns } from "./inputs";
import { compareOperations, type PreviousOperation } from "./sameOperation";
import { statusMessages } from "./statusMessage";

/** Checks the inputs of an `OperationWaitAll`, as far as they are known. @throws {OperationError} `InvalidArgument`. */
export function checkOperationWaitAll(inputs: Inputs, configuration: ConfigurationReader): void {
    const { operations } = inputs;
    const known = Array.isArray(operations) ? operations.map(withKnownFields) : isUnknown(operations) ? [] : operations;
    prepareWaits(known as OperationReference[], timesOf(withStandIns(inputs)), configuration);
}

/** A changed list is an update; what is known of the operations in both lists stays known. */
export function diffOperationWaitAll(
    olds: Inputs,
    news: Inputs,
    configuration: ConfigurationReader,
): dynamic.DiffResult {
    if (isUnknown(news.operations)) {
        return { changes: true };
    }
    const operations = news.operations as OperationReference[];
    const known = knownWaits(olds);
    const isSame = compareOperations(operations, known, configuration);
    return {
        changes: operations.length !== known.length || operations.some((_operation, index) => !isSame(index, index)),
    };
}

/** Waits for all. */
export async function createOperationWaitAll(
    inputs: Inputs,
    configuration: ConfigurationReader,
): Promise<dynamic.CreateResult> {
    const outs = await waitForNew({}, inputs, configuration);
    const id = createHash("sha256").update(JSON.stringify(outs.operationIds)).digest("hex").slice(0, 32);
    return { id, outs };
}

/** Waits for those that were not in the list before. */
export async function updateOperationWaitAll(
    olds: Inputs,
    news: Inputs,
    configuration: ConfigurationReader,
): Promise<dynamic.UpdateResult> {
    return { outs: await waitForNew(olds, news, configuration) };
}

async function waitForNew(olds: Inputs, news: Inputs, configuration: ConfigurationReader) {
    const { waitUrn, ...inputs } = news;
    const operations = news.operations as OperationReference[];
    const known = knownWaits(olds);
    const isSame = compareOperations(operations, known, configuration);
    const kept = operations.map((_operation, index) => known.find((_known, knownIndex) => isSame(index, knownIndex)));
    const row = statusMessages(engineStatusLog(waitUrn));
    const ended = await withCancelCall((signal) =>
        waitForOperationsWithConfiguration(
            operations.filter((_operation, index) => kept[index] === undefined),
            { ...timesOf(news), signal, onProgress: row.onProgress },
            configuration,
        ),
    );
    row.succeeded(ended.map(({ status }) => status));
    const waits = kept.map((wait) => wait ?? waitOutput(ended.shift() as WaitResult));
    return {
        ...inputs,
        operationIds: waits.map(({ path }) => path),
        statuses: waits.map(({ status }) => status),
    };
}

/** One of the outputs `statuses`, and the path that tells which operation it is. */
interface WaitOutput {
    readonly path: string;
    readonly status: unknown;
}

function waitOutput({ path, status: { id: operationId, ...status } }: WaitResult): WaitOutput {
    return { path, status: { operationId, ...status } };
}

function knownWaits(olds: Inputs): (WaitOutput & PreviousOperation)[] {
    const paths = (olds.operationIds ?? []) as readonly string[];
    const statuses = (olds.statuses ?? []) as readonly unknown[];
    const references = (olds.operations ?? []) as readonly OperationReference[];
    return paths.map((path, index) => ({ path, status: statuses[index], reference: references[index] }));
}

function withKnownFields(operation: unknown): unknown {
    return typeof operation === "object" && operation !== null
        ? withStandIns(operation as Inputs)
        : withStandIns({ operation }).operation;
}
