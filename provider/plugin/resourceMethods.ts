// SPDX-License-Identifier: Apache-2.0

import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ConfigurationReader } from "../azure/settings";
import { engineLog } from "../engine/engineLog";
import { runMethod } from "../engine/runMethod";
import { type Inputs, pick } from "../resources/inputs";
import type { ResourceContext } from "../resources/resource";
import { diffResponse } from "./diffResponse";
import { checkFailures, MethodError } from "./failures";
import { type HostedResource, hostedResource } from "./hostedResource";
import { decodeProperties, encodeProperties, unknownProperties, withSecrets } from "./propertyValues";
import { unary } from "./unary";

/** The part of a request that each of these methods has in common. */
interface MethodRequest {
    getUrn(): string;
    getTimeout(): number;
}

/**
 * The methods of the provider protocol for resources.
 *
 * @param configuration Returns the arguments of the provider.
 */
export function resourceMethods(configuration: () => ConfigurationReader): UntypedServiceImplementation {
    /** Runs a method until the `customTimeouts` of the resource, unless its inputs say otherwise. */
    function run<T>(request: MethodRequest, method: (context: ResourceContext) => Promise<T>): Promise<T> {
        const seconds = request.getTimeout();
        const timeout = seconds > 0 ? `${seconds}s` : undefined;
        return runMethod(request.getUrn(), { configuration: configuration(), timeout }, method);
    }

    return {
        check: unary((request: protocol.CheckRequest) => {
            const { resource, secretInputs } = hostedResource(request.getUrn());
            const inputs = valuesIn(request.getNews());
            return new protocol.CheckResponse()
                .setInputs(withSecrets(request.getNews(), secretInputs))
                .setFailuresList(checkFailures(() => resource.check(inputs, configuration())));
        }),

        diff: unary((request: protocol.DiffRequest) => {
            const hosted = hostedResource(request.getUrn());
            const inputs = valuesIn(request.getNews());
            const diff = hosted.resource.diff(request.getId(), stateIn(hosted, request), inputs, configuration());
            return diffResponse(diff, valuesIn(request.getOldInputs()), inputs);
        }),

        create: unary(async (request: protocol.CreateRequest) => {
            const hosted = hostedResource(request.getUrn());
            const { resource, outputNames, secretOutputs } = hosted;
            const { values: inputs, secretNames } = decodeProperties(request.getProperties());
            if (request.getPreview()) {
                showPlan(request.getUrn(), resource.plan?.(undefined, inputs));
                return new protocol.CreateResponse().setProperties(unknownProperties(outputNames));
            }
            const secrets = new Set([...secretOutputs, ...secretNames]);
            const { id, outputs } = await run(request, (context) => resource.create(inputs, context)).catch(
                failWith(secrets),
            );
            return new protocol.CreateResponse().setId(id).setProperties(encodeState(hosted, outputs, secrets));
        }),

        update: unary(async (request: protocol.UpdateRequest) => {
            const hosted = hostedResource(request.getUrn());
            const { resource, outputNames, secretOutputs } = hosted;
            const { values: inputs, secretNames } = decodeProperties(request.getNews());
            const state = stateIn(hosted, request);
            const plan = resource.plan?.(state, inputs);
            const sendsNothing = resource.plan !== undefined && plan === undefined;
            if (request.getPreview() && !sendsNothing) {
                showPlan(request.getUrn(), plan);
                return new protocol.UpdateResponse().setProperties(unknownProperties(outputNames));
            }
            const secrets = new Set([...secretOutputs, ...secretNames]);
            const outputs = await run(
                request,
                // A resource without an update is replaced by every change.
                async (context) => (await resource.update?.(request.getId(), state, inputs, context)) ?? state,
            ).catch(failWith(secrets));
            return new protocol.UpdateResponse().setProperties(encodeState(hosted, outputs, secrets));
        }),

        // A refresh reads nothing, and so changes nothing. What is not in state cannot be imported.
        read: unary((request: protocol.ReadRequest) =>
            Object.keys(valuesIn(request.getProperties())).length === 0
                ? new protocol.ReadResponse()
                : new protocol.ReadResponse()
                      .setId(request.getId())
                      .setProperties(request.getProperties())
                      .setInputs(request.getInputs()),
        ),

        delete: unary(async (request: protocol.DeleteRequest) => {
            const { resource } = hostedResource(request.getUrn());
            const state = valuesIn(request.getProperties());
            if (resource.delete !== undefined) {
                await run(request, async (context) => await resource.delete?.(state, context));
            }
            return new Empty();
        }),
    };
}

/** What a resource compares with new inputs: its outputs, and its old inputs, where state does not hold them among the outputs. */
function stateIn(
    { outputNames, hasHiddenOutputs }: HostedResource,
    request: protocol.DiffRequest | protocol.UpdateRequest,
): Inputs {
    const outputs = valuesIn(request.getOlds());
    return hasHiddenOutputs ? outputs : { ...pick(outputs, outputNames), ...valuesIn(request.getOldInputs()) };
}

function encodeState(
    { outputNames, hasHiddenOutputs }: HostedResource,
    outputs: Inputs,
    secretNames: ReadonlySet<string>,
): Struct {
    return encodeProperties(hasHiddenOutputs ? outputs : pick(outputs, outputNames), secretNames);
}

function valuesIn(struct: Struct | undefined): Inputs {
    return decodeProperties(struct).values;
}

/** Rejects with an error whose outputs have these secrets. */
function failWith(secretNames: ReadonlySet<string>): (error: unknown) => never {
    return (error) => {
        throw new MethodError(error, secretNames);
    };
}

/** Shows on the row of the resource what will be sent. */
function showPlan(urn: string, plan: string | undefined): void {
    if (plan !== undefined) {
        engineLog(urn).status(plan);
    }
}
