// SPDX-License-Identifier: Apache-2.0
import { TARGETS, type Target } from "./targets";

/** A figure as the JSON has it. */
export interface Figure {
    readonly name: string;
    /** `null` if it was not measured. */
    readonly value: number | null;
    /** Such as `<= 1.6`; `null` for a figure that only gives context. */
    readonly target: string | null;
    /** `null` without a target. */
    readonly met: boolean | null;
}

const SIGNIFICANT_DIGITS = 4;

/** The figures of a section: those with a target first, also where they were not measured. */
export function figuresOf(
    section: string,
    values: Readonly<Record<string, number>>,
    targets: Readonly<Record<string, Target>> = TARGETS[section] ?? {},
): readonly Figure[] {
    const names = new Set([...Object.keys(targets), ...Object.keys(values)]);
    return [...names].map((name) => figure(name, values[name], targets[name]));
}

function figure(name: string, value: number | undefined, target: Target | undefined): Figure {
    return {
        name,
        value: value === undefined ? null : Number(value.toPrecision(SIGNIFICANT_DIGITS)),
        target: target === undefined ? null : `${target.relation} ${target.limit}`,
        met: target === undefined ? null : value !== undefined && isMet(value, target),
    };
}

function isMet(value: number, { relation, limit }: Target): boolean {
    switch (relation) {
        case "<=":
            return value <= limit;
        case ">=":
            return value >= limit;
        case "=":
            return value === limit;
    }
}
