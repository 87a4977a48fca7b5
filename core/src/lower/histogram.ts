import { columnReader } from '../nodes/index.ts'
import {
  call,
  cast,
  cellOf,
  type Expression,
  floorDay,
  floorMoment,
  isNumber,
  isReason,
  isTime,
  literal,
  measure,
  type NamedRelation,
  parseValue,
  shiftDay,
  shiftMoment,
  type TimeUnit,
  timeFloor,
} from '../plan/index.ts'
import { FLOAT64, INT64, type Json, type Type } from '../schema/index.ts'
import type { LoweredNode } from './lower-node.ts'
import type { Cells, LoweredQuestion } from './lowered-question.ts'

/** Whether values of the type can be laid out along an axis. */
export function isBucketable(type: Type): boolean {
  return isNumber(type) || isTime(type)
}

/**
 * A histogram is asked in two steps: the extremes of the column, then the rows per bucket between them. Numbers get up to
 * `buckets` buckets of equal width, times the finest calendar unit that needs no more. Missing values and NaN are left out.
 */
export function histogram(node: LoweredNode, column: string, buckets: number): LoweredQuestion {
  const value = columnReader(node.rows)(column)
  const extremes = (['min', 'max'] as const).map((aggregate, i) =>
    measure(node.nextColumn + i, aggregate === 'min' ? 'minimum' : 'maximum', aggregate, [value], { keyed: false }),
  )
  const input = node.rows.relation
  return {
    rows: {
      relation: { operator: 'aggregate', input, keys: [], measures: extremes },
      columns: extremes.map(({ name, id }) => ({ name, id })),
    },
    next(answer) {
      const [low, high] = answer.data.map(([cell]) => parseValue(value.type, cell ?? null))
      if (typeof low === 'number' || (typeof low === 'bigint' && isNumber(value.type))) {
        return numbers(
          node,
          value,
          answer.data.map(([cell]) => Number(cell)),
          buckets,
        )
      }
      return typeof low === 'bigint' && typeof high === 'bigint' ? times(node, value, low, high, buckets) : null
    },
  }
}

function numbers(
  node: LoweredNode,
  value: Expression,
  [low = 0, high = 0]: readonly number[],
  buckets: number,
): LoweredQuestion | null {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null
  const whole = value.type.kind === 'integer'
  const span = whole ? high - low + 1 : high - low
  const width = (whole ? Math.ceil(span / buckets) : span / buckets) || 1
  const count = Math.min(buckets, Math.max(1, Math.ceil(span / width)))
  const float = (number: number): Expression => literal(FLOAT64, number)
  const position = call('divide', call('subtract', cast(value, FLOAT64), float(low)), float(width))
  const bucket = call('least', call('floor', position), float(count - 1))
  const limits = (i: number): number => (i === count && !whole ? high : low + i * width)
  return {
    rows: frequencies(node, value, bucket),
    reshape(answer) {
      const rows = new Map(answer.data[0]?.map((cell, i) => [Number(cell), answer.data[1]?.[i] ?? null]))
      const found = Array.from({ length: count }, (_, i) => ({
        low: limits(i),
        high: limits(i + 1),
        rows: rows.get(i) ?? '0',
      }))
      return bucketCells(FLOAT64, found)
    },
  }
}

const UNITS: readonly TimeUnit[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']

function times(node: LoweredNode, value: Expression, low: bigint, high: bigint, buckets: number): LoweredQuestion {
  const { type } = value
  const isDate = type.kind === 'date'
  const floor = isDate ? floorDay : floorMoment
  const shift = isDate ? shiftDay : shiftMoment
  /** The starts of all units from low to high; null where there are more than `most`. */
  const starts = (unit: TimeUnit, most: number): bigint[] | null => {
    const found: bigint[] = []
    for (let at: bigint | null = floor(low, unit); at !== null && at <= high; at = shift(at, 1n, unit)) {
      found.push(at)
      if (found.length > most) return null
    }
    return found
  }
  const units = isDate ? UNITS.slice(UNITS.indexOf('day')) : UNITS
  const unit = units.find((candidate) => starts(candidate, buckets) !== null) ?? 'year'
  const all = starts(unit, Number.POSITIVE_INFINITY) ?? []
  const together = Math.max(1, Math.ceil(all.length / buckets))
  return {
    rows: frequencies(node, value, timeFloor(value, unit)),
    reshape(answer) {
      const rows = new Map(
        answer.data[0]?.map((cell, i) => {
          const start = parseValue(type, cell)
          return [isReason(start) ? null : start, answer.data[1]?.[i] ?? null] as const
        }),
      )
      const found = all.flatMap((start, i) => {
        if (i % together !== 0) return []
        const inside = all.slice(i, i + together)
        const sum = inside.reduce((total, at) => total + BigInt(String(rows.get(at) ?? 0)), 0n)
        const end = all[i + together] ?? shift(inside.at(-1) ?? start, 1n, unit) ?? high
        return [{ low: cellOf(type, start), high: cellOf(type, end), rows: String(sum) }]
      })
      return bucketCells(type, found)
    },
  }
}

/** How many rows each bucket has: columns `bucket` and `rows`. */
function frequencies({ rows, nextColumn }: LoweredNode, value: Expression, bucket: Expression): NamedRelation {
  // Equal to itself: neither missing nor NaN.
  const present = value.type.kind === 'float' ? call('equal', value, value) : call('is_not_null', value)
  const key = { id: nextColumn, name: 'bucket', type: bucket.type, nullable: bucket.nullable, expression: bucket }
  const frequency = measure(nextColumn + 1, 'rows', 'count', [], { keyed: true })
  const input = { operator: 'filter', input: rows.relation, predicate: present } as const
  return {
    relation: { operator: 'aggregate', input, keys: [key], measures: [frequency] },
    columns: [key, frequency].map(({ name, id }) => ({ name, id })),
  }
}

interface Bucket {
  readonly low: Json
  readonly high: Json
  readonly rows: Json
}

function bucketCells(type: Type, buckets: readonly Bucket[]): Cells {
  return {
    columns: [
      { name: 'bucket', type: { kind: 'integer', bits: 32, signed: true }, nullable: false },
      { name: 'low', type, nullable: false },
      { name: 'high', type, nullable: false },
      { name: 'rows', type: INT64, nullable: false },
    ],
    data: [
      buckets.map((_bucket, i) => i),
      buckets.map(({ low }) => low),
      buckets.map(({ high }) => high),
      buckets.map(({ rows }) => (typeof rows === 'number' ? String(rows) : rows)),
    ],
  }
}
