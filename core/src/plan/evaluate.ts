import { evaluateAggregate } from './evaluate/aggregate.ts'
import { canonical, compareValues } from './evaluate/compare.ts'
import { evaluateExpression } from './evaluate/scalar.ts'
import type { ColumnId, Expression } from './expression.ts'
import type { Aggregate, NamedRelation, Relation, Scan, SortKey, Top } from './relation.ts'
import type { Value } from './value.ts'

/** A table in memory: `columns` are the names the store knows, every row has a value for each. */
export interface MemoryTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
}

/** What a plan is evaluated against: tables by id, parameters by name. */
export interface EvaluationContext {
  readonly tables: ReadonlyMap<string, MemoryTable>
  readonly parameters: ReadonlyMap<string, Value>
}

type Row = ReadonlyMap<ColumnId, Value>

/**
 * The meaning of a plan: its rows, columns in the order of `columns`, computed the plain and slow way. The rows of an
 * ordered relation are in order; where the plan leaves the choice or the order open, one of the right answers.
 * Throws where a table or parameter is missing.
 */
export function evaluate(plan: NamedRelation, context: EvaluationContext): readonly (readonly Value[])[] {
  return rowsOf(plan.relation, context).map((row) => plan.columns.map(({ id }) => cell(row, id)))
}

function rowsOf(relation: Relation, context: EvaluationContext): readonly Row[] {
  switch (relation.operator) {
    case 'scan':
      return scan(relation, context)
    case 'values':
      return relation.rows.map(
        (row) => new Map(relation.columns.map((column, index) => [column.id, row[index] ?? null])),
      )
    case 'filter':
      return rowsOf(relation.input, context).filter((row) => resultOf(relation.predicate, row, context) === true)
    case 'project':
      return rowsOf(relation.input, context).map(
        (row) => new Map(relation.columns.map((column) => [column.id, resultOf(column.expression, row, context)])),
      )
    case 'aggregate':
      return aggregate(relation, context)
    case 'top':
      return top(relation, context)
    case 'sort':
      return sort(rowsOf(relation.input, context), relation.order, context)
  }
}

function cell(row: Row, id: ColumnId): Value {
  const value = row.get(id)
  if (value === undefined) throw new Error(`the plan refers to column ${id}, which its input does not have`)
  return value
}

function resultOf(expression: Expression, row: Row, context: EvaluationContext): Value {
  return evaluateExpression(expression, {
    column: (id) => cell(row, id),
    parameter: (name) => {
      const value = context.parameters.get(name)
      if (value === undefined) throw new Error(`parameter ${name} is not bound`)
      return value
    },
  })
}

function scan(relation: Scan, context: EvaluationContext): readonly Row[] {
  const table = context.tables.get(relation.table.id)
  if (table === undefined) throw new Error(`no table ${relation.table.id}`)
  const columns = relation.columns.map(({ id, source }) => {
    const index = table.columns.indexOf(source)
    if (index < 0) throw new Error(`no column ${source} in ${relation.table.id}`)
    return { id, index }
  })
  return table.rows.map((row) => new Map(columns.map(({ id, index }) => [id, row[index] ?? null])))
}

/** A key of groups and partitions: equal canonical values give equal texts. */
function groupKey(values: readonly Value[]): string {
  return JSON.stringify(values.map((value) => [typeof value, String(value)]))
}

function aggregate(relation: Aggregate, context: EvaluationContext): readonly Row[] {
  const groups = new Map<string, { keys: readonly Value[]; rows: Row[] }>()
  if (relation.keys.length === 0) groups.set(groupKey([]), { keys: [], rows: [] })
  for (const row of rowsOf(relation.input, context)) {
    const keys = relation.keys.map((key) => canonical(resultOf(key.expression, row, context)))
    const name = groupKey(keys)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, { keys, rows: [row] })
    else group.rows.push(row)
  }
  return [...groups.values()].map(({ keys, rows }) => {
    const result = new Map<ColumnId, Value>(relation.keys.map((key, index) => [key.id, keys[index] ?? null]))
    for (const measure of relation.measures) {
      const { condition } = measure
      const [argument] = measure.arguments
      const values = rows
        .filter((row) => condition === null || resultOf(condition, row, context) === true)
        .map((row) => (argument === undefined ? true : resultOf(argument, row, context)))
      result.set(measure.id, evaluateAggregate(measure.aggregate, values, argument?.type ?? measure.type, measure.type))
    }
    return result
  })
}

/** Stable: rows that tie keep the order they came in. */
function sort(rows: readonly Row[], order: readonly SortKey[], context: EvaluationContext): readonly Row[] {
  const keyed = rows.map((row) => ({
    row,
    keys: order.map((key) => canonical(resultOf(key.expression, row, context))),
  }))
  keyed.sort((a, b) => {
    for (const [index, key] of order.entries()) {
      const difference = compareKeys(a.keys[index] ?? null, b.keys[index] ?? null, key)
      if (difference !== 0) return difference
    }
    return 0
  })
  return keyed.map(({ row }) => row)
}

function compareKeys(a: Value, b: Value, key: SortKey): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === key.nullsFirst ? -1 : 1
  return key.descending ? compareValues(b, a) : compareValues(a, b)
}

function top(relation: Top, context: EvaluationContext): readonly Row[] {
  const taken = new Map<string, number>()
  return sort(rowsOf(relation.input, context), relation.order, context).filter((row) => {
    const partition = groupKey(relation.partition.map((key) => canonical(resultOf(key, row, context))))
    const position = taken.get(partition) ?? 0
    taken.set(partition, position + 1)
    return position >= relation.offset && position < relation.offset + relation.count
  })
}
