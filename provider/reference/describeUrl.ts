// SPDX-License-Identifier: Apache-2.0

import { oneLine } from "../common/redact";
import type { ArmUrl } from "./armUrl";

const API_VERSION = /[?&](api-version=[^&]*)/i;

/** How a message calls an operation: `713192d7-… (Microsoft.OperationalInsights, westus)`. */
export function describeOperation(url: ArmUrl): string {
    const id = decode(url.path.slice(url.path.lastIndexOf("/") + 1));
    const places = [segmentAfter(url, "providers"), regionOf(url)].filter((place) => place !== undefined);
    const name = places.length === 0 ? id : `${id} (${places.join(", ")})`;
    // A segment may encode line breaks.
    return oneLine(name);
}

/** The operation's URL or path as it may be shown: its query, which may be signed, is left out but for the api-version. */
export function redactedOperation(url: ArmUrl): string {
    const apiVersion = API_VERSION.exec(url.query)?.[1];
    return `${url.origin ?? ""}${url.path}${apiVersion === undefined ? "" : `?${apiVersion}`}`;
}

/** What of an operation's URL must not appear in any text, because some services quote the URL in their answers. */
export function querySecrets(url: ArmUrl): readonly string[] {
    const values = url.query
        .slice(1)
        .split("&")
        .filter((parameter) => !/^api-version=/i.test(parameter))
        .map((parameter) => parameter.slice(parameter.indexOf("=") + 1));
    return [
        ...new Set(
            values.flatMap((value) => [value, decode(value), withEscapes(value, "upper"), withEscapes(value, "lower")]),
        ),
    ];
}

/** The same for every reference to one operation: its path, where neither case nor the spelling of the region matters. */
export function operationKey(url: ArmUrl): string {
    return url.path.toLowerCase().replace(/(?<=\/locations\/)[^/]+/, (region) => decode(region).replaceAll(" ", ""));
}

/** The same percent-encoding in the other case, which some services prefer when they quote a URL. */
function withEscapes(value: string, letters: "upper" | "lower"): string {
    return value.replaceAll(/%[0-9a-f]{2}/gi, (escaped) =>
        letters === "upper" ? escaped.toUpperCase() : escaped.toLowerCase(),
    );
}

function regionOf(url: ArmUrl): string | undefined {
    return segmentAfter(url, "locations")?.replaceAll(" ", "").toLowerCase();
}

function segmentAfter(url: ArmUrl, name: string): string | undefined {
    const segments = url.path.split("/");
    const index = segments.findIndex((segment) => segment.toLowerCase() === name);
    const segment = index < 0 ? undefined : segments[index + 1];
    return segment === undefined ? undefined : decode(segment);
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
