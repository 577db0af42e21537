// SPDX-License-Identifier: Apache-2.0

import { type ConfigurationReader, Settings } from "../azure/settings";
import type { ArmUrl } from "../reference/armUrl";
import { operationKey } from "../reference/describeUrl";
import type { OperationById, OperationReference, ResourceReference } from "../reference/operationReference";
import { inSubscription } from "../reference/parseReference";
import { parseIdentity, unlessInvalid } from "./identity";

/** An operation in the state of a resource. */
export interface PreviousOperation {
    /** The reference in its inputs, if there is one. */
    readonly reference: OperationReference | undefined;
    /** The path, without the query. */
    readonly path: string;
}

/** Whether the reference at one index is the previous operation at another index. */
export type IsSameOperation = (index: number, previousIndex: number) => boolean;

/** What identifies an operation. */
interface Identity {
    readonly key: string | undefined;
    readonly isDeletion: boolean;
    /** The host, if the reference contains one. */
    readonly host: string | undefined;
}

/**
 * Compares references with the operations in state: by path, without regard to case and to the spelling of the region, by
 * `deleted`, and by host where both have one. Signatures and api-versions make no difference.
 *
 * A reference without a known path, such as an id in the subscription of Azure CLI, is another operation.
 */
export function compareOperations(
    references: readonly OperationReference[],
    previous: readonly PreviousOperation[],
    configuration: ConfigurationReader,
): IsSameOperation {
    const settings = new Settings({ configuration, environment: process.env });
    const subscriptionId = settings.get("subscriptionId") ?? assumedSubscription(previous);
    const urlIn = (reference: OperationReference | undefined) => urlOf(reference, subscriptionId);
    const identities = references.map((reference) => identityOf(reference, urlIn(reference)));
    const previousIdentities = previous.map(({ reference, path }): Identity => {
        const url = urlIn(reference);
        return { ...identityOf(reference, url), key: keyOfPath(path) };
    });
    return (index, previousIndex) => isSame(identities[index], previousIdentities[previousIndex]);
}

function isSame(one: Identity | undefined, other: Identity | undefined): boolean {
    return (
        one?.key !== undefined &&
        one.key === other?.key &&
        one.isDeletion === other.isDeletion &&
        isSameHost(one.host, other.host)
    );
}

/** A regional host is an alias of the global one. */
function isSameHost(one: string | undefined, other: string | undefined): boolean {
    return (
        one === undefined ||
        other === undefined ||
        one === other ||
        one.endsWith(`.${other}`) ||
        other.endsWith(`.${one}`)
    );
}

function identityOf(reference: OperationReference | undefined, url: ArmUrl | undefined): Identity {
    return {
        key: url === undefined ? undefined : operationKey(url),
        isDeletion: (reference as Partial<ResourceReference> | undefined)?.deleted ?? false,
        host: url?.origin === undefined ? undefined : new URL(url.origin).host,
    };
}

function keyOfPath(path: string): string {
    return operationKey({ property: "operation", origin: undefined, path, query: "" });
}

/** The subscription of an id where no setting has one, as in a refresh without settings: the one where it was. */
function assumedSubscription(previous: readonly PreviousOperation[]): string | undefined {
    const { path } = previous.find(({ reference }) => isInDefaultSubscription(reference)) ?? previous[0] ?? {};
    return /^\/subscriptions\/([^/]+)/i.exec(path ?? "")?.[1];
}

function isInDefaultSubscription(reference: OperationReference | undefined): boolean {
    const { asyncOperationId, subscriptionId } = Object(reference) as Partial<OperationById>;
    return asyncOperationId !== undefined && subscriptionId === undefined;
}

/** The URL of a reference; `undefined` where the reference is invalid, or its subscription unknown. */
function urlOf(reference: OperationReference | undefined, subscriptionId: string | undefined): ArmUrl | undefined {
    return unlessInvalid(() => {
        const target = reference === undefined ? undefined : parseIdentity(reference);
        if (target?.needsSubscription !== true) {
            return target?.url;
        }
        return subscriptionId === undefined ? undefined : inSubscription(target, subscriptionId).url;
    });
}
