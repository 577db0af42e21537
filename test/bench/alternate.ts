// SPDX-License-Identifier: Apache-2.0
import { median } from "./costLaw";

/**
 * Measures several things in turn, so that a change of the machine's speed affects all of them alike.
 *
 * @param rounds Measurements of each.
 * @returns The median of each.
 */
export async function medianOfEach<Name extends string>(
    rounds: number,
    measurements: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, number>>> {
    const entries = Object.entries(measurements) as [Name, () => Promise<number>][];
    const measured = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
        for (const [name, measure] of entries) {
            measured.get(name)?.push(await measure());
        }
    }
    return Object.fromEntries([...measured].map(([name, numbers]) => [name, median(numbers)])) as Record<Name, number>;
}
