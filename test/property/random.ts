// SPDX-License-Identifier: Apache-2.0

/** Replaces `Math.random` where a test must be reproducible: the generator "mulberry32". @returns Numbers from 0 up to 1. */
export function random(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let bits = Math.imul(state ^ (state >>> 15), state | 1);
        bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
        return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    };
}
