// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { CodedError } from "../common/codedError";
import type { ArmUrl } from "../reference/armUrl";
import { operationKey } from "../reference/describeUrl";
import type { OperationById, OperationReference, ResourceReference } from "../reference/operationReference";
import { subscriptionOf, urlOf } from "./inputs";

/** An operation that was waited for. */
export interface PreviousOperation {
    /** How it was given then, if that is known. */
    readonly reference: OperationReference | undefined;
    /** Its path, without its query. */
    readonly path: string;
}

/** Tells whether the reference at one index means the known operation at another. */
export type IsSameOperation = (index: number, knownIndex: number) => boolean;

/** What two references to one operation have in common. */
interface Identity {
    readonly key: string | undefined;
    readonly isDeletion: boolean;
    /** The host, as far as the reference names one. */
    readonly host: string | undefined;
}

/**
 * Compares references with the operations that were waited for: by path, where neither case nor the spelling of the region
 * matters, by whether a deletion is meant, and by host as far as both name one. Signatures and api-versions are no difference.
 *
 * A reference whose path cannot be told, such as an id in the subscription that only Azure CLI knows, is another operation.
 */
export function compareOperations(
    references: readonly OperationReference[],
    known: readonly PreviousOperation[],
    configuration: ConfigurationReader,
): IsSameOperation {
    const subscriptionId = assumedSubscription(known);
    const urlIn = (reference: OperationReference | undefined) => tryUrlOf(reference, configuration, subscriptionId);
    const identities = references.map((reference) => identityOf(reference, urlIn(reference)));
    const knownIdentities = known.map(({ reference, path }): Identity => {
        const url = urlIn(reference);
        return { ...identityOf(reference, url), key: keyOfPath(path) };
    });
    return (index, knownIndex) => isSame(identities[index], knownIdentities[knownIndex]);
}

function isSame(one: Identity | undefined, other: Identity | undefined): boolean {
    return (
        one?.key !== undefined &&
        one.key === other?.key &&
        one.isDeletion === other.isDeletion &&
        isSameHost(one.host, other.host)
    );
}

/** A regional host stands for the global one. */
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

/** A refresh compares too, and may know no settings: then an id is in the subscription where it was. */
function assumedSubscription(known: readonly PreviousOperation[]): string | undefined {
    return subscriptionOf((known.find(({ reference }) => isInDefaultSubscription(reference)) ?? known[0])?.path);
}

function isInDefaultSubscription(reference: OperationReference | undefined): boolean {
    const { asyncOperationId, subscriptionId } = Object(reference) as Partial<OperationById>;
    return asyncOperationId !== undefined && subscriptionId === undefined;
}

function tryUrlOf(
    reference: OperationReference | undefined,
    configuration: ConfigurationReader,
    subscriptionId: string | undefined,
): ArmUrl | undefined {
    try {
        return reference === undefined ? undefined : urlOf(reference, configuration, subscriptionId);
    } catch (error) {
        if (error instanceof CodedError) {
            return undefined;
        }
        throw error;
    }
}
