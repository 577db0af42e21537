// SPDX-License-Identifier: Apache-2.0

import type * as grpcModule from "@grpc/grpc-js";

/**
 * Loads gRPC: the SDK's own copy, because gRPC refuses the credentials of another one. The build of the plugin replaces this file,
 * because bundlers do not follow such a path.
 */
export function loadGrpc(): typeof grpcModule {
    return require(require.resolve("@grpc/grpc-js", { paths: [require.resolve("@pulumi/pulumi/package.json")] }));
}
