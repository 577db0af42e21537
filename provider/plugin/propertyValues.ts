// SPDX-License-Identifier: Apache-2.0

import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isJsonObject } from "../common/json";
import { type Inputs, UNKNOWN } from "../resources/inputs";

/** The key of special values, and the values of it. @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The engine's placeholders of unknown values of other types than string. */
const OTHER_UNKNOWNS: ReadonlySet<unknown> = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Properties in plain values, with secrets in clear and one placeholder for unknown values. */
export interface PropertyValues {
    readonly values: Inputs;
    /** The properties that contain a secret, at any depth. */
    readonly secretNames: ReadonlySet<string>;
}

/** The properties in a message of the engine. Those that are null are left out. */
export function decodeProperties(struct: Struct | undefined): PropertyValues {
    const values: Record<string, unknown> = {};
    const secretNames = new Set<string>();
    for (const [name, property] of Object.entries(struct?.toJavaScript() ?? {})) {
        const value = plain(property, () => secretNames.add(name));
        if (value !== null) {
            values[name] = value;
        }
    }
    return { values, secretNames };
}

/** Properties for the engine. @param secretNames Those to mark as secret. */
export function encodeProperties(values: Inputs, secretNames: ReadonlySet<string>): Struct {
    const properties = Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, secretNames.has(name) ? { [SIGNATURE]: SECRET, value } : value]);
    // A value that JSON cannot hold has no form in a Struct either.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(Object.fromEntries(properties))));
}

/** The same properties, of which these are secret, too. */
export function withSecrets(struct: Struct | undefined, secretNames: readonly string[]): Struct {
    const properties = struct?.toJavaScript() ?? {};
    const secrets = secretNames.filter((name) => isUnmarked(properties[name]));
    return encodeProperties(properties, new Set(secrets));
}

/** Outputs of a preview: all unknown. */
export function unknownProperties(names: readonly string[]): Struct {
    return Struct.fromJavaScript(Object.fromEntries(names.map((name) => [name, UNKNOWN])));
}

function isUnmarked(property: unknown): boolean {
    return property !== undefined && property !== null && !(isJsonObject(property) && SIGNATURE in property);
}

function plain(property: unknown, onSecret: () => void): unknown {
    if (Array.isArray(property)) {
        return property.map((entry) => plain(entry, onSecret));
    }
    if (!isJsonObject(property)) {
        return OTHER_UNKNOWNS.has(property) ? UNKNOWN : property;
    }
    switch (property[SIGNATURE]) {
        case SECRET:
            onSecret();
            return plain(property.value, onSecret);
        case OUTPUT:
            if (property.secret === true) {
                onSecret();
            }
            return "value" in property ? plain(property.value, onSecret) : UNKNOWN;
        default:
            return Object.fromEntries(Object.entries(property).map(([name, value]) => [name, plain(value, onSecret)]));
    }
}
