// SPDX-License-Identifier: Apache-2.0

import type { Input } from "@pulumi/pulumi";
import type { OperationById, OperationByUrl, ResourceReference } from "../reference/operationReference";

/** The same object, in which each field, however deep, may also be an Output or a promise. */
type WithInputs<T> = {
    readonly [Name in keyof T]: Input<T[Name] extends object | undefined ? WithInputs<T[Name]> : T[Name]>;
};

/**
 * What to wait for, in the forms of `OperationReference`, where each field may be an output of another resource: the URL as a
 * text, or an object with `operation`, with `asyncOperationId` and `location`, or with `resourceId` and `apiVersion`.
 */
export type OperationReferenceArgs =
    | string
    | WithInputs<OperationByUrl>
    | WithInputs<OperationById>
    | WithInputs<ResourceReference>;
