// SPDX-License-Identifier: Apache-2.0

/** Number of random cases: `PROPERTY_RUNS`. @default 1000 */
export const RUNS = Number(process.env.PROPERTY_RUNS ?? 1_000);

/** Seed of the random cases: `PROPERTY_SEED`. @default a random seed */
export const SEED = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The variables that reproduce these cases, for test titles. */
export const SEED_TEXT = `PROPERTY_RUNS=${RUNS} PROPERTY_SEED=${SEED}`;
