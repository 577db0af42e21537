// SPDX-License-Identifier: Apache-2.0

/** Whether two audiences are equal. As in Azure, a trailing slash is ignored. */
export function isSameAudience(one: string, other: string): boolean {
    return one.replace(/\/$/, "") === other.replace(/\/$/, "");
}
