import {
  column as columnReference,
  columnsOf,
  evaluate,
  isDeterministic,
  isOrdered,
  isReason,
  type NamedRelation,
  orderOf,
  type PlanColumn,
  parseValue,
  type SortKey,
  type Value,
} from '@flowforge/core/plan'
import { INT64, type Problem } from '@flowforge/core/schema'
import type { HeldResult } from './held-results.ts'
import type { PackedTable } from './packed-table.ts'
import { problemAt } from './problems.ts'

export interface SortBy {
  readonly column: string
  readonly descending: boolean
}

/**
 * How a result is put in another order: by a new plan over the same relation, or, where running that again could choose
 * other rows (the first 100 of many equal ones), by sorting the very rows that were shown.
 */
export type SortPlan =
  | { readonly kind: 'plan'; readonly rows: NamedRelation }
  | { readonly kind: 'rows'; readonly table: PackedTable }
  | { readonly kind: 'refused'; readonly problem: Problem }

/** Sorted in this process they hold it up for about 50 ms. */
const MAX_SORTED_HERE = 50_000

export function planSort(held: HeldResult, by: SortBy): SortPlan {
  const { bound, record } = held
  const id = bound.columns.find((column) => column.name === by.column)?.id
  const column = columnsOf(bound.relation).find((candidate) => candidate.id === id)
  if (column === undefined)
    return refused(record.nodeId, 'column_missing', `There is no column “${by.column}” in this result.`)
  if (!isOrdered(column.type))
    return refused(record.nodeId, 'column_not_operable', `“${by.column}” cannot be used to sort.`)
  if (isDeterministic(bound.relation)) return { kind: 'plan', rows: totallyOrdered(bound, column, by.descending) }
  if (!record.truncated && held.table.rowCount <= MAX_SORTED_HERE)
    return { kind: 'rows', table: sortRows(held, column, by) }
  const message = 'These rows can only be sorted in the workflow: running it again might choose other ones.'
  return refused(
    record.nodeId,
    'too_large',
    message,
    'Put a Sort before the Limit, over columns that tell all rows apart.',
  )
}

function refused(node: string, code: Problem['code'], message: string, hint?: string): SortPlan {
  return { kind: 'refused', problem: problemAt(node, code, message, hint) }
}

const ascending = (column: PlanColumn): SortKey => ({
  expression: columnReference(column),
  descending: false,
  nullsFirst: false,
})

/** By the chosen column, then by the order the rows stood in, then by all other columns: the same in every run. */
function totallyOrdered(rows: NamedRelation, column: PlanColumn, descending: boolean): NamedRelation {
  const rest = columnsOf(rows.relation).filter((other) => other.id !== column.id && isOrdered(other.type))
  const order = [{ ...ascending(column), descending }, ...orderOf(rows.relation), ...rest.map(ascending)]
  return { ...rows, relation: { operator: 'sort', input: rows.relation, order: firstOfEach(order) } }
}

/** A column decides once. */
function firstOfEach(order: readonly SortKey[]): readonly SortKey[] {
  const seen = new Set<number>()
  return order.filter(({ expression }) => {
    if (expression.kind !== 'column') return true
    const known = seen.has(expression.id)
    seen.add(expression.id)
    return !known
  })
}

/** Sorts by the meaning that core gives a Sort; equal rows keep their order. */
function sortRows({ table, columns, bound }: HeldResult, column: PlanColumn, by: SortBy): PackedTable {
  const position = bound.columns.findIndex(({ id }) => id === column.id)
  const cells = table.slice(columns, 0, table.rowCount).data[position] ?? []
  const value: PlanColumn = { id: 0, name: 'value', type: column.type, nullable: true }
  const row: PlanColumn = { id: 1, name: 'row', type: INT64, nullable: false }
  const rows = cells.map((cell, index): readonly Value[] => {
    const parsed = parseValue(column.type, cell)
    if (isReason(parsed)) throw new Error(`A result holds a cell that ${parsed.reason}.`)
    return [parsed, BigInt(index)]
  })
  const input = { operator: 'values', columns: [value, row], rows } as const
  const order = [{ ...ascending(value), descending: by.descending }, ascending(row)]
  const plan: NamedRelation = { relation: { operator: 'sort', input, order }, columns: [{ name: 'row', id: row.id }] }
  const sorted = evaluate(plan, { tables: new Map(), parameters: new Map() })
  return table.inOrder(Uint32Array.from(sorted, ([index]) => Number(index)))
}
