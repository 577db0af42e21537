// SPDX-License-Identifier: Apache-2.0
import { pathSegments } from "../request";
import type { Operation } from "./operation";
import { OPERATION_URL_KINDS, type OperationUrlKind, operationPath, regionName } from "./operationPath";

/** An operation and the kind of the URL at which it was found. */
export interface OperationMatch {
    readonly operation: Operation;
    readonly kind: OperationUrlKind;
}

interface Entry extends OperationMatch {
    /** The parameters that the query must contain. */
    readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** The operations by the paths of their URLs. */
export class OperationPaths {
    readonly #entries = new Map<string, readonly Entry[]>();

    /**
     * Adds both URLs of an operation. They replace those of an earlier operation with the same path.
     *
     * @throws when the percent encoding of a path is invalid.
     */
    add(operation: Operation): void {
        for (const kind of OPERATION_URL_KINDS) {
            const { path, query } = operationPath(operation, kind);
            const segments = pathSegments(path);
            if (segments === undefined) {
                throw new Error(`'${path}' is not a valid path.`);
            }
            const key = keyOf(segments);
            const own = (this.#entries.get(key) ?? []).filter((entry) => entry.operation === operation);
            this.#entries.set(key, [...own, { operation, kind, parameters: [...new URLSearchParams(query)] }]);
        }
    }

    /**
     * The operation at a path, compared case-insensitively and with the region's display name or short name. When both URLs of an
     * operation match, the one with more parameters is chosen, else the status URL.
     */
    find(segments: readonly string[], parameters: URLSearchParams): OperationMatch | undefined {
        const isSame = ([name, value]: readonly [string, string]) =>
            parameters.get(name)?.toLowerCase() === value.toLowerCase();
        return this.#entries
            .get(keyOf(segments))
            ?.filter((entry) => entry.parameters.every(isSame))
            .sort((one, other) => other.parameters.length - one.parameters.length)[0];
    }
}

function keyOf(segments: readonly string[]): string {
    return segments
        .map((segment, index) =>
            segments[index - 1]?.toLowerCase() === "locations" ? regionName(segment) : segment.toLowerCase(),
        )
        .join("/");
}
