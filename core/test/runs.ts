/** Property tests run small on a laptop and larger in CI; a loaded machine may take its time. */
export const PATIENCE = { timeout: 300_000 }

export function runs(local: number, ci: number): { readonly numRuns: number } {
  return { numRuns: process.env.CI === 'true' ? ci : local }
}
