import { type NamedRelation, orderOf } from '@flowforge/core/plan'
import type { Json, Schema } from '@flowforge/core/schema'
import { type CaseTable, cellsOf } from '../../../core/test/case.ts'

type Rows = readonly (readonly Json[])[]

/**
 * The rows of the interpreter in groups that tie in the plan's order: an engine must give the groups in this order, and
 * may give the rows of one in any. Without an order there is one group.
 */
export function expectedGroups(plan: NamedRelation, schema: Schema, tables: readonly CaseTable[]): readonly Rows[] {
  const rows = cellsOf(plan, schema, tables)
  const keys = orderOf(plan.relation).flatMap(({ expression }) => (expression.kind === 'column' ? [expression] : []))
  const withKeys = { ...plan, columns: keys.map(({ id }, index) => ({ id, name: `key_${index}` })) }
  const keySchema = keys.map(({ type }, index) => ({ name: `key_${index}`, type, nullable: true }))
  const keyRows = cellsOf(withKeys, keySchema, tables).map((row) => JSON.stringify(row.map(tied)))
  const groups: (readonly Json[])[][] = []
  rows.forEach((row, index) => {
    if (index > 0 && keyRows[index] === keyRows[index - 1]) groups.at(-1)?.push(row)
    else groups.push([row])
  })
  return groups
}

/** NaN ties with NULL. */
const tied = (cell: Json): Json => (cell === 'NaN' ? null : cell)

/** Both as text, rows within each group sorted: equal texts mean equal answers. */
export function inGroups(rows: Rows, groups: readonly Rows[]): string {
  let start = 0
  const lines: string[] = []
  for (const group of groups) {
    lines.push(
      ...rows
        .slice(start, start + group.length)
        .map((row) => JSON.stringify(row))
        .sort(),
    )
    start += group.length
  }
  return [...lines, ...rows.slice(start).map((row) => `surplus ${JSON.stringify(row)}`)].join('\n')
}
