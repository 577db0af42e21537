// SPDX-License-Identifier: Apache-2.0

/** A type in the schema of a package. @see https://www.pulumi.com/docs/iac/extending-pulumi/schema/ */
export interface TypeSpec {
    readonly type?: "string" | "boolean" | "integer" | "number" | "array" | "object";
    readonly items?: TypeSpec;
    readonly additionalProperties?: TypeSpec;
    readonly $ref?: string;
    readonly oneOf?: readonly TypeSpec[];
}

/** An argument or an output. */
export interface PropertySpec extends TypeSpec {
    readonly description: string;
    readonly secret?: true;
}

/** Properties by name. */
export type Properties = Readonly<Record<string, PropertySpec>>;

export const TEXT = { type: "string" } as const;
export const FLAG = { type: "boolean" } as const;
export const WHOLE_NUMBER = { type: "integer" } as const;
export const TEXTS = { type: "array", items: TEXT } as const;
export const ANY = { $ref: "pulumi.json#/Any" } as const;
const ANY_MAP = { type: "object", additionalProperties: ANY } as const;
export const reference = (name: string) => ({ $ref: `#/types/azure-wait:index:${name}` }) as const;

export const TIMES: Properties = {
    timeout: {
        ...TEXT,
        description:
            'The longest time to wait, such as "90m" or "1h30m". The operation itself is not stopped when it is exceeded. Defaults to the resource option `customTimeouts.create`, else to "2h".',
    },
    minPollInterval: {
        ...TEXT,
        description: 'The shortest time between two polls, where ARM sends no `Retry-After`. Defaults to "1s".',
    },
    maxPollInterval: {
        ...TEXT,
        description: 'The longest time between two polls, where ARM sends no `Retry-After`. Defaults to "1m".',
    },
    notFoundGrace: {
        ...TEXT,
        description: 'How long a 404 before the first successful poll counts as "not visible yet". Defaults to "2m".',
    },
    forbiddenGrace: {
        ...TEXT,
        description:
            'How long a 403 before the first successful poll counts as "the role is not effective yet". Defaults to "0s".',
    },
};

export const REFERENCE: Properties = {
    operation: {
        ...TEXT,
        secret: true,
        description:
            "The full URL of an `Azure-AsyncOperation`, `Operation-Location` or `Location` header; an ARM path that begins with `/subscriptions/` or `/providers/`; or a longer string, such as an error message, that contains exactly one of these. Always a secret, because such URLs may be signed.",
    },
    asyncOperationId: {
        ...TEXT,
        description: "The id of the operation, the last segment of its status URL. Requires `location`.",
    },
    location: {
        ...TEXT,
        description: 'Name or display name of the region in which the operation runs: "westus" or "West US".',
    },
    subscriptionId: {
        ...TEXT,
        description: "Subscription in which the operation runs. Defaults to that of the provider.",
    },
    resourceProvider: {
        ...TEXT,
        description: 'Namespace of the resource provider. Defaults to "Microsoft.OperationalInsights".',
    },
    resourceId: {
        ...TEXT,
        description: "The ARM id of a resource whose `provisioningState` is polled. Requires `apiVersion`.",
    },
    apiVersion: {
        ...TEXT,
        description:
            'The api-version of the resource provider or of the resource\'s type; for an `operation` without one, of its status. Defaults to "2025-02-01" with `asyncOperationId`.',
    },
    deleted: {
        ...FLAG,
        description: "For `resourceId`: whether to wait for its deletion, until ARM returns 404. Defaults to false.",
    },
    pattern: {
        ...TEXT,
        description:
            'ARM\'s pattern of the status URL, "azureAsyncOperation" or "location". Only required for services with ambiguous responses.',
    },
    succeededStatuses: {
        ...TEXTS,
        description:
            'Statuses that end the operation as succeeded, besides ARM\'s own, for services with words of their own, such as ["Deleted"].',
    },
    fallback: {
        ...reference("Fallback"),
        description:
            "The resource that is asked when the record of the operation is gone, or its URL goes on to respond without a status.",
    },
    retryAfter: {
        ...TEXT,
        description:
            'Delay before the first poll, such as "60s": the `Retry-After` of the response that accepted the operation. Defaults to "0s".',
    },
};

export const STATUS: Properties = {
    status: { ...TEXT, description: 'The final status, such as "Succeeded".' },
    operationId: { ...TEXT, description: "ARM's id of the operation, without a query." },
    startTime: { ...TEXT, description: "When the operation began, as ARM wrote it." },
    endTime: { ...TEXT, description: "When the operation ended, as ARM wrote it." },
    percentComplete: { type: "number", description: "0 to 100." },
    properties: {
        ...ANY_MAP,
        secret: true,
        description:
            "The properties of the status, as the service sent them. A secret, because they may contain anything.",
    },
    durationSeconds: { type: "number", description: "The duration of the wait." },
    polls: { ...WHOLE_NUMBER, description: "The number of requests for the status." },
};

export const NAMED_STATUS: Properties = { name: { ...TEXT, description: "ARM's name of the operation." }, ...STATUS };
export const NAMED_STATUS_REQUIRED = ["name", "status", "operationId", "durationSeconds", "polls"];

const UNDO: Properties = {
    resourceId: { ...TEXT, description: "Defaults to the `resourceId` of the action." },
    apiVersion: { ...TEXT, description: "Defaults to the `apiVersion` of the action." },
    action: {
        ...TEXT,
        description:
            'What follows the resource\'s id in the path, such as "failback". Defaults to the resource itself.',
    },
    method: { ...TEXT, description: '"POST", "PUT", "PATCH" or "DELETE". Defaults to "POST".' },
    body: { ...ANY, description: "Sent as JSON. Defaults to none." },
};

/** The object types of arguments and outputs. */
export const TYPES: Readonly<
    Record<
        string,
        { readonly description: string; readonly properties: Properties; readonly required: readonly string[] }
    >
> = {
    Fallback: {
        description: "A resource whose `provisioningState` is read in place of an operation.",
        properties: {
            resourceId: { ...TEXT, description: "The ARM id of the resource." },
            apiVersion: { ...TEXT, description: "An api-version of the resource's type." },
        },
        required: ["resourceId", "apiVersion"],
    },
    OperationReference: {
        description:
            "An operation or a resource to wait for: `operation`, or `asyncOperationId` and `location`, or `resourceId` and `apiVersion`.",
        properties: REFERENCE,
        required: [],
    },
    OperationStatus: {
        description: "The status of an operation.",
        properties: NAMED_STATUS,
        required: NAMED_STATUS_REQUIRED,
    },
    Undo: { description: "The request that undoes an action.", properties: UNDO, required: [] },
};
