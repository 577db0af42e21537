// SPDX-License-Identifier: Apache-2.0

/** The value of one read in waiting time, as in the square-root schedule. */
export const READ_COST_SECONDS = 0.2;

/** What a client spent on one operation. */
export interface Spent {
    readonly durationSeconds: number;
    /** From the end of the operation to the read that reported it. */
    readonly lagSeconds: number;
    readonly reads: number;
}

/** Lag, and 0.2 s for each read. */
export function costSeconds({ lagSeconds, reads }: Spent): number {
    return lagSeconds + READ_COST_SECONDS * reads;
}

/**
 * The cost of the best fixed interval in hindsight. An interval d costs d/2 of lag and 0.2·T/d of reads for an operation that takes T:
 * least at d = √(0.4·T), where it costs d.
 */
export function lowestCostSeconds(durationSeconds: number): number {
    return Math.sqrt(2 * READ_COST_SECONDS * durationSeconds);
}

/** The mean cost of operations of similar length, as a multiple of the lowest. */
export function meanRatio(spent: readonly Spent[]): number {
    const ratios = spent.map((one) => costSeconds(one) / lowestCostSeconds(one.durationSeconds));
    return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

/** The cost of all operations together, as a multiple of the lowest. */
export function totalRatio(spent: readonly Spent[]): number {
    const total = spent.reduce((sum, one) => sum + costSeconds(one), 0);
    return total / spent.reduce((sum, { durationSeconds }) => sum + lowestCostSeconds(durationSeconds), 0);
}

/** A range of durations. */
export interface Cell {
    readonly fromSeconds: number;
    readonly toSeconds: number;
}

/** Cells from one duration to another that are equally wide on a logarithmic scale. */
export function logarithmicCells(fromSeconds: number, toSeconds: number, count: number): readonly Cell[] {
    const edge = (index: number) => betweenLogarithmically(fromSeconds, toSeconds, index / count);
    return Array.from({ length: count }, (_, index) => ({ fromSeconds: edge(index), toSeconds: edge(index + 1) }));
}

/** @param fraction The position between two durations on a logarithmic scale, from 0 to 1. */
export function betweenLogarithmically(fromSeconds: number, toSeconds: number, fraction: number): number {
    return fromSeconds * (toSeconds / fromSeconds) ** fraction;
}

/**
 * Durations in a cell: one at random in each of `count` equal parts, so that a mean varies little.
 *
 * @param random Returns numbers from 0 up to 1.
 */
export function durationsIn({ fromSeconds, toSeconds }: Cell, count: number, random: () => number): readonly number[] {
    return Array.from({ length: count }, (_, part) =>
        betweenLogarithmically(fromSeconds, toSeconds, (part + random()) / count),
    );
}

/** The durations that the recorded traffic of Azure's SDK tests shows: fractions of all operations, and their longest. */
const RECORDED_QUANTILES: readonly (readonly [fraction: number, seconds: number])[] = [
    // The recordings have no shortest one: two seconds is a round guess.
    [0, 2],
    [0.5, 30],
    [0.9, 245],
    [0.99, 20 * 60],
    [1, 10.7 * 3600],
];

/** The duration at this fraction of the recorded operations, interpolated logarithmically. */
export function recordedDurationSeconds(fraction: number): number {
    const upper = RECORDED_QUANTILES.findIndex(([end], index) => index > 0 && fraction <= end);
    const [[start, fromSeconds], [end, toSeconds]] = [RECORDED_QUANTILES[upper - 1]!, RECORDED_QUANTILES[upper]!];
    return betweenLogarithmically(fromSeconds, toSeconds, (fraction - start) / (end - start));
}

/** Durations as recorded: one at random in each of `count` equal parts of the operations. */
export function recordedDurations(count: number, random: () => number): readonly number[] {
    return Array.from({ length: count }, (_, part) => recordedDurationSeconds((part + random()) / count));
}

/** The median: the middle number, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
    const sorted = numbers.toSorted((one, other) => one - other);
    const middle = sorted.length / 2;
    return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
