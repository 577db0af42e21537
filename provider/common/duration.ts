// SPDX-License-Identifier: Apache-2.0

import parseDuration from "parse-duration";
import { invalidArgument } from "./codedError";

/** A year: longer than any operation, and a safe integer. */
const MAXIMUM_MS = 366 * 24 * 60 * 60 * 1000;

const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d) ?)+$/;

/**
 * Parses a duration such as `"90m"`, `"1h30m"`, `"1.5h"` or `"45s"`, in the format of Pulumi's `customTimeouts`.
 *
 * @param property Name of the option, for messages.
 * @returns Milliseconds, up to a year.
 * @throws {CodedError} `InvalidArgument`.
 */
export function durationMs(property: string, duration: string, options: { readonly mayBeZero?: boolean } = {}): number {
    const trimmed = typeof duration === "string" ? duration.trim() : "";
    const milliseconds = DURATION.test(trimmed) ? parseDuration(trimmed) : null;
    if (milliseconds === null || milliseconds === undefined || !Number.isFinite(milliseconds)) {
        throw invalidArgument(property, 'must be a duration such as "90m", "1h30m" or "45s"');
    }
    if (milliseconds <= 0 && options.mayBeZero !== true) {
        throw invalidArgument(property, 'must be greater than zero: give a duration such as "90m"');
    }
    if (milliseconds > MAXIMUM_MS) {
        throw invalidArgument(property, "must not be longer than a year");
    }
    return milliseconds;
}

/** Formats milliseconds for messages, rounded to seconds: `12m 5s`. */
export function formatDuration(milliseconds: number): string {
    const wholeSeconds = Math.round(Math.max(0, milliseconds) / 1000);
    // Loaded on first use, because only messages need it.
    const { default: prettyMilliseconds } = require("pretty-ms") as typeof import("pretty-ms");
    return wholeSeconds === 0 ? "0s" : prettyMilliseconds(wholeSeconds * 1000, { secondsDecimalDigits: 0 });
}
