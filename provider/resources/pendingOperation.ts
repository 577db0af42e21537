// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import { canonicalJson } from "../common/json";
import { decoded } from "../reference/describeUrl";
import type { OperationReference } from "../reference/operationReference";
import { STALE_STATE_MS } from "../wait/pollDelay";
import type { Inputs } from "./inputs";

/** An action that has begun, and whose end is not known yet. It contains the status URL, which may be signed. */
export interface PendingOperation {
    readonly operation: OperationReference;
    /** The digest of what was sent. The inputs in state do not tell: after a failed update the engine keeps those before it. */
    readonly requestDigest: string;
    /** Whether its status was read once. After that a 404 means that its record has expired. */
    readonly wasRead: boolean;
}

/**
 * The operation without the `Retry-After` of the response that accepted it, which is over by the next run. A resource, which may show
 * an earlier state, keeps the first ten seconds.
 */
export function withoutDelay(operation: OperationReference): OperationReference {
    if (typeof operation === "string" || operation.retryAfter === undefined) {
        return operation;
    }
    const { retryAfter: _, ...others } = operation;
    return "resourceId" in others ? { ...others, retryAfter: `${STALE_STATE_MS}ms` } : others;
}

/** The operation alone: by the next run, the state of its resource may be that of a later operation. */
export function withoutFallback(operation: OperationReference): OperationReference {
    if (typeof operation === "string" || "resourceId" in operation) {
        return operation;
    }
    const { fallback: _, ...others } = operation;
    return others;
}

/** The text that state holds. */
export function serialisePendingOperation(pending: PendingOperation): string {
    return JSON.stringify(pending);
}

/** The operation in the state of an action; `undefined` where none is pending. */
export function pendingOperationIn({ pendingOperation }: Inputs): PendingOperation | undefined {
    return typeof pendingOperation === "string" ? JSON.parse(pendingOperation) : undefined;
}

/**
 * A digest of everything whose change sends an action again: `action`, without regard to case and encoding, `method`, `body`,
 * without regard to the order of keys, and `triggers`. A digest, because bodies and triggers may be secret.
 */
export function requestDigest({ action, method = "POST", body, triggers }: Inputs): string {
    const sent = { action: typeof action === "string" ? comparable(action) : action, method, body, triggers };
    return `sha256:${createHash("sha256").update(canonicalJson(sent)).digest("hex")}`;
}

/** The same text for all spellings of a path: decoded, in lower case, and without a slash at the end. */
export function comparable(path: string): string {
    return decoded(path.trim().replace(/\/$/, "")).toLowerCase();
}
