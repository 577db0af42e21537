// SPDX-License-Identifier: Apache-2.0

/** Which of ARM's patterns a status URL follows. */
export type OperationPattern = "azureAsyncOperation" | "location";

/** What may be said of an operation beside where its status is. */
export interface OperationHints {
    /**
     * Which of ARM's patterns the status URL follows. Its answers tell, so this is for services that answer ambiguously.
     *
     * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
     */
    readonly pattern?: OperationPattern;
    /** The resource whose `provisioningState` decides when the operation's own record is gone. Only then is it asked. */
    readonly fallback?: { readonly resourceId: string; readonly apiVersion: string };
    /**
     * How long Azure asked not to be asked (`Retry-After`) when it accepted the operation, as a duration such as `"60s"`. The
     * first look comes after that.
     *
     * @default "0s"
     */
    readonly retryAfter?: string;
}

/** An operation by its id, as in ARM's *Operation Statuses - Get*. */
export interface OperationById extends OperationHints {
    /** The id of the operation, the last segment of its status URL. Any characters are allowed. */
    readonly asyncOperationId: string;
    /** The region in which the operation runs, as name or display name: `"westus"` or `"West US"`. */
    readonly location: string;
    /** @default azure-native's `subscriptionId` (configuration, then `ARM_SUBSCRIPTION_ID`) */
    readonly subscriptionId?: string;
    /** @default "Microsoft.OperationalInsights" */
    readonly resourceProvider?: string;
    /** @default "2025-02-01" */
    readonly apiVersion?: string;
}

/** An operation by its status URL. */
export interface OperationByUrl extends OperationHints {
    /**
     * The full URL of an `Azure-AsyncOperation`, `Operation-Location` or `Location` header; an ARM path from
     * `/subscriptions/` or `/providers/` on; or a longer text, such as an error message, with exactly one of those in it.
     */
    readonly operation: string;
    /** The api-version to read the status with, where `operation` carries none. */
    readonly apiVersion?: string;
}

/** A resource, whose `provisioningState` is waited for. */
export interface ResourceReference {
    /** The ARM id of the resource, or its URL. */
    readonly resourceId: string;
    /** An api-version of the resource's type. */
    readonly apiVersion: string;
    /**
     * Whether the resource is to go away: wait until ARM answers 404.
     *
     * @default false
     */
    readonly deleted?: boolean;
    /** As of an operation. @default "0s" */
    readonly retryAfter?: string;
}

/** What to wait for. A string stands for `{ operation: string }`. */
export type OperationReference = string | OperationByUrl | OperationById | ResourceReference;

/** The fields of all forms of a reference. */
export type ReferenceFields = Partial<OperationByUrl & OperationById & ResourceReference>;
