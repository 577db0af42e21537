// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import { CodedError, invalidArgument } from "../common/codedError";
import { isJsonObject } from "../common/json";
import { parseResourceId } from "../reference/armUrl";
import { DEFAULT_API_VERSION } from "../reference/parseReference";
import { type ActionOptions, type ActionRequest, prepareAction, startRequestOf } from "../wait/actionRequest";
import { checkArguments } from "../wait/report";
import { type Inputs, isUnknown, pick, timesOf, withoutNulls } from "./inputs";

const REQUEST_INPUTS = ["resourceId", "apiVersion", "action", "method", "body"] as const;

/** Valid values in place of unknown ones, so that a preview checks the others. */
const PLACEHOLDERS: Inputs = { resourceId: "/providers/unknown", apiVersion: DEFAULT_API_VERSION, action: "unknown" };

/** The request of the action in the inputs. */
export function requestOf(inputs: Inputs): ActionRequest {
    return pick(inputs, REQUEST_INPUTS) as unknown as ActionRequest;
}

/** The request that undoes the action, from the inputs or the outputs; `undefined` without `destroy`. */
export function undoRequestOf({ resourceId, apiVersion, destroy }: Inputs): ActionRequest | undefined {
    return destroy === undefined || destroy === null
        ? undefined
        : requestOf({ resourceId, apiVersion, ...withoutNulls(destroy as Inputs) });
}

/** The options of an action, from the inputs or the outputs. */
export function actionOptionsOf(inputs: Inputs): ActionOptions {
    const { retries } = inputs;
    const isGiven = retries !== undefined && !isUnknown(retries);
    return { ...timesOf(inputs), ...(isGiven ? { retries: retries as number } : {}) };
}

/** Checks the inputs, as far as they are known. @throws {OperationError} `InvalidArgument`. */
export function checkActionInputs(inputs: Inputs, configuration: ConfigurationReader): void {
    checkArguments(() => {
        const options = actionOptionsOf(inputs);
        prepareAction(knownRequest(requestOf(inputs)), options, options, configuration);
        const { destroy, ignoreNotFound } = inputs;
        if (ignoreNotFound !== undefined && !isUnknown(ignoreNotFound) && typeof ignoreNotFound !== "boolean") {
            throw invalidArgument("ignoreNotFound", "must be true or false");
        }
        if (destroy === undefined || destroy === null || isUnknown([destroy].filter((value) => !isJsonObject(value)))) {
            return;
        }
        if (!isJsonObject(destroy)) {
            throw invalidArgument("destroy", 'must be an object, such as { action: "failback" }');
        }
        inDestroy(() =>
            prepareAction(knownRequest(undoRequestOf(inputs) as ActionRequest), options, options, configuration),
        );
    });
}

/** The path to which the action is sent, which is the id of the resource. @throws {OperationError} `InvalidArgument`. */
export function actionPath(inputs: Inputs): string {
    return checkArguments(() => parseResourceId("resourceId", startRequestOf(requestOf(inputs)).path).path);
}

function knownRequest(request: ActionRequest): ActionRequest {
    const known = Object.entries(request).map(([name, value]) => [name, isUnknown(value) ? PLACEHOLDERS[name] : value]);
    return Object.fromEntries(known) as ActionRequest;
}

/** Runs a check, whose errors name a field of `destroy`. */
function inDestroy(check: () => void): void {
    try {
        check();
    } catch (error) {
        if (error instanceof CodedError) {
            throw new CodedError(error.code, error.message.replace(FIELD_NAME, "`destroy."));
        }
        throw error;
    }
}

const FIELD_NAME = new RegExp(`^\`(?=(?:${REQUEST_INPUTS.join("|")})\`)`);
