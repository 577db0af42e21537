// SPDX-License-Identifier: Apache-2.0
import { describeAuthMethod, describeUsedSettings } from "../../../provider/azure/authMethod";
import { Settings } from "../../../provider/azure/settings";
import { compactJson } from "../../../provider/common/json";
import { formatErrorHeadline, formatErrorTree } from "../../../provider/response/formatError";
import { OperationError, type OperationReference, runAction } from "../../../provider/wait";
import { combinedError } from "../../../provider/wait/combinedError";
import { formatProgress } from "../../../provider/wait/progress";
import { errorResponse, IDS, NO_STATUS, NOT_FOUND, OPERATION_PATH, PENDING, SUCCEEDED } from "../wait/operations";
import type { Line } from "../wait/scriptedArm";
import type { Message, Producer } from "./message";

const RESOURCE = {
    resourceId:
        "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/Microsoft.Network/vnets/v",
    apiVersion: "2024-05-01",
};
const WITH_FALLBACK = { operation: OPERATION_PATH, fallback: RESOURCE };
const RESOURCE_SUCCEEDED: Line = { headers: IDS, body: { properties: { provisioningState: "Succeeded" } } };
const PURGE =
    "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/operations/purge-1?api-version=2025-02-01";
const OLD_VERSION = errorResponse(
    400,
    "InvalidResourceType",
    "The api-version '2025-02-01' is not supported. The supported api-versions are '2023-09-01'.",
);
const BUSY = errorResponse(409, "AnotherOperationInProgress", "Another operation is in progress.");
const BUSY_WITH_URL = errorResponse(409, "AnotherOperationInProgress", `For its status use ${OPERATION_PATH}`);

/** The last lines of the progress of a wait. */
const progress =
    (script: readonly Line[], operation: OperationReference) =>
    async ({ wait }: Producer) => {
        const lines = new Set<string>();
        await wait(script, operation, { onProgress: (state) => lines.add(formatProgress(state)) });
        return [...lines].slice(-2).join("\n");
    };

/** The different lines of the progress of an action. */
const actionProgress =
    (script: readonly Line[]) =>
    async ({ serve }: Producer) => {
        const lines = new Set<string>();
        const onProgress = (state: Parameters<typeof formatProgress>[0]) => lines.add(formatProgress(state));
        await serve(script, (options) => runAction({ ...RESOURCE, action: "restart" }, { ...options, onProgress }));
        return [...lines].join("\n");
    };

/** The trace of a wait, of `pulumi up --debug`. */
const trace =
    (script: readonly Line[]) =>
    async ({ wait }: Producer) => {
        const lines: string[] = [];
        await wait(script, OPERATION_PATH, { onTrace: (line) => lines.push(line) });
        return lines.join("\n");
    };

/** An array in an array, and so on. */
function nested(depth: number): unknown {
    let value: unknown = [];
    for (let level = 0; level < depth; level += 1) {
        value = [value];
    }
    return value;
}

const signInOf = (given: object) => new Settings({ given, environment: {} });
const long = new OperationError("a".repeat(200_000), { code: "OperationFailed", operation: OPERATION_PATH });

/** Progress, traces, and parts of reports. */
export const TEXTS: readonly Message[] = [
    ["InProgress · 0s · next poll in 1s", progress([PENDING, SUCCEEDED], OPERATION_PATH)],
    [
        "no status yet · last poll: 503 ServerBusy: Try later. · 0s · next poll in 1s",
        progress([errorResponse(503, "ServerBusy", "Try later."), SUCCEEDED], OPERATION_PATH),
    ],
    [
        "pending · purges never report that they failed · 0s · next poll in 1s",
        progress([{ headers: IDS, body: { status: "pending" } }, SUCCEEDED], PURGE),
    ],
    [
        "no status yet · last poll: its api-version is not supported; polling with 2023-09-01 instead · 0s · next poll in 1s",
        progress([OLD_VERSION, SUCCEEDED], OPERATION_PATH),
    ],
    [
        [
            "InProgress · last poll: 404 NotFound: There is no such operation. · 1s · next poll in 1s",
            "InProgress · last poll: its record is gone; polling the `fallback` instead · 2s · next poll in 8s",
        ],
        progress([PENDING, NOT_FOUND, NOT_FOUND, RESOURCE_SUCCEEDED], WITH_FALLBACK),
    ],
    [
        [
            'no status yet · last poll: 200, application/json: {"name":"op-1"} · 1m 3s · next poll in 1m',
            "no status yet · last poll: its URL has no status; polling the `fallback` instead · 2m 3s · next poll in 1s",
        ],
        progress([...Array.from({ length: 8 }, () => NO_STATUS), RESOURCE_SUCCEEDED], WITH_FALLBACK),
    ],
    [
        "no status yet · last poll: 409 AnotherOperationInProgress: Another operation is in progress. · busy; sent again in 10s · 0s · next poll in 10s",
        actionProgress([BUSY, { headers: IDS }]),
    ],
    [
        "InProgress · busy with another operation · 0s · next poll in 1s",
        actionProgress([BUSY_WITH_URL, PENDING, SUCCEEDED, { headers: IDS }]),
    ],
    [
        [
            "poll 1: 200 InProgress, running, azureAsyncOperation by status, no Retry-After, 249 reads left, request id request-1, GET /subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1",
            "poll 2: 200 Succeeded, succeeded, azureAsyncOperation by status, no Retry-After, 249 reads left, no request id, GET /subscriptions/50000000-0000-4000-8000-000000000005/providers/Microsoft.OperationalInsights/locations/westus/operationStatuses/op-1",
        ],
        trace([PENDING, { body: { status: "Succeeded" } }]),
    ],
    [
        "the default Azure credential (settings.useDefaultAzureCredential)",
        () => describeAuthMethod(signInOf({ useDefaultAzureCredential: true })),
    ],
    [
        ["settings: tenantId (settings.tenantId)", "  useMsi (settings.useMsi) is off, because it is not `true`"],
        () => describeUsedSettings(signInOf({ useMsi: "True", tenantId: "t" })).trimStart(),
    ],
    ["no code, no message", () => formatErrorHeadline({})],
    [
        "… (39079 more lines not shown: more than 65536 characters)",
        () => formatErrorTree({ details: Array.from({ length: 50_000 }, () => ({ code: "A" })) }).at(-1),
    ],
    [
        "  … and 1 more, not shown because of more than 262144 characters: op-1",
        () =>
            combinedError([long, new OperationError("b".repeat(200_000), { ...long })], 2)
                .message.split("\n")
                .at(-1),
    ],
    [
        [
            "",
            "  clientId (environment variable ARM_CLIENT_ID) is set, but what proves it is missing or empty: azure-native:clientSecret or ARM_CLIENT_SECRET, azure-native:clientCertificatePath or ARM_CLIENT_CERTIFICATE_PATH, azure-native:useOidc or ARM_USE_OIDC",
        ],
        () => describeUsedSettings(new Settings({ given: {}, environment: { ARM_CLIENT_ID: "c" } })),
    ],
    ["(nested too deeply to be shown)", () => compactJson(nested(100_000))],
];
