// SPDX-License-Identifier: Apache-2.0

import { oneLine } from "../common/redact";
import type { ArmUrl } from "./armUrl";

const API_VERSION = /[?&](api-version=[^&]*)/i;

/** Display name of an operation, for messages: `713192d7-… (Microsoft.OperationalInsights, westus)`. */
export function describeOperation(url: ArmUrl): string {
    const id = decoded(url.path.slice(url.path.lastIndexOf("/") + 1));
    const places = [segmentAfter(url, "providers"), regionOf(url)].filter((place) => place !== undefined);
    const name = places.length === 0 ? id : `${id} (${places.join(", ")})`;
    // A segment may encode line breaks.
    return oneLine(name);
}

/** The URL or path of an operation for messages. Of its query, which may be signed, only the api-version remains. */
export function redactedOperation(url: ArmUrl): string {
    const apiVersion = API_VERSION.exec(url.query)?.[1];
    return `${url.origin ?? ""}${url.path}${apiVersion === undefined ? "" : `?${apiVersion}`}`;
}

/** Query values to redact: some services quote the URL in their responses. */
export function querySecrets(url: ArmUrl): readonly string[] {
    const values = url.query
        .slice(1)
        .split("&")
        .filter((parameter) => !/^api-version=/i.test(parameter))
        .map((parameter) => parameter.slice(parameter.indexOf("=") + 1));
    return [
        ...new Set(
            values.flatMap((value) => [
                value,
                decoded(value),
                withEscapes(value, "upper"),
                withEscapes(value, "lower"),
            ]),
        ),
    ];
}

/** A key that is equal for all references to one operation: its path, without regard to case and spelling of the region. */
export function operationKey(url: ArmUrl): string {
    return url.path.toLowerCase().replace(/(?<=\/locations\/)[^/]+/, (region) => decoded(region).replaceAll(" ", ""));
}

/** Percent-encoding in the given case: services may change it when they quote a URL. */
function withEscapes(value: string, letterCase: "upper" | "lower"): string {
    return value.replaceAll(/%[0-9a-f]{2}/gi, (escaped) =>
        letterCase === "upper" ? escaped.toUpperCase() : escaped.toLowerCase(),
    );
}

function regionOf(url: ArmUrl): string | undefined {
    return segmentAfter(url, "locations")?.replaceAll(" ", "").toLowerCase();
}

function segmentAfter(url: ArmUrl, name: string): string | undefined {
    const segments = url.path.split("/");
    const index = segments.findIndex((segment) => segment.toLowerCase() === name);
    const segment = index < 0 ? undefined : segments[index + 1];
    return segment === undefined ? undefined : decoded(segment);
}

/** A decoded part of a URL; as it is where it cannot be decoded. */
export function decoded(encoded: string): string {
    try {
        return decodeURIComponent(encoded);
    } catch {
        return encoded;
    }
}
