import type { Cell } from '@flowforge/core/protocol'
import type { TypeClass } from '@flowforge/core/schema'

/** How the values of a few rows are spread. */
export interface Sketch {
  readonly rows: number
  readonly nulls: number
  readonly distinct: number
  /** Heights from 0 to 1: buckets in order for numbers and times, the most frequent values first for others. */
  readonly bars: readonly number[]
  readonly words: string
}

const BUCKETS = 18
const MOST_VALUES = 18

export function sketchOf(cells: readonly Cell[], kind: TypeClass): Sketch {
  const values = cells.filter((cell) => cell !== null)
  const counts = new Map<string, number>()
  for (const value of values) {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const distinct = counts.size
  const facts = {
    rows: cells.length,
    nulls: cells.length - values.length,
    distinct,
    words: inWords(values.length, distinct),
  }
  if (distinct === 0 || kind === 'opaque' || kind === 'array' || kind === 'uuid') return { ...facts, bars: [] }
  const ordered = kind === 'number' || kind === 'date' || kind === 'datetime'
  const bars = ordered ? buckets(values, kind) : [...counts.values()].sort((a, b) => b - a).slice(0, MOST_VALUES)
  if (!ordered && distinct === values.length && values.length > 1) return { ...facts, bars: [] }
  const tallest = Math.max(...bars)
  return { ...facts, bars: bars.map((bar) => bar / tallest) }
}

function inWords(values: number, distinct: number): string {
  if (values === 0) return 'no value'
  if (distinct === 1) return 'one value'
  return distinct === values ? 'unique' : `${distinct} values`
}

function buckets(values: readonly Cell[], kind: TypeClass): readonly number[] {
  const numbers = values
    .map((value) => (kind === 'number' ? Number(value) : Date.parse(String(value))))
    .filter(Number.isFinite)
  const low = Math.min(...numbers)
  const high = Math.max(...numbers)
  if (numbers.length === 0) return []
  if (low === high) return [numbers.length]
  const bars = new Array<number>(BUCKETS).fill(0)
  for (const number of numbers) {
    const at = Math.min(BUCKETS - 1, Math.floor(((number - low) / (high - low)) * BUCKETS))
    bars[at] = (bars[at] ?? 0) + 1
  }
  return bars
}
