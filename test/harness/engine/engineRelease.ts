// SPDX-License-Identifier: Apache-2.0
import path from "node:path";

/** The root of this repository. */
export const REPOSITORY_DIRECTORY = path.resolve(__dirname, "..", "..", "..");

/** The oldest engine in which a hook that throws fails the run. */
export const MINIMUM_ENGINE_VERSION = "3.238.0";

/** Whether a version such as `v3.238.0` or `go1.25` is `minimum` or newer. */
export function isAtLeast(version: string, minimum: string): boolean {
    const [have, need] = [version, minimum].map((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number));
    for (let position = 0; position < 3; position++) {
        const difference = (have?.[position] ?? 0) - (need?.[position] ?? 0);
        if (difference !== 0) {
            return difference > 0;
        }
    }
    return true;
}
