import { TEST_SEED } from '../../core/test/seed.ts'

/** Test sizes: small on a laptop, large with CI=true. */
export function size(small: number, ci: number): number {
  return process.env.CI === 'true' ? ci : small
}

/** Printed by the tests that use it; see core/test/seed.ts. */
export function seed(): number {
  return TEST_SEED
}

/** mulberry32: small, fast and the same everywhere. Numbers in [0, 1). */
export function randomFrom(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
