import { and, type ColumnReference, type Expression, isReason, or } from '../../plan/index.ts'
import { type Column, findColumn, type Json, type Problem, type Schema, type Type } from '../../schema/index.ts'
import { describeType, fieldProblem, missingColumn, notOperable, unfinished } from '../problems.ts'
import { type FilterCondition, type FilterConfig, ROOT_GROUP } from './config.ts'
import { type FilterOperator, findOperator, operatorsFor, type RelativeUnit } from './operators.ts'
import { type Predicate, predicateOf } from './predicate.ts'

/** A condition that can be asked of a row, and one that cannot (yet), with the reason. */
type Checked =
  | { readonly column: string; readonly predicate: Predicate; readonly problem: null }
  | { readonly column: null; readonly predicate: null; readonly problem: Problem }

/** A filter checked against the columns of its input. */
export interface PreparedFilter {
  readonly problems: readonly Problem[]
  /** The whole filter; null where no condition is finished: then all rows stay. */
  predicate(read: (column: string) => ColumnReference): Expression | null
  /** Each finished condition alone, by its id. */
  conditions(read: (column: string) => ColumnReference): ReadonlyMap<string, Expression>
}

export function prepareFilter(config: FilterConfig, schema: Schema): PreparedFilter {
  const reachable = reachableGroups(config)
  const live = config.conditions.filter((condition) => reachable.has(condition.parent))
  const checked = new Map(live.map((condition) => [condition.id, checkCondition(condition, schema)]))
  const problems = [...checked.values()].flatMap(({ problem }) => problem ?? [])
  for (const group of config.groups) {
    if (!insideItself(group.id, config)) continue
    const message = 'This group is inside itself, because two people moved groups at once. It is left out.'
    problems.push(
      fieldProblem('cycle', `groups/${group.id}/parent`, message, { severity: 'warning', hint: 'Move it out.' }),
    )
  }
  const expressionOf = (id: string, read: (column: string) => ColumnReference): Expression | null => {
    const condition = checked.get(id)
    return condition?.predicate == null ? null : condition.predicate(read(condition.column))
  }
  const join = (group: string, match: 'all' | 'any', read: (column: string) => ColumnReference): Expression | null => {
    const parts = [
      ...live.filter(({ parent }) => parent === group).map(({ id }) => expressionOf(id, read)),
      ...config.groups
        .filter(({ parent, id }) => parent === group && reachable.has(id))
        .map((g) => join(g.id, g.match, read)),
    ].filter((part) => part !== null)
    return parts.length === 0 ? null : match === 'all' ? and(parts) : or(parts)
  }
  return {
    problems,
    predicate: (read) => join(ROOT_GROUP, config.match, read),
    conditions: (read) =>
      new Map(
        live.flatMap(({ id }): [string, Expression][] => {
          const expression = expressionOf(id, read)
          return expression === null ? [] : [[id, expression]]
        }),
      ),
  }
}

/** The groups that hang together with the root: not those in a removed group, nor those inside themselves. */
export function reachableGroups({ groups }: FilterConfig): ReadonlySet<string> {
  const reachable = new Set([ROOT_GROUP])
  for (let before = 0; before < reachable.size; ) {
    before = reachable.size
    for (const group of groups) if (reachable.has(group.parent)) reachable.add(group.id)
  }
  return reachable
}

function insideItself(id: string, { groups }: FilterConfig): boolean {
  const parents = new Map(groups.map((group) => [group.id, group.parent]))
  const seen = new Set<string>()
  for (let at = parents.get(id); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === id) return true
    seen.add(at)
  }
  return false
}

function checkCondition(condition: FilterCondition, schema: Schema): Checked {
  const path = `conditions/${condition.id}`
  if (condition.column === '') return broken(unfinished(`${path}/column`, 'Choose a column.'))
  const column = findColumn(schema, condition.column)
  if (column === undefined) return broken(missingColumn(`${path}/column`, condition.column, schema))
  if (operatorsFor(column.type).length === 0) return broken(notOperable(`${path}/column`, column, 'filter'))
  if (condition.operator === '')
    return broken(unfinished(`${path}/operator`, `Choose how to compare “${column.name}”.`))
  const operator = findOperator(column.type, condition.operator)
  if (operator === undefined) return broken(wrongOperator(path, condition, column))
  const missing = missingValue(operator, condition, column.type)
  if (missing !== null) return broken(unfinished(`${path}/${missing}`, `Enter what “${column.name}” is compared with.`))
  if (operator.units.length > 0 && !operator.units.includes(condition.unit as RelativeUnit)) {
    return broken(wrongUnit(path, operator, condition, column))
  }
  const predicate = predicateOf(operator, condition, column.type)
  if (!isReason(predicate)) return { column: column.name, predicate, problem: null }
  const found = foundValue(condition, predicate.field)
  const message = `${found} ${predicate.reason}.`
  const hint = `“${column.name}” is a ${describeType(column.type)}.`
  const expected = describeType(column.type)
  return broken(fieldProblem('value_type', `${path}/${predicate.field}`, message, { expected, found, hint }))
}

const broken = (problem: Problem): Checked => ({ column: null, predicate: null, problem })

/** The field that is still empty, if one is. Spaces alone are a value of text, of nothing else. */
function missingValue(operator: FilterOperator, condition: FilterCondition, type: Type): string | null {
  const blank = (value: Json): boolean => value === null || (type.kind === 'text' ? value : String(value).trim()) === ''
  switch (operator.editor) {
    case 'none':
    case 'period':
      return null
    case 'value':
      return blank(condition.value) ? 'value' : null
    case 'values':
      return condition.values.length === 0 ? 'values' : null
    case 'range':
      return blank(condition.value) ? 'value' : blank(condition.upper) ? 'upper' : null
    case 'last':
      return condition.amount === null ? 'amount' : null
  }
}

function wrongOperator(path: string, condition: FilterCondition, column: Column): Problem {
  const [first] = operatorsFor(column.type)
  const field = `${path}/operator`
  return fieldProblem('operator_mismatch', field, `“${column.name}” cannot be compared in this way.`, {
    expected: operatorsFor(column.type)
      .map(({ label }) => label)
      .join(', '),
    found: condition.operator,
    hint: `It is a ${describeType(column.type)} now: choose how to compare it.`,
    ...(first === undefined ? {} : { fix: { label: `Use “${first.label}”`, field, value: first.id } }),
  })
}

function wrongUnit(path: string, operator: FilterOperator, condition: FilterCondition, column: Column): Problem {
  const field = `${path}/unit`
  return fieldProblem('operator_mismatch', field, `“${column.name}” is not counted in ${condition.unit}s.`, {
    expected: operator.units.join(', '),
    found: condition.unit,
    hint: 'Choose another unit.',
    fix: { label: 'Use days', field, value: 'day' },
  })
}

function foundValue(condition: FilterCondition, field: string): string {
  const value = field === 'amount' ? condition.amount : field === 'upper' ? condition.upper : condition.value
  if (field === 'values') return 'One of the values'
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value)
}
