// SPDX-License-Identifier: Apache-2.0

import { invalidArgument } from "./codedError";

/**
 * Reads something of an argument, whose getters and proxies may throw anything.
 *
 * @param property Name of the argument, for the message.
 * @throws {CodedError} `InvalidArgument` when reading throws.
 */
export function readArgument<T>(property: string, read: () => T): T {
    try {
        return read();
    } catch {
        throw invalidArgument(property, "cannot be read: reading it throws an error");
    }
}

/**
 * A copy of the named fields of an argument, so that each is read only once.
 *
 * @throws {CodedError} `InvalidArgument` when it is no object, or reading a field throws.
 */
export function copyFields<T extends object>(property: string, argument: T, names: readonly (keyof T)[]): Partial<T> {
    if (typeof argument !== "object" || argument === null) {
        throw invalidArgument(property, "must be an object");
    }
    return readArgument(property, () => Object.fromEntries(names.map((name) => [name, argument[name]])) as Partial<T>);
}
