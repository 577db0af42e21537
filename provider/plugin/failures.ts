// SPDX-License-Identifier: Apache-2.0

import type { Metadata, ServiceError } from "@grpc/grpc-js";
import { CheckFailure, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { loadGrpc } from "../engine/grpc";
import { PartialStateError } from "../resources/partialStateError";
import { OperationError } from "../wait/operationError";
import { encodeProperties } from "./propertyValues";

/**
 * The failures of a check: none, or the one that it throws. It names no property, because the engine would print the property's
 * value, secret or not.
 */
export function checkFailures(check: () => void): CheckFailure[] {
    try {
        check();
        return [];
    } catch (error) {
        if (!OperationError.isInstance(error)) {
            throw error;
        }
        const failure = new CheckFailure();
        failure.setReason(error.message);
        return [failure];
    }
}

/** An error of a method, as gRPC sends it. */
export class MethodError extends Error implements ServiceError {
    override readonly name = "MethodError";
    readonly code = loadGrpc().status.UNKNOWN;
    readonly details: string;
    readonly metadata: Metadata;

    /**
     * @param error A `PartialStateError` makes the engine record a half-made resource.
     * @param secretNames Its outputs to mark as secret.
     */
    constructor(error: unknown, secretNames: ReadonlySet<string> = new Set()) {
        const message = error instanceof Error ? error.message : String(error);
        super(message, { cause: error });
        this.details = message;
        this.metadata = new (loadGrpc().Metadata)();
        if (error instanceof PartialStateError) {
            this.metadata.add("grpc-status-details-bin", partialStateDetails(error, secretNames));
        }
    }
}

function partialStateDetails({ id, outputs, message }: PartialStateError, secretNames: ReadonlySet<string>): Buffer {
    const failed = new ErrorResourceInitFailed();
    failed.setId(id);
    failed.setProperties(encodeProperties(outputs, secretNames));
    failed.setReasonsList([message]);
    const detail = new Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(loadGrpc().status.UNKNOWN);
    status.setMessage(message);
    status.addDetails(detail);
    return Buffer.from(status.serializeBinary());
}
