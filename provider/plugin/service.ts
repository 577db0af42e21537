// SPDX-License-Identifier: Apache-2.0

import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { canonicalJson } from "../common/json";
import { cancelAll } from "../engine/cancellation";
import { attachEngine } from "../engine/engineAddress";
import { diffResponse } from "./diffResponse";
import { checkFailures } from "./failures";
import { decodeProperties, withSecrets } from "./propertyValues";
import { argumentReader, checkProviderArguments, SECRET_ARGUMENTS } from "./providerArguments";
import { resourceMethods } from "./resourceMethods";
import { packageSchema } from "./schema";
import { unary } from "./unary";

/**
 * The provider protocol. What is not here responds with UNIMPLEMENTED.
 *
 * @param version The version of the package.
 * @see https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export function providerService(version: string): UntypedServiceImplementation {
    let configuration = argumentReader({});
    return {
        handshake: unary((request: protocol.ProviderHandshakeRequest) => {
            attachEngine(request.getEngineAddress() || undefined);
            return new protocol.ProviderHandshakeResponse().setAcceptSecrets(true);
        }),

        attach: unary((request: PluginAttach) => {
            attachEngine(request.getAddress());
            return new Empty();
        }),

        getPluginInfo: unary(() => new PluginInfo().setVersion(version)),

        getSchema: unary(() => new protocol.GetSchemaResponse().setSchema(JSON.stringify(packageSchema(version)))),

        checkConfig: unary((request: protocol.CheckRequest) => {
            const { values } = decodeProperties(request.getNews());
            return new protocol.CheckResponse()
                .setInputs(withSecrets(request.getNews(), SECRET_ARGUMENTS))
                .setFailuresList(checkFailures(() => checkProviderArguments(values)));
        }),

        // A change is recorded, and replaces nothing.
        diffConfig: unary((request: protocol.DiffRequest) => {
            const { values: olds } = decodeProperties(request.getOldInputs());
            const { values: news } = decodeProperties(request.getNews());
            return diffResponse({ changes: canonicalJson(olds) !== canonicalJson(news) }, olds, news);
        }),

        configure: unary((request: protocol.ConfigureRequest) => {
            configuration = argumentReader(decodeProperties(request.getArgs()).values);
            return new protocol.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
        }),

        // The engine calls this at the normal end of a run, too.
        cancel: unary(() => {
            cancelAll(new Error("pulumi was cancelled"));
            return new Empty();
        }),

        ...resourceMethods(() => configuration),
    };
}
