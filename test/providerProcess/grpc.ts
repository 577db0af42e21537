// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import type * as grpcModule from "@grpc/grpc-js";

/** The gRPC library of the Pulumi SDK. It must be the SDK's copy: another one rejects the SDK's objects. */
export const grpc: typeof grpcModule = require(
    require.resolve("@grpc/grpc-js", { paths: [path.dirname(require.resolve("@pulumi/pulumi/package.json"))] }),
);
