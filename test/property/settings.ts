// SPDX-License-Identifier: Apache-2.0

/** How many cases: `PROPERTY_RUNS`, 1,000 by default. */
export const RUNS = Number(process.env.PROPERTY_RUNS ?? 1_000);

/** Where the random numbers begin: `PROPERTY_SEED`, or anywhere. */
export const SEED = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** For titles: how to run the same cases again. */
export const SEED_TEXT = `PROPERTY_RUNS=${RUNS} PROPERTY_SEED=${SEED}`;
