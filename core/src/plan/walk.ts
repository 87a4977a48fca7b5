import { equalTypes } from '../schema/index.ts'
import { withArguments } from './builders.ts'
import type { ColumnId, Expression } from './expression.ts'
import type { Relation, SortKey } from './relation.ts'
import type { Value } from './value.ts'

/** The relations a relation reads. */
export function inputsOf(relation: Relation): readonly Relation[] {
  return relation.operator === 'scan' || relation.operator === 'values' ? [] : [relation.input]
}

/** The same relation over other inputs, given in the order of inputsOf. */
export function withInputs(relation: Relation, inputs: readonly Relation[]): Relation {
  const [input] = inputs
  if (relation.operator === 'scan' || relation.operator === 'values' || input === undefined) return relation
  return input === relation.input ? relation : { ...relation, input }
}

/** The expressions of one relation, not those of its inputs. */
export function expressionsOf(relation: Relation): readonly Expression[] {
  switch (relation.operator) {
    case 'scan':
    case 'values':
      return []
    case 'filter':
      return [relation.predicate]
    case 'project':
      return relation.columns.map((column) => column.expression)
    case 'aggregate':
      return [
        ...relation.keys.map((key) => key.expression),
        ...relation.measures.flatMap(({ arguments: args, condition }) =>
          condition === null ? args : [...args, condition],
        ),
      ]
    case 'top':
      return [...relation.partition, ...relation.order.map((key) => key.expression)]
    case 'sort':
      return relation.order.map((key) => key.expression)
  }
}

/** The same relation with each of its own expressions changed; itself if none is. */
export function mapExpressions(relation: Relation, change: (expression: Expression) => Expression): Relation {
  const mapKeys = (keys: readonly SortKey[]): readonly SortKey[] =>
    mapSame(keys, (key) => replaced(key, 'expression', change(key.expression)))
  switch (relation.operator) {
    case 'scan':
    case 'values':
      return relation
    case 'filter':
      return replaced(relation, 'predicate', change(relation.predicate))
    case 'project':
      return replaced(
        relation,
        'columns',
        mapSame(relation.columns, (column) => withExpression(column, change)),
      )
    case 'aggregate': {
      const keys = mapSame(relation.keys, (key) => withExpression(key, change))
      const measures = mapSame(relation.measures, (measure) => {
        const args = replaced(measure, 'arguments', mapSame(measure.arguments, change))
        return args.condition === null ? args : replaced(args, 'condition', change(args.condition))
      })
      return replaced(replaced(relation, 'keys', keys), 'measures', measures)
    }
    case 'top':
      return replaced(
        replaced(relation, 'partition', mapSame(relation.partition, change)),
        'order',
        mapKeys(relation.order),
      )
    case 'sort':
      return replaced(relation, 'order', mapKeys(relation.order))
  }
}

/** The same column computed otherwise: type and nullability follow the expression. */
function withExpression<Column extends { readonly expression: Expression }>(
  column: Column,
  change: (expression: Expression) => Expression,
): Column {
  return replaced(column, 'expression', change(column.expression))
}

/** The expression with columns replaced; itself if none is. Types are inferred again where an argument changed. */
export function mapColumns(expression: Expression, replace: (id: ColumnId) => Expression | undefined): Expression {
  return mapLeaves(expression, (leaf) => (leaf.kind === 'column' ? (replace(leaf.id) ?? leaf) : leaf))
}

/** The expression with every leaf changed; itself if none is. */
export function mapLeaves(
  expression: Expression,
  change: (leaf: Exclude<Expression, { kind: 'call' }>) => Expression,
): Expression {
  if (expression.kind !== 'call') return change(expression)
  const args = mapSame(expression.arguments, (argument) => mapLeaves(argument, change))
  return args === expression.arguments ? expression : withArguments(expression, args)
}

/** Calls `visit` on every expression below and including this one. */
export function visitExpression(expression: Expression, visit: (inner: Expression) => void): void {
  visit(expression)
  if (expression.kind === 'call') for (const argument of expression.arguments) visitExpression(argument, visit)
}

/** Adds the columns an expression reads. */
export function collectColumns(expression: Expression, into: Set<ColumnId>): void {
  visitExpression(expression, (inner) => {
    if (inner.kind === 'column') into.add(inner.id)
  })
}

/** Whether two expressions are the same tree. */
export function sameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true
  if (a.kind === 'column') return b.kind === 'column' && a.id === b.id
  if (a.kind === 'parameter') return b.kind === 'parameter' && a.name === b.name
  if (a.kind === 'literal') return b.kind === 'literal' && equalTypes(a.type, b.type) && sameValue(a.value, b.value)
  return (
    b.kind === 'call' &&
    a.name === b.name &&
    equalTypes(a.type, b.type) &&
    a.arguments.length === b.arguments.length &&
    a.arguments.every((argument, index) => {
      const other = b.arguments[index]
      return other !== undefined && sameExpression(argument, other)
    })
  )
}

/** `change` over a list; the list itself if nothing changed. */
export function mapSame<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  let changed = false
  const result = items.map((item) => {
    const other = change(item)
    changed ||= other !== item
    return other
  })
  return changed ? result : items
}

function replaced<Whole extends object, Key extends keyof Whole>(whole: Whole, key: Key, value: Whole[Key]): Whole {
  return whole[key] === value ? whole : { ...whole, [key]: value }
}

function sameValue(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return (
      a.length === b.length && a.every((item: Value, index) => sameValue(item, (b as readonly Value[])[index] ?? null))
    )
  return Object.is(a, b)
}
