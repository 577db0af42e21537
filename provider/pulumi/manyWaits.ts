// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { ConfigurationReader } from "../azure/settings";
import { operationKey } from "../operation/operationName";
import type { OperationReference } from "../operation/operationReference";
import type { EndedWait } from "../wait/runWait";
import { prepareWaits, waitForAll } from "../wait/waitForOperations";
import { untilCancelled } from "./cancellation";
import { engineRowLog } from "./engineLog";
import { type Inputs, isUnknown, subscriptionOf, timesOf, urlOf, withStandIns } from "./waitInputs";
import { waitRow } from "./waitRow";

/** Checks the inputs of an `OperationWaitAll`, as far as they are known. @throws {OperationError} `InvalidArgument`. */
export function checkMany(inputs: Inputs, configuration: ConfigurationReader): void {
    const { operations } = inputs;
    const known = Array.isArray(operations) ? operations.map(withKnownFields) : isUnknown(operations) ? [] : operations;
    prepareWaits(known as OperationReference[], timesOf(withStandIns(inputs)), configuration);
}

/** A changed list is an update; what is known of the operations in both lists stays known. */
export function diffMany(olds: Inputs, news: Inputs, configuration: ConfigurationReader): dynamic.DiffResult {
    if (isUnknown(news.operations)) {
        return { changes: true };
    }
    const keys = keysOf(news.operations as OperationReference[], olds, configuration);
    return { changes: JSON.stringify(keys) !== JSON.stringify(knownKeys(olds)) };
}

/** Waits for all. */
export async function createMany(inputs: Inputs, configuration: ConfigurationReader): Promise<dynamic.CreateResult> {
    const outs = await waitForNew({}, inputs, configuration);
    const id = createHash("sha256").update(JSON.stringify(outs.operationIds)).digest("hex").slice(0, 32);
    return { id, outs };
}

/** Waits for those that were not in the list before. */
export async function updateMany(
    olds: Inputs,
    news: Inputs,
    configuration: ConfigurationReader,
): Promise<dynamic.UpdateResult> {
    return { outs: await waitForNew(olds, news, configuration) };
}

async function waitForNew(olds: Inputs, news: Inputs, configuration: ConfigurationReader) {
    const { waitUrn, ...kept } = news;
    const operations = news.operations as OperationReference[];
    const known = knownStatuses(olds);
    const keys = olds.operationIds === undefined ? [] : keysOf(operations, olds, configuration);
    const isNew = operations.map((_operation, index) => !known.has(keys[index] ?? ""));
    const row = waitRow(engineRowLog(waitUrn));
    const ended = await untilCancelled((signal) =>
        waitForAll(
            operations.filter((_operation, index) => isNew[index]),
            { ...timesOf(news), signal, onProgress: row.onProgress },
            configuration,
        ),
    );
    row.succeeded(ended.map(({ status }) => status));
    const waits = operations.map((_operation, index) =>
        isNew[index] ? statusOutput(ended.shift() as EndedWait) : known.get(keys[index] ?? ""),
    ) as StatusOutput[];
    return {
        ...kept,
        operationIds: waits.map(({ path }) => path),
        statuses: waits.map(({ status }) => status),
    };
}

/** One of the outputs `statuses`, and the path that tells which operation it is. */
interface StatusOutput {
    readonly path: string;
    readonly status: unknown;
}

function statusOutput({ path, status: { id: operationId, ...status } }: EndedWait): StatusOutput {
    return { path, status: { operationId, ...status } };
}

function knownStatuses(olds: Inputs): ReadonlyMap<string, StatusOutput> {
    const statuses = (olds.statuses ?? []) as readonly unknown[];
    const paths = (olds.operationIds ?? []) as readonly string[];
    return new Map(knownKeys(olds).map((key, index) => [key, { path: paths[index] ?? "", status: statuses[index] }]));
}

function knownKeys(olds: Inputs): string[] {
    const paths = (olds.operationIds ?? []) as readonly string[];
    return paths.map((path) => operationKey({ property: "operations", origin: undefined, path, query: "" }));
}

function keysOf(operations: readonly OperationReference[], olds: Inputs, configuration: ConfigurationReader): string[] {
    const subscriptionId = subscriptionOf((olds.operationIds as readonly string[] | undefined)?.[0]);
    return operations.map((operation) => operationKey(urlOf(operation, configuration, subscriptionId)));
}

function withKnownFields(operation: unknown): unknown {
    return typeof operation === "object" && operation !== null
        ? withStandIns(operation as Inputs)
        : withStandIns({ operation }).operation;
}
