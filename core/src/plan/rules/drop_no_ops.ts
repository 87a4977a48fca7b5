import { columnsOf, orderOf, rowBound, startsWithOrder } from '../derive.ts'
import type { Filter, Project, Relation, Sort, SortKey, Top } from '../relation.ts'
import type { Rule } from './rule.ts'

export const dropNoOps: Rule = {
  name: 'drop_no_ops',
  doc: 'Removes what changes nothing: filters that are true, sorts of what is sorted or of one row, keys that are constant, limits that are never reached, projections that repeat their input, orders below an aggregate.',
  apply: (relation) => {
    switch (relation.operator) {
      case 'filter':
        return ofFilter(relation)
      case 'sort':
        return ofSort(relation)
      case 'top':
        return ofTop(relation)
      case 'project':
        return ofProject(relation)
      case 'aggregate':
        return relation.input.operator === 'sort' ? { ...relation, input: relation.input.input } : null
      case 'scan':
      case 'values':
        return null
    }
  },
}

function ofFilter({ input, predicate }: Filter): Relation | null {
  if (input.operator === 'values' && input.rows.length === 0) return input
  if (predicate.kind !== 'literal') return null
  return predicate.value === true ? input : emptyOf(input)
}

function ofSort(relation: Sort): Relation | null {
  const bound = rowBound(relation.input)
  if (bound !== null && bound <= 1) return relation.input
  const order = usefulKeys(relation.order)
  if (startsWithOrder(orderOf(relation.input), order)) return relation.input
  return order === relation.order ? null : { ...relation, order }
}

function ofTop(relation: Top): Relation | null {
  if (relation.count === 0) return emptyOf(relation)
  const order = usefulKeys(relation.order)
  const bound = rowBound(relation.input)
  if (relation.partition.length === 0 && relation.offset === 0 && bound !== null && bound <= relation.count)
    return { operator: 'sort', input: relation.input, order }
  return order === relation.order ? null : { ...relation, order }
}

function ofProject(relation: Project): Relation | null {
  const width = columnsOf(relation.input).length
  const same = relation.columns.every(({ id, expression }) => expression.kind === 'column' && expression.id === id)
  return same && relation.columns.length === width ? relation.input : null
}

/** Without the keys that are constant; the same list if there are none. */
function usefulKeys(order: readonly SortKey[]): readonly SortKey[] {
  const useful = order.filter(({ expression }) => expression.kind !== 'literal' && expression.kind !== 'parameter')
  return useful.length === order.length ? order : useful
}

/** No rows of the same columns. */
function emptyOf(relation: Relation): Relation {
  const columns = columnsOf(relation).map(({ id, name, type, nullable }) => ({ id, name, type, nullable }))
  return { operator: 'values', columns, rows: [] }
}
