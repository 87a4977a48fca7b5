import type { ResultTable } from '@flowforge/core/protocol'
import type { Json } from '@flowforge/core/schema'

export interface ColumnProfile {
  readonly name: string
  readonly nulls: number
  readonly distinct: number | null
  readonly minimum: string | null
  readonly maximum: string | null
}

/** The answer to `profile`, one entry per column of the node. */
export function readProfile(table: ResultTable): readonly ColumnProfile[] {
  const at = (name: string, row: number): Json =>
    table.data[table.columns.findIndex((column) => column.name === name)]?.[row] ?? null
  const text = (name: string, row: number): string | null => {
    const cell = at(name, row)
    return cell === null ? null : String(cell)
  }
  return Array.from({ length: table.rowCount }, (_unused, row) => ({
    name: text('name', row) ?? '',
    nulls: Number(at('nulls', row)),
    distinct: at('distinct', row) === null ? null : Number(at('distinct', row)),
    minimum: text('minimum', row),
    maximum: text('maximum', row),
  }))
}

export interface Bucket {
  readonly low: number
  readonly high: number
  readonly rows: number
}

/** The answer to `histogram` as numbers to draw with; times are milliseconds since 1970. */
export function readBuckets(table: ResultTable): readonly Bucket[] {
  const index = (name: string): number => table.columns.findIndex((column) => column.name === name)
  const [low, high, rows] = [index('low'), index('high'), index('rows')]
  return Array.from({ length: table.rowCount }, (_unused, row) => ({
    low: position(table.data[low]?.[row] ?? null),
    high: position(table.data[high]?.[row] ?? null),
    rows: Number(table.data[rows]?.[row] ?? 0),
  })).filter((bucket) => Number.isFinite(bucket.low) && Number.isFinite(bucket.high))
}

/** Where a number or a point in time lies on an axis; NaN for what has no place. */
export function position(cell: Json): number {
  if (typeof cell === 'number') return cell
  if (typeof cell !== 'string' || cell.trim() === '') return Number.NaN
  const number = Number(cell)
  return Number.isNaN(number) ? Date.parse(cell) : number
}
