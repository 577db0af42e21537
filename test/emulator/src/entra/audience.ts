// SPDX-License-Identifier: Apache-2.0

/** True when both name one audience: as in Azure, with or without the slash at the end. */
export function isSameAudience(one: string, other: string): boolean {
    return one.replace(/\/$/, "") === other.replace(/\/$/, "");
}
