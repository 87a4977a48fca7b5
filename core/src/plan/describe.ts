import { typeKey } from '../schema/index.ts'
import { columnsOf } from './derive.ts'
import type { ColumnId, Expression } from './expression.ts'
import { formatValue } from './format.ts'
import type { NamedRelation, PlanColumn, Relation, SortKey } from './relation.ts'

/**
 * A plan as people read it: one operator a line, its input indented below; a column is its name and number. The text is
 * for eyes and snapshots alone.
 */
export function describePlan(plan: NamedRelation): string {
  const names = new Map<ColumnId, string>()
  collectNames(plan.relation, names)
  const outputs = plan.columns.map(({ name, id }) =>
    names.get(id) === name ? columnText(id, names) : `${columnText(id, names)} as ${name}`,
  )
  return [`output ${outputs.join(', ')}`, ...describe(plan.relation, names, '  ')].join('\n')
}

type Names = ReadonlyMap<ColumnId, string>

function collectNames(relation: Relation, names: Map<ColumnId, string>): void {
  for (const { id, name } of columnsOf(relation)) names.set(id, name)
  if (relation.operator !== 'scan' && relation.operator !== 'values') collectNames(relation.input, names)
}

const columnText = (id: ColumnId, names: Names): string => `${names.get(id) ?? '?'}#${id}`

function describe(relation: Relation, names: Names, indent: string): readonly string[] {
  const line = `${indent}${headline(relation, names)}`
  const inner =
    relation.operator === 'scan' || relation.operator === 'values' ? [] : describe(relation.input, names, `${indent}  `)
  return [line, ...inner]
}

function headline(relation: Relation, names: Names): string {
  const write = (expression: Expression): string => describeExpression(expression, names)
  const introduced = (column: PlanColumn): string => columnText(column.id, names)
  switch (relation.operator) {
    case 'scan':
      return `scan ${relation.table.id} [${relation.columns.map(introduced).join(', ')}]`
    case 'values':
      return `values [${relation.columns.map(introduced).join(', ')}], ${relation.rows.length} rows`
    case 'filter':
      return `filter ${write(relation.predicate)}`
    case 'project':
      return `project ${relation.columns.map((column) => `${introduced(column)} = ${write(column.expression)}`).join(', ')}`
    case 'aggregate': {
      const keys = relation.keys.map((key) => `${introduced(key)} = ${write(key.expression)}`)
      const measures = relation.measures.map((measure) => {
        const condition = measure.condition === null ? '' : ` where ${write(measure.condition)}`
        return `${introduced(measure)} = ${measure.aggregate}(${measure.arguments.map(write).join(', ')})${condition}`
      })
      return `aggregate by [${keys.join(', ')}] of [${measures.join(', ')}]`
    }
    case 'top': {
      const offset = relation.offset > 0 ? ` after ${relation.offset}` : ''
      const per = relation.partition.length > 0 ? ` per [${relation.partition.map(write).join(', ')}]` : ''
      return `top ${relation.count}${offset}${per} by [${describeOrder(relation.order, write)}]`
    }
    case 'sort':
      return `sort by [${describeOrder(relation.order, write)}]`
  }
}

function describeOrder(order: readonly SortKey[], write: (expression: Expression) => string): string {
  return order
    .map(
      (key) => `${write(key.expression)}${key.descending ? ' descending' : ''}${key.nullsFirst ? ' nulls first' : ''}`,
    )
    .join(', ')
}

function describeExpression(expression: Expression, names: Names): string {
  switch (expression.kind) {
    case 'column':
      return columnText(expression.id, names)
    case 'parameter':
      return `$${expression.name}`
    case 'literal': {
      if (expression.value === null) return 'NULL'
      const text = formatValue(expression.type, expression.value)
      return expression.type.kind === 'text'
        ? JSON.stringify(text)
        : Array.isArray(expression.value)
          ? `[${text}]`
          : text
    }
    case 'call': {
      const target = expression.name === 'cast' ? ` as ${typeKey(expression.type)}` : ''
      return `${expression.name}(${expression.arguments.map((argument) => describeExpression(argument, names)).join(', ')}${target})`
    }
  }
}
