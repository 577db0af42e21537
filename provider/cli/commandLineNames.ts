// SPDX-License-Identifier: Apache-2.0

import type { SettingNames } from "../common/settingNames";
import { ACTION_FLAGS, WAIT_FLAGS } from "./flags";

const OPERANDS: readonly string[] = ["operation", "action"];
const FLAG_NAMES = new Set([...WAIT_FLAGS, ...ACTION_FLAGS].flatMap(({ flags }) => flags.map(({ name }) => name)));
/** An argument, perhaps with its value, such as `deleted: true` or `pattern: "location"`. */
const ARGUMENT = /^(?<name>[\w.]+)(?:: (?:true|"(?<value>\w+)"))?$/;

/**
 * How messages name settings and arguments on the command line, which reads no stack configuration.
 *
 * @param hasIdFlag Whether `--async-operation-id` is given. Else the ids are OPERATIONs.
 */
export function commandLineNames(hasIdFlag: boolean): SettingNames {
    return {
        namespace: undefined,
        place: "environment",
        settings: "`ARM_…` variables",
        note: "",
        argumentName: (argument) => (argument === "asyncOperationId" && !hasIdFlag ? "OPERATION" : flagOf(argument)),
    };
}

/** The flag of an argument: `--fallback-resource-id` of `fallback.resourceId`. A setting, such as `environment`, has none. */
export function flagOf(argument: string): string {
    const { name = argument, value } = ARGUMENT.exec(argument)?.groups ?? {};
    if (OPERANDS.includes(name)) {
        return name.toUpperCase();
    }
    const field = name === "fallback" ? "fallback.resourceId" : name;
    const flag = field.replaceAll(/\.|(?=[A-Z])/g, "-").toLowerCase();
    return FLAG_NAMES.has(flag) ? `--${flag}${value === undefined ? "" : ` ${value}`}` : `\`${argument}\``;
}
