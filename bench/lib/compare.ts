/**
 * Fair comparison on a noisy machine: the two sides interleaved as ABBA, at least ten pairs; the figure is the median of
 * the pairs' ratios with a bootstrap 95 % interval (Efron 1979, percentile method).
 */
export interface Comparison {
  readonly pairs: number
  readonly ours: Summary
  readonly theirs: Summary
  /** ours ÷ theirs, pair by pair. */
  readonly ratio: { readonly median: number; readonly low: number; readonly high: number }
}

interface Summary {
  readonly p50: number
  readonly p99: number
  readonly minimum: number
}

/** Each side returns one measurement (for example milliseconds, or CPU seconds per edit). */
export async function compare(
  ours: () => Promise<number> | number,
  theirs: () => Promise<number> | number,
  options: { readonly pairs: number; readonly warmUp?: number },
): Promise<Comparison> {
  for (let round = 0; round < (options.warmUp ?? 2); round += 1) {
    await ours()
    await theirs()
  }
  const a: number[] = []
  const b: number[] = []
  for (let pair = 0; pair < Math.max(10, options.pairs); pair += 1) {
    const oursFirst = pair % 2 === 0
    if (oursFirst) a.push(await ours())
    b.push(await theirs())
    if (!oursFirst) a.push(await ours())
  }
  const ratios = a.map((value, index) => value / (b[index] ?? Number.NaN))
  return { pairs: ratios.length, ours: summarise(a), theirs: summarise(b), ratio: interval(ratios) }
}

function summarise(values: readonly number[]): Summary {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99), minimum: Math.min(...values) }
}

/** The nearest-rank quantile. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((x, y) => x - y)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

const RESAMPLES = 2000

function interval(values: readonly number[]): Comparison['ratio'] {
  const medians = Array.from({ length: RESAMPLES }, () =>
    quantile(
      Array.from(values, () => values[Math.floor(Math.random() * values.length)] ?? Number.NaN),
      0.5,
    ),
  )
  return { median: quantile(values, 0.5), low: quantile(medians, 0.025), high: quantile(medians, 0.975) }
}

/** Prints one JSON line for machines and a small table for people. */
export function report(name: string, target: string, figures: Readonly<Record<string, number | string>>): void {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(4)) : value,
    ]),
  )
  console.log(JSON.stringify({ bench: name, target, ...rounded }))
  console.table(rounded)
}
