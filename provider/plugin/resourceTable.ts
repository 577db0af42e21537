// SPDX-License-Identifier: Apache-2.0

import {
    ANY,
    FLAG,
    NAMED_STATUS,
    NAMED_STATUS_REQUIRED,
    type Properties,
    REFERENCE,
    reference,
    STATUS,
    TEXT,
    TEXTS,
    TIMES,
    WHOLE_NUMBER,
} from "./propertyTable";

/** A resource: its arguments and its outputs. */
export interface ResourceTable {
    readonly description: string;
    readonly inputs: Properties;
    readonly requiredInputs: readonly string[];
    readonly outputs: Properties;
    /** The outputs that are always there. */
    readonly requiredOutputs: readonly string[];
    /**
     * The secrets in state that are no outputs of a program. Absent where state holds nothing but outputs, besides the inputs, which
     * the engine keeps itself; after a failed update, it keeps those before it.
     */
    readonly hiddenSecrets?: readonly string[];
}

/** The resources by the name of their type. */
export const RESOURCES = {
    OperationWait: {
        description:
            "Waits until an Azure operation that something else has started has Succeeded. Dependents of this resource are created after that. When the operation Failed or was Canceled, the deployment fails with Azure's whole error, nothing is recorded, and the next `pulumi up` waits again.\n\nGive `operation`, or `asyncOperationId` and `location`, or `resourceId` and `apiVersion`. Another operation replaces the resource; other changes do nothing. Refresh and destroy send no request.",
        inputs: {
            ...REFERENCE,
            ...TIMES,
            triggers: {
                type: "array",
                items: ANY,
                description: "For `resourceId`: any values. A change of one waits for the resource again.",
            },
        },
        requiredInputs: [],
        outputs: NAMED_STATUS,
        requiredOutputs: NAMED_STATUS_REQUIRED,
    },
    OperationWaitAll: {
        description:
            "Waits until each of several Azure operations has Succeeded, in one parallel slot of the engine. It waits until each has ended, and reports every failure in one error. A changed list waits for the new operations only, and keeps the statuses of the others.",
        inputs: {
            operations: {
                type: "array",
                items: { oneOf: [TEXT, reference("OperationReference")] },
                secret: true,
                description:
                    "The operations: status URLs, or objects. Always a secret, because their URLs may be signed.",
            },
            ...TIMES,
        },
        requiredInputs: ["operations"],
        outputs: {
            operationIds: { ...TEXTS, description: "The paths of the operations, in the order of `operations`." },
            statuses: {
                type: "array",
                items: reference("OperationStatus"),
                secret: true,
                description: "The status of each operation, in the order of `operations`. A secret.",
            },
        },
        requiredOutputs: ["operationIds", "statuses"],
    },
    ResourceAction: {
        description:
            "Sends an action of a resource to ARM, such as a failover, a start, a key rotation or a purge, and waits for its end. Dependents of this resource are created after that.\n\nThe action is sent when the resource is created, and again when `triggers`, `action`, `method` or `body` change. When the wait is interrupted, or reaches its `timeout`, the next `pulumi up` goes on waiting and does not send the action again. `pulumi destroy` sends what `destroy` describes, and waits for its end. Preview and refresh send no request.",
        inputs: {
            resourceId: {
                ...TEXT,
                description:
                    "The ARM id of the resource, from `/subscriptions/` or `/providers/` on. Another one replaces the `ResourceAction`.",
            },
            apiVersion: {
                ...TEXT,
                description:
                    'An api-version of the resource\'s type, such as "2025-02-01". A change is recorded, and sends nothing.',
            },
            action: {
                ...TEXT,
                description:
                    'What follows the resource\'s id in the path, such as "failover". A change sends the action again. Defaults to the resource itself.',
            },
            method: {
                ...TEXT,
                description: '"POST", "PUT", "PATCH" or "DELETE". A change sends the action again. Defaults to "POST".',
            },
            body: {
                ...ANY,
                description:
                    "Sent as JSON. A change sends the action again. Secrets in it stay secret. Defaults to none.",
            },
            destroy: {
                ...reference("Undo"),
                description:
                    "What `pulumi destroy` sends, and a replacement before its new action; with `pulumi up --replace` only where the resource option `deleteBeforeReplace` is true. A change is recorded, and sends nothing. Defaults to none.",
            },
            triggers: {
                type: "array",
                items: ANY,
                description: "Any values. A change of one sends the action again. Secrets in them stay secret.",
            },
            ignoreNotFound: {
                ...FLAG,
                description: "Whether `destroy` has succeeded when Azure responds with 404. Defaults to false.",
            },
            retries: {
                ...WHOLE_NUMBER,
                description:
                    "How often a request is sent again while Azure responds that another operation is in progress. Defaults to 10.",
            },
            ...TIMES,
        },
        requiredInputs: ["resourceId", "apiVersion"],
        outputs: {
            ...STATUS,
            result: {
                ...ANY,
                secret: true,
                description:
                    "The body of a response that came at once, or of the last response in the Location pattern; else the `properties` of the status. A secret.",
            },
        },
        requiredOutputs: ["status", "durationSeconds", "polls"],
        hiddenSecrets: ["destroy", "pendingOperation", "requestDigest"],
    },
} as const satisfies Readonly<Record<string, ResourceTable>>;
