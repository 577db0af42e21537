// SPDX-License-Identifier: Apache-2.0

import { operationWait } from "../../../provider/resources/operationWait";
import { resourceAction } from "../../../provider/resources/resourceAction";
import {
    type ActionRequest,
    runAction,
    type StartRequest,
    startOperation,
    waitForOperation,
} from "../../../provider/wait";
import { OPERATION_PATH } from "../wait/operations";
import type { Message } from "./message";

const SUBSCRIPTION = "/subscriptions/50000000-0000-4000-8000-000000000005";
const option = (options: object) => () => waitForOperation(OPERATION_PATH, options);
const start = (request: object) => () =>
    startOperation({ method: "POST", path: SUBSCRIPTION, apiVersion: "2025-02-01", ...request } as StartRequest);
const action = (request: object) => () =>
    runAction({ resourceId: SUBSCRIPTION, apiVersion: "2025-02-01", ...request } as ActionRequest);

const check = (inputs: object) => () =>
    resourceAction.check({ resourceId: SUBSCRIPTION, apiVersion: "2025-02-01", ...inputs }, () => undefined);

/** `InvalidArgument`: what is wrong with an option, a setting or a request. */
export const OPTIONS: readonly Message[] = [
    ['`timeout` must be a duration such as "90m", "1h30m" or "45s"', option({ timeout: 90 })],
    ['`timeout` must be greater than zero: give a duration such as "90m"', option({ timeout: "0s" })],
    ['`timeout` must be a duration such as "90m", "1h30m" or "45s"', option({ timeout: "2y" })],
    ["`timeout` must not be longer than a year", option({ timeout: "400d" })],
    [
        "`minPollInterval` is longer than `maxPollInterval`: make it shorter, or the other longer",
        option({ minPollInterval: "2m", maxPollInterval: "1m" }),
    ],
    ["`signal` must be an AbortSignal", option({ signal: {} })],
    ["`onProgress` must be a function", option({ onProgress: "log" })],
    ["`credential` must be a TokenCredential, such as those of @azure/identity", option({ credential: "token" })],
    [
        '`endpoint` must be the URL of a Resource Manager such as "https://management.azure.com"',
        option({ endpoint: "management.azure.com" }),
    ],
    [
        "`endpoint` must begin with https://, unless it is a loopback address",
        option({ endpoint: "http://management.azure.com" }),
    ],
    ["`settings` must be an object", option({ settings: "production" })],
    [
        "`settings` has no `tenant`: use the names of azure-native's provider arguments",
        option({ settings: { tenant: "t" } }),
    ],
    [
        "`environment` (settings.environment) is not a known cloud: use public, usgovernment or china, or set azure-native:metadataHost or ARM_METADATA_HOSTNAME",
        option({ settings: { environment: "moon" } }),
    ],
    [
        "`metadataHost` (settings.metadataHost) must be a host, without https:// or a path",
        option({ settings: { metadataHost: "https://cloud.example" } }),
    ],
    ["`method` must be POST, PUT, PATCH or DELETE", start({ method: "GET" })],
    [
        "`path` must have no query: give `apiVersion` by itself",
        start({ path: `${SUBSCRIPTION}?api-version=2025-02-01` }),
    ],
    ["`body` cannot be sent as JSON (Do not know how to serialize a BigInt)", start({ body: 1n })],
    ['`action` must be what follows the id in the path, such as "failover"', action({ action: "/failover" })],
    [
        "`retries` must be a whole number, 0 or more",
        () => runAction({ resourceId: SUBSCRIPTION, apiVersion: "2025-02-01" }, { retries: -1 }),
    ],
    ["`ignoreNotFound` must be true or false", check({ ignoreNotFound: "yes" })],
    ['`destroy` must be an object, such as { action: "failback" }', check({ destroy: "failback" })],
    [
        '`destroy.action` must be what follows the id in the path, such as "failover"',
        check({ destroy: { action: "/failback" } }),
    ],
    [
        "`triggers` is for `resourceId` only: an operation that has ended never changes, so give another one",
        () => operationWait.check({ operation: OPERATION_PATH, triggers: [1] }, () => undefined),
    ],
];
