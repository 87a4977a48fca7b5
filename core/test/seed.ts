const USUAL_SEED = 20_261_122

/**
 * The seed of every random test: the same on each run, so that a red run speaks of the change at hand. `SEED=123` runs
 * another, `SEED=random` explores; failures print what to give here.
 */
export const TEST_SEED = readSeed(process.env.SEED)

function readSeed(given: string | undefined): number {
  if (given === 'random') return Math.floor(Math.random() * 2 ** 31)
  const seed = Number(given ?? '')
  return Number.isInteger(seed) && seed > 0 ? seed : USUAL_SEED
}
