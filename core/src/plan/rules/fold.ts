import { BOOLEAN, equalTypes } from '../../schema/index.ts'
import { and, call, literal, or, withArguments } from '../builders.ts'
import { evaluateCall } from '../evaluate/scalar.ts'
import type { Call, Expression, Literal } from '../expression.ts'
import type { FunctionName } from '../functions.ts'
import type { Value } from '../value.ts'
import { mapSame, sameExpression } from '../walk.ts'

/** Expressions known to be folded: folding is repeated after every other rule and must then cost nothing. */
const folded = new WeakSet<Expression>()

/** The same value with constants computed and conditions simplified; itself if there is nothing to do. */
export function foldExpression(expression: Expression): Expression {
  if (expression.kind !== 'call' || folded.has(expression)) return expression
  const args = mapSame(expression.arguments, foldExpression)
  const simplified = simplify(args === expression.arguments ? expression : withArguments(expression, args))
  if (simplified !== expression && simplified.kind === 'call') return foldExpression(simplified)
  folded.add(simplified)
  return simplified
}

/** What is true in the same rows, where false and NULL are one: for the condition of a filter. */
export function truthOf(predicate: Expression): Expression {
  if (predicate.kind === 'literal' && predicate.value === null) return literal(BOOLEAN, false)
  if (predicate.kind !== 'call' || (predicate.name !== 'and' && predicate.name !== 'or')) return predicate
  const args = mapSame(predicate.arguments, truthOf)
  return args === predicate.arguments ? predicate : foldExpression(call(predicate.name, ...args))
}

function simplify(expression: Call): Expression {
  const simplification = SIMPLIFICATIONS[expression.name]?.(expression)
  if (simplification !== undefined && simplification !== expression) return simplification
  if (expression.arguments.every(isLiteral)) {
    const value = evaluateCall(
      expression,
      expression.arguments.map((argument) => argument.value),
    )
    return literal(expression.type, value)
  }
  return STRICT.has(expression.name) && expression.arguments.some((argument) => isValue(argument, null))
    ? literal(expression.type, null)
    : expression
}

/** Functions that are NULL as soon as one argument is. */
const STRICT: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'not',
  'equal',
  'not_equal',
  'less',
  'less_or_equal',
  'greater',
  'greater_or_equal',
  'contains',
  'starts_with',
  'ends_with',
  'lower',
  'length',
  'add',
  'subtract',
  'multiply',
  'divide',
  'modulo',
  'negate',
  'floor',
  'cast',
  'time_floor',
  'time_shift',
])

const isLiteral = (expression: Expression): expression is Literal => expression.kind === 'literal'
const isValue = (expression: Expression, value: Value): boolean =>
  expression.kind === 'literal' && expression.value === value

/** `and` and `or`: flattened, without repetitions and neutral elements; decided by their absorbing element. */
const connective =
  (name: 'and' | 'or') =>
  (expression: Call): Expression => {
    const absorbing = name === 'or'
    const flat = expression.arguments.flatMap((argument) =>
      argument.kind === 'call' && argument.name === name ? argument.arguments : [argument],
    )
    if (flat.some((argument) => isValue(argument, absorbing))) return literal(BOOLEAN, absorbing)
    const kept: Expression[] = []
    for (const argument of flat) {
      if (isValue(argument, !absorbing)) continue
      // Few conditions are compared with each other; long lists are left as they are.
      if (flat.length <= 32 && kept.some((earlier) => sameExpression(earlier, argument))) continue
      kept.push(argument)
    }
    const unchanged = flat.length === expression.arguments.length && kept.length === flat.length && kept.length > 1
    if (unchanged && !expression.arguments.some((argument) => argument.kind === 'call' && argument.name === name))
      return expression
    return name === 'and' ? and(kept) : or(kept)
  }

/** Both sides are NULL for the same values, so that the opposite needs no `not`. */
const OPPOSITE: Partial<Record<FunctionName, Exclude<FunctionName, 'cast'>>> = {
  equal: 'not_equal',
  not_equal: 'equal',
  less: 'greater_or_equal',
  less_or_equal: 'greater',
  greater: 'less_or_equal',
  greater_or_equal: 'less',
  is_null: 'is_not_null',
  is_not_null: 'is_null',
}

function simplifyNot(expression: Call): Expression {
  const [inner] = expression.arguments
  if (inner?.kind !== 'call') return expression
  if (inner.name === 'not') return inner.arguments[0] ?? expression
  const opposite = OPPOSITE[inner.name]
  return opposite === undefined ? expression : call(opposite, ...inner.arguments)
}

/** A list without repetitions; of nothing false; of one value an equality. */
function simplifyIn(expression: Call): Expression {
  const [value, list] = expression.arguments
  if (value === undefined || list?.kind !== 'literal' || list.type.kind !== 'array' || !Array.isArray(list.value))
    return expression
  const items = [...new Set(list.value as readonly Value[])]
  const [only] = items
  if (only === undefined) return literal(BOOLEAN, false)
  if (items.length === 1 && list.type.element.kind !== 'array')
    return call('equal', value, literal(list.type.element, only))
  return items.length === list.value.length ? expression : call('in', value, literal(list.type, items))
}

function simplifyIf(expression: Call): Expression {
  const [condition, yes, no] = expression.arguments
  if (condition?.kind !== 'literal' || yes === undefined || no === undefined) return expression
  const branch = condition.value === true ? yes : no
  return equalTypes(branch.type, expression.type) ? branch : expression
}

/** Without missing values, and without what comes after the first that cannot be missing. */
function simplifyCoalesce(expression: Call): Expression {
  const present = expression.arguments.filter((argument) => !isValue(argument, null))
  const end = present.findIndex((argument) => !argument.nullable)
  const kept = end < 0 ? present : present.slice(0, end + 1)
  const [only] = kept
  if (only === undefined) return literal(expression.type, null)
  if (kept.length === expression.arguments.length && kept.length > 1) return expression
  const shorter = kept.length === 1 ? only : call('coalesce', ...kept)
  return equalTypes(shorter.type, expression.type) ? shorter : expression
}

const SIMPLIFICATIONS: Partial<Record<FunctionName, (expression: Call) => Expression>> = {
  and: connective('and'),
  or: connective('or'),
  not: simplifyNot,
  in: simplifyIn,
  if: simplifyIf,
  coalesce: simplifyCoalesce,
  is_null: (expression) => (expression.arguments[0]?.nullable === false ? literal(BOOLEAN, false) : expression),
  is_not_null: (expression) => (expression.arguments[0]?.nullable === false ? literal(BOOLEAN, true) : expression),
}
