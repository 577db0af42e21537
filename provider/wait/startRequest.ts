// SPDX-License-Identifier: Apache-2.0

import type { Connection } from "../azure/connection";
import type { ConfigurationReader } from "../azure/settings";
import { invalidArgument } from "../common/codedError";
import { checkApiVersion } from "../reference/apiVersion";
import { type ArmUrl, parseArmUrl, resolveArmUrl } from "../reference/armUrl";
import type { WaitOptions } from "./options";
import { prepareOptions } from "./prepare";
import { toOperationError } from "./report";

/** One request to ARM that begins an operation. */
export interface StartRequest {
    readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
    /** The ARM path from `/subscriptions/` or `/providers/` on, for example of an action. */
    readonly path: string;
    readonly apiVersion: string;
    /** Sent as JSON. */
    readonly body?: unknown;
}

/** A request of which everything is checked that can be known without asking anybody. */
export interface PreparedStart {
    readonly method: StartRequest["method"];
    readonly url: ArmUrl;
    readonly body: unknown;
    readonly connection: Connection;
}

/** @throws {OperationError} `InvalidArgument`. */
export function prepareStart(
    request: StartRequest,
    options: WaitOptions,
    configuration: ConfigurationReader | undefined,
): PreparedStart {
    try {
        const { connection } = prepareOptions(options, configuration);
        const { method, body } = request;
        if (!["POST", "PUT", "PATCH", "DELETE"].includes(method)) {
            throw invalidArgument("method", "must be POST, PUT, PATCH or DELETE");
        }
        checkApiVersion(request.apiVersion);
        const path = parseArmUrl("path", typeof request.path === "string" ? request.path : "");
        if (path.query !== "") {
            throw invalidArgument("path", "must have no query: give `apiVersion` by itself");
        }
        checkBody(body);
        const url: ArmUrl = { ...path, query: `?api-version=${request.apiVersion}` };
        if (connection.knownEndpoint !== undefined) {
            resolveArmUrl(url, connection.knownEndpoint);
        }
        return { method, url, body, connection };
    } catch (error) {
        throw toOperationError(error);
    }
}

function checkBody(body: unknown): void {
    try {
        JSON.stringify(body);
    } catch (error) {
        throw invalidArgument("body", `cannot be sent as JSON (${(error as Error).message.split("\n", 1)[0]})`);
    }
}
