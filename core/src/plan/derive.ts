import { column } from './builders.ts'
import type { ColumnId, Expression } from './expression.ts'
import { remembered } from './memo.ts'
import type { PlanColumn, Relation, SortKey, Top } from './relation.ts'
import { sameExpression } from './walk.ts'

/** The columns a relation yields. */
export const columnsOf: (relation: Relation) => readonly PlanColumn[] = remembered((relation: Relation) => {
  switch (relation.operator) {
    case 'scan':
    case 'values':
    case 'project':
      return relation.columns
    case 'aggregate':
      return [...relation.keys, ...relation.measures]
    case 'filter':
    case 'top':
    case 'sort':
      return columnsOf(relation.input)
  }
})

/** At most so many rows; null where nothing bounds them. */
export const rowBound = remembered((relation: Relation): number | null => {
  switch (relation.operator) {
    case 'scan':
      return null
    case 'values':
      return relation.rows.length
    case 'aggregate':
      return relation.keys.length === 0 ? 1 : rowBound(relation.input)
    case 'top': {
      const bound = rowBound(relation.input)
      if (relation.partition.length > 0) return bound
      return bound === null ? relation.count : Math.min(relation.count, Math.max(0, bound - relation.offset))
    }
    case 'filter':
    case 'project':
    case 'sort':
      return rowBound(relation.input)
  }
})

/**
 * How the rows are ordered, by the relation's own columns, first key first; empty where they are not. A Project that
 * drops a key ends the known order there.
 */
export const orderOf: (relation: Relation) => readonly SortKey[] = remembered((relation: Relation) => {
  switch (relation.operator) {
    case 'scan':
    case 'values':
    case 'aggregate':
      return []
    case 'filter':
      return orderOf(relation.input)
    case 'sort':
      return appendOrder(relation.order, orderOf(relation.input))
    case 'top':
      return relation.partition.length > 0 ? [] : appendOrder(relation.order, orderOf(relation.input))
    case 'project': {
      const order: SortKey[] = []
      for (const key of orderOf(relation.input)) {
        const output = relation.columns.find((candidate) => sameExpression(candidate.expression, key.expression))
        if (output === undefined) break
        order.push({ ...key, expression: column(output) })
      }
      return order
    }
  }
})

/** First by one order, ties by the next; keys that cannot decide any more are left out. */
export function appendOrder(first: readonly SortKey[], next: readonly SortKey[]): readonly SortKey[] {
  const order = [...first]
  for (const key of next) {
    if (!order.some((earlier) => sameExpression(earlier.expression, key.expression))) order.push(key)
  }
  return order.length === first.length ? first : order
}

/** Whether an order begins with another one. */
export function startsWithOrder(order: readonly SortKey[], prefix: readonly SortKey[]): boolean {
  return prefix.every((key, index) => {
    const other = order[index]
    return (
      other !== undefined &&
      other.descending === key.descending &&
      other.nullsFirst === key.nullsFirst &&
      sameExpression(other.expression, key.expression)
    )
  })
}

/** Sets of columns whose values, NULLs taken as equal, no two rows share; only what the plan itself proves. */
export function keysOf(relation: Relation): readonly (readonly ColumnId[])[] {
  switch (relation.operator) {
    case 'scan':
      return []
    case 'values':
      return relation.rows.length <= 1 ? [[]] : []
    case 'aggregate':
      return [relation.keys.map((key) => key.id)]
    case 'filter':
    case 'sort':
      return keysOf(relation.input)
    case 'top':
      return rowBound(relation) === 1 ? [[]] : keysOf(relation.input)
    case 'project':
      return keysOf(relation.input).flatMap((key) => {
        const renamed = key.map((id) => relation.columns.find((candidate) => isColumn(candidate.expression, id))?.id)
        return renamed.every((id) => id !== undefined) ? [renamed] : []
      })
  }
}

/** Whether every evaluation over the same data gives the same bag of rows. */
export function isDeterministic(relation: Relation): boolean {
  switch (relation.operator) {
    case 'scan':
    case 'values':
      return true
    case 'top':
      return isDeterministic(relation.input) && isChoiceFixed(relation)
    default:
      return isDeterministic(relation.input)
  }
}

/** Whether the order of a Top (within a partition) leaves no ties: it and the partition contain a key of its input. */
function isChoiceFixed(top: Top): boolean {
  const bound = rowBound(top.input)
  if (top.count === 0 || (bound !== null && bound <= 1)) return true
  const fixed = new Set<ColumnId>()
  for (const expression of [...top.partition, ...orderOfChoice(top).map((key) => key.expression)]) {
    if (expression.kind === 'column') fixed.add(expression.id)
  }
  return keysOf(top.input).some((key) => key.every((id) => fixed.has(id)))
}

/** The order by which a Top chooses: its own, then its input's. */
function orderOfChoice(top: Top): readonly SortKey[] {
  return appendOrder(top.order, orderOf(top.input))
}

function isColumn(expression: Expression, id: ColumnId): boolean {
  return expression.kind === 'column' && expression.id === id
}
