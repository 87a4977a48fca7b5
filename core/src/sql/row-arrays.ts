import { type Literal, literal, type PlanColumn } from '../plan/index.ts'

/** One column of rows as a list. */
export function arrayOf(column: PlanColumn, rows: readonly Literal['value'][]): Literal {
  const elementNullable = column.nullable || rows.includes(null)
  return literal({ kind: 'array', element: column.type, elementNullable }, rows)
}

/** So many rows and nothing in them. */
export function ticks(count: number): Literal {
  const element = { kind: 'integer', bits: 8, signed: false } as const
  return literal(
    { kind: 'array', element, elementNullable: false },
    Array.from({ length: count }, () => 0n),
  )
}
