// SPDX-License-Identifier: Apache-2.0

import type * as dynamic from "@pulumi/pulumi/dynamic";
import { type ConfigurationReader, Settings } from "../azure/settings";
import { operationKey } from "../operation/operationName";
import type { OperationUrl } from "../operation/operationUrl";
import { type OperationReference, parseReference } from "../operation/reference";
import { OperationError } from "../wait/operationError";
import { createNarrator } from "../wait/progress";
import { checkWait, waitWithConfiguration } from "../wait/waitForOperation";
import type { WaitTimes } from "../wait/waitOptions";
import { untilCancelled } from "./cancellation";
import { createRowLog } from "./engineLog";

/** The inputs as the provider process gets them: plain values, secrets among them in clear. */
type Inputs = Readonly<Record<string, unknown>>;

/** What stands for an input that is not known yet, in a preview. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const REFERENCE_INPUTS = [
    "operation",
    "asyncOperationId",
    "location",
    "subscriptionId",
    "resourceProvider",
    "apiVersion",
] as const;
const TIME_INPUTS = [
    "timeout",
    "minPollInterval",
    "maxPollInterval",
    "notFoundGrace",
] as const satisfies (keyof WaitTimes)[];

/**
 * Gives the provider in state its methods. State of every version of this package calls it by this name.
 *
 * @param target The stored provider.
 * @param request Pulumi's, with the stack configuration.
 */
export function attach(target: object, request: dynamic.ConfigureRequest): void {
    const configuration: ConfigurationReader = (key) => request.config.get(key);
    Object.assign(target, {
        check: (_olds: Inputs, news: Inputs) => check(news, configuration),
        diff: (id: string, olds: Inputs, news: Inputs) => diff(id, olds, news, configuration),
        create: (inputs: Inputs) => create(inputs, configuration),
    });
}

async function check(inputs: Inputs, configuration: ConfigurationReader): Promise<dynamic.CheckResult> {
    try {
        const known = withStandIns(inputs);
        checkWait(referenceOf(known), timesOf(known), configuration);
        return { inputs, failures: [] };
    } catch (error) {
        if (!OperationError.isInstance(error)) {
            throw error;
        }
        // With a property named here, the engine would print its value, secret or not.
        return { inputs, failures: [{ property: "", reason: error.message }] };
    }
}

async function diff(
    id: string,
    olds: Inputs,
    news: Inputs,
    configuration: ConfigurationReader,
): Promise<dynamic.DiffResult> {
    const isUnknown = REFERENCE_INPUTS.some((name) => news[name] === UNKNOWN);
    const changed = REFERENCE_INPUTS.filter((name) => olds[name] !== news[name]);
    if (!isUnknown && isSameOperation(news, id, olds, configuration)) {
        return { changes: false };
    }
    return { changes: true, replaces: changed.length > 0 ? changed : ["subscriptionId"] };
}

async function create(inputs: Inputs, configuration: ConfigurationReader): Promise<dynamic.CreateResult> {
    const { waitUrn, ...kept } = inputs;
    const onProgress = typeof waitUrn === "string" ? createNarrator(createRowLog(waitUrn)) : undefined;
    const {
        path,
        status: { id: operationId, ...status },
    } = await untilCancelled((signal) =>
        waitWithConfiguration(
            referenceOf(inputs),
            { ...timesOf(inputs), signal, ...(onProgress === undefined ? {} : { onProgress }) },
            configuration,
        ),
    );
    return { id: path, outs: { ...kept, operationId, ...status } };
}

/** An operation is the same by its path, and by its host as far as both references name one. */
function isSameOperation(news: Inputs, id: string, olds: Inputs, configuration: ConfigurationReader): boolean {
    // A refresh compares too, and may know no settings.
    const oldSubscriptionId = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
    const url = operationUrl(news, configuration, oldSubscriptionId);
    return (
        operationKey(url) === operationKey({ ...url, path: id }) &&
        isSameHost(hostOf(olds.operation), hostOf(news.operation))
    );
}

function isSameHost(one: string | undefined, other: string | undefined): boolean {
    return (
        one === undefined ||
        other === undefined ||
        one === other ||
        one.endsWith(`.${other}`) ||
        other.endsWith(`.${one}`)
    );
}

function hostOf(operation: unknown): string | undefined {
    const origin = typeof operation === "string" ? /https:\/\/[^/\s]+/i.exec(operation)?.[0] : undefined;
    return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined;
}

function operationUrl(inputs: Inputs, configuration: ConfigurationReader, otherwise?: string): OperationUrl {
    const settings = new Settings({ configuration, environment: process.env });
    return parseReference(referenceOf(inputs), { subscriptionId: settings.get("subscriptionId") ?? otherwise });
}

function referenceOf(inputs: Inputs): OperationReference {
    return pick(inputs, REFERENCE_INPUTS) as unknown as OperationReference;
}

function timesOf(inputs: Inputs): WaitTimes {
    return pick(inputs, TIME_INPUTS) as WaitTimes;
}

function pick(inputs: Inputs, names: readonly string[]): Inputs {
    return Object.fromEntries(names.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]));
}

/** In a preview some inputs are not known yet. Their places are taken by what passes, so that the others are checked. */
function withStandIns(inputs: Inputs): Inputs {
    const standIns: Inputs = {
        operation: "/subscriptions/unknown/providers/Unknown/operations/unknown?api-version=2025-02-01",
        asyncOperationId: "unknown",
        location: "unknown",
        subscriptionId: "unknown",
        minPollInterval: known(inputs.maxPollInterval),
        maxPollInterval: known(inputs.minPollInterval),
    };
    const entries = Object.entries(inputs).map(([name, value]) => [name, known(value) ?? standIns[name]]);
    return Object.fromEntries(entries);
}

function known(value: unknown): unknown {
    return value === UNKNOWN ? undefined : value;
}
