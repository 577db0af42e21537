// SPDX-License-Identifier: Apache-2.0

import type { handleUnaryCall } from "@grpc/grpc-js";
import { MethodError } from "./failures";

/** A method of a gRPC service that responds with the result of a function, or with its error. */
export function unary<Request, Response>(
    method: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
    return async ({ request }, callback) => {
        try {
            callback(null, await method(request));
        } catch (error) {
            callback(error instanceof MethodError ? error : new MethodError(error));
        }
    };
}
