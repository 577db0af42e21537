// SPDX-License-Identifier: Apache-2.0

import { CodedError } from "../common/codedError";
import type { OperationReference } from "../reference/operationReference";
import { DEFAULT_API_VERSION, parseReference, type WaitTarget } from "../reference/parseReference";
import { REFERENCE_FIELDS } from "../reference/referenceFields";
import { type Inputs, pick } from "./inputs";

/** The inputs that identify the operation. */
const IDENTITY_INPUTS: readonly string[] = Object.entries(REFERENCE_FIELDS)
    .filter(([, identifies]) => identifies)
    .map(([name]) => name);

/**
 * The fields of a reference that identify its operation, as outputs hold them: of a URL only host and path.
 *
 * The query of a URL may be signed, and the SDK writes the outputs of a resource, secrets in clear, into the debug events that
 * `--debug` and `--json` print (pulumi/pulumi#24479). The inputs stay in state, where secrets are encrypted.
 */
export function identityOutputs(reference: OperationReference): Inputs {
    const fields = identityOf(reference);
    const { operation, resourceId } = fields;
    if (typeof resourceId === "string") {
        return { ...fields, resourceId: withoutQuery(resourceId) };
    }
    const url = operation === undefined ? undefined : unlessInvalid(() => parseIdentity(reference).url);
    return url === undefined ? fields : { ...fields, operation: `${url.origin ?? ""}${url.path}` };
}

/** Parses what identifies the operation. @throws {CodedError} `InvalidArgument`. */
export function parseIdentity(reference: OperationReference): WaitTarget {
    // Outputs hold no api-version, and a reference may need one. Host and path are the same in each.
    return parseReference({ ...identityOf(reference), apiVersion: DEFAULT_API_VERSION } as OperationReference);
}

/** The result; `undefined` where a reference is invalid, or unknown in a preview. */
export function unlessInvalid<T>(parse: () => T): T | undefined {
    try {
        return parse();
    } catch (error) {
        if (error instanceof CodedError) {
            return undefined;
        }
        throw error;
    }
}

/** A URL or id without its query. */
export function withoutQuery(url: string): string {
    return url.replace(/\?.*/s, "");
}

function identityOf(reference: OperationReference): Inputs {
    return pick(typeof reference === "string" ? { operation: reference } : { ...reference }, IDENTITY_INPUTS);
}
