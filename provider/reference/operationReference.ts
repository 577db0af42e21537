// SPDX-License-Identifier: Apache-2.0

/** Which of ARM's patterns a status URL follows. */
export type OperationPattern = "azureAsyncOperation" | "location";

/** Optional hints about an operation. */
export interface OperationHints {
    /**
     * ARM's pattern of the status URL. Only required for services with ambiguous responses.
     *
     * @default the name of the header, where `operation` contains it (`Location: https://…`); else detected from the URL and the
     *     responses
     * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
     */
    readonly pattern?: OperationPattern;
    /**
     * Statuses that end the operation as succeeded, besides ARM's own `Succeeded` and `Completed`, for services with words of
     * their own, such as `["Deleted"]`. Compared whole, without regard to case.
     *
     * @default []
     */
    readonly succeededStatuses?: readonly string[];
    /**
     * The resource whose `provisioningState` decides after the record of the operation has expired, or when the responses go on
     * to have no status. It is only read then.
     */
    readonly fallback?: {
        /** The ARM id of the resource, from `/subscriptions/` or `/providers/` on. */
        readonly resourceId: string;
        /** An api-version of the resource's type. */
        readonly apiVersion: string;
    };
    /**
     * Delay before the first poll, as a duration such as `"60s"`: the `Retry-After` of the response that accepted the operation.
     *
     * @default "0s"
     */
    readonly retryAfter?: string;
}

/** An operation by its id, for ARM's *Operation Statuses - Get*. */
export interface OperationById extends OperationHints {
    /** The id of the operation, the last segment of its status URL. Any characters are allowed. */
    readonly asyncOperationId: string;
    /** Name or display name of the region in which the operation runs: `"westus"` or `"West US"`. */
    readonly location: string;
    /**
     * Subscription in which the operation runs.
     *
     * @default azure-native's `subscriptionId` (configuration, then `ARM_SUBSCRIPTION_ID`)
     */
    readonly subscriptionId?: string;
    /** Namespace of the resource provider. @default "Microsoft.OperationalInsights" */
    readonly resourceProvider?: string;
    /** The api-version of the resource provider. @default "2025-02-01" */
    readonly apiVersion?: string;
}

/** An operation by its status URL. */
export interface OperationByUrl extends OperationHints {
    /**
     * The full URL of an `Azure-AsyncOperation`, `Operation-Location` or `Location` header; an ARM path that begins with
     * `/subscriptions/` or `/providers/`; or a longer string, such as an error message, that contains exactly one of these.
     */
    readonly operation: string;
    /** The api-version of the status, for an `operation` without one. */
    readonly apiVersion?: string;
}

/** A resource whose `provisioningState` is polled. */
export interface ResourceReference {
    /** The ARM id of the resource, or its URL. */
    readonly resourceId: string;
    /** An api-version of the resource's type. */
    readonly apiVersion: string;
    /**
     * Whether to wait for the deletion of the resource, until ARM returns 404.
     *
     * @default false
     */
    readonly deleted?: boolean;
    /** Delay before the first poll, as a duration such as `"60s"`. @default "0s" */
    readonly retryAfter?: string;
}

/** An operation or a resource to wait for. A string is short for `{ operation: string }`. */
export type OperationReference = string | OperationByUrl | OperationById | ResourceReference;

/** The fields of all forms of a reference. */
export type ReferenceFields = Partial<OperationByUrl & OperationById & ResourceReference>;
