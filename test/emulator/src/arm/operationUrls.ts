// SPDX-License-Identifier: Apache-2.0
import { type Operation, runningHeaders } from "./operation";
import { type OperationUrlKind, operationPath } from "./operationPath";
import type { UrlHeader } from "./operationScript";
import { signedQuery, signingTime } from "./urlSignature";

/** The header names of the initial response for each pattern. */
const INITIAL_HEADERS = {
    azureAsyncOperation: ["azure-asyncoperation"],
    operationLocation: ["operation-location"],
    location: ["location"],
    both: ["azure-asyncoperation", "location"],
    provisioningState: [],
    immediate: [],
} as const satisfies Record<string, readonly UrlHeader[]>;

/** Creates the absolute URLs of operations, with the signed query that Azure adds. */
export class OperationUrls {
    /**
     * @param origin The origin of Resource Manager.
     * @param nowMs The time in milliseconds since 1970, for fresh signatures.
     */
    constructor(
        private readonly origin: () => string,
        private readonly nowMs: () => number,
    ) {}

    /** The status URL. */
    status(operation: Operation): string {
        return this.#url(operation, "status");
    }

    /** The `Location` URL that is currently valid. */
    location(operation: Operation): string {
        const move = operation.moves === 0 ? "" : `&move=${operation.moves}`;
        return `${this.#url(operation, "location")}${move}`;
    }

    /** The URL of a resource of an operation. */
    resource(operation: Operation, id: string): string {
        return `${this.origin()}${id}?api-version=${operation.apiVersion}`;
    }

    /** The headers of the initial response. */
    initialHeaders(operation: Operation): Readonly<Record<string, string>> {
        const { script } = operation;
        const names = INITIAL_HEADERS[script.pattern ?? "azureAsyncOperation"];
        return { ...this.#headers(operation, names), ...runningHeaders(script) };
    }

    /**
     * The headers of a response to a poll.
     *
     * @param defaults The headers that refer to the operation while it runs, unless the script has others.
     */
    pollHeaders(
        operation: Operation,
        isRunning: boolean,
        defaults: readonly UrlHeader[],
    ): Readonly<Record<string, string>> {
        const { script } = operation;
        return isRunning
            ? { ...this.#headers(operation, script.urlHeadersWhileRunning ?? defaults), ...runningHeaders(script) }
            : this.#headers(operation, script.urlHeadersAtEnd ?? []);
    }

    #headers(operation: Operation, names: readonly UrlHeader[]): Readonly<Record<string, string>> {
        const entries = names.map((name) => [
            name,
            name === "location" ? this.location(operation) : this.status(operation),
        ]);
        return Object.fromEntries(entries);
    }

    #url(operation: Operation, kind: OperationUrlKind): string {
        const { path, query } = operationPath(operation, kind);
        const parameters = `api-version=${operation.apiVersion}&${signedQuery(path, this.#time(operation))}`;
        return `${this.origin()}${path}?${query === "" ? "" : `${query}&`}${parameters}`;
    }

    #time(operation: Operation): string | undefined {
        if (operation.script.freshSignatures !== true) {
            return undefined;
        }
        operation.signatures += 1;
        return signingTime(this.nowMs(), operation.signatures);
    }
}

/** Whether a query belongs to the `Location` URL that is currently valid. */
export function isCurrentLocation(operation: Operation, parameters: URLSearchParams): boolean {
    return (parameters.get("move") ?? "0") === String(operation.moves);
}
