// SPDX-License-Identifier: Apache-2.0

import { COMMAND_LINE } from "./commandLine";
import type { Message } from "./message";
import { OPTIONS } from "./options";
import { PLUGIN } from "./plugin";
import { PULUMI } from "./pulumi";
import { REFERENCES } from "./references";
import { SIGN_IN, UNREACHABLE } from "./signIn";
import { STARTS } from "./starts";
import { TEXTS } from "./texts";
import { CUTS, WAITS } from "./waits";

/** The tables, by the code of their errors; without one, errors of other classes and texts. */
export const TABLES: readonly (readonly [title: string, code: string | undefined, messages: readonly Message[]])[] = [
    ["InvalidArgument, of an operation", "InvalidArgument", REFERENCES],
    ["InvalidArgument, of an option, a setting or a request", "InvalidArgument", OPTIONS],
    ...Object.entries(WAITS).map(([code, messages]) => [`${code}, of a wait`, code, messages] as const),
    ...Object.entries(STARTS).map(([code, messages]) => [`${code}, of a start`, code, messages] as const),
    ...Object.entries(SIGN_IN).map(
        ([code, messages]) => [`${code}, of the sign-in and the cloud`, code, messages] as const,
    ),
    ["long reports", undefined, CUTS],
    ["progress and parts of reports", undefined, TEXTS],
    ["an unreachable host", undefined, UNREACHABLE],
    ["Pulumi", undefined, PULUMI],
    ["the command line", undefined, COMMAND_LINE],
    ["the plugin", undefined, PLUGIN],
];

/** The text of a message, or of its lines. */
export function textOf(text: Message[0]): string {
    return typeof text === "string" ? text : text.join("\n");
}
