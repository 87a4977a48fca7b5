import {
  type Call,
  commonType,
  type Expression,
  type FunctionName,
  isReason,
  type Literal,
  literal,
  type Value,
  widen,
} from '../plan/index.ts'
import { BOOLEAN, equalTypes, type Type } from '../schema/index.ts'
import type { Use, Writer } from './dialect.ts'
import { BINDING, infix, joined, type Sql } from './spelling.ts'

/** How a dialect keeps NaN out of a comparison, and on which sides it must. */
export interface NaNRules {
  readonly guard: (sql: Sql) => Sql
  readonly needed: (name: FunctionName, use: Use) => 'both' | 'left' | 'right' | 'none'
}

/** `a operator b` at the type both are compared in, with NaN as NULL where it would show. */
export function spellCompare(
  call: Call,
  writer: Writer,
  use: Use,
  operator: string,
  rules: NaNRules,
  order: (sql: Sql, type: Type) => Sql,
): Sql {
  const [left, right] = call.arguments
  if (left === undefined || right === undefined) throw new TypeError(`${call.name} lacks an argument`)
  const [a, b] = comparands(left, right, writer, use, call.name, rules)
  const common = commonType(left.type, right.type)
  const type = isReason(common) ? left.type : common
  return infix(operator, BINDING.comparison, order(a, type), order(b, type))
}

/** Both sides, converted and guarded. */
function comparands(
  left: Expression,
  right: Expression,
  writer: Writer,
  use: Use,
  name: FunctionName,
  rules: NaNRules,
): readonly [Sql, Sql] {
  const common = commonType(left.type, right.type)
  if (isReason(common)) throw new TypeError(common.reason)
  const sides = rules.needed(name, use)
  const side = (expression: Expression, which: 'left' | 'right'): Sql => {
    // Integers are compared exactly whatever their widths, floats too; anything else needs one type.
    const asIs = common.kind === 'integer' || sameKind(expression.type, common)
    const sql = compared(expression, asIs ? expression.type : common, writer)
    const guarded = (sides === 'both' || sides === which) && mayBeNaN(expression)
    return guarded ? rules.guard(sql) : sql
  }
  return [side(left, 'left'), side(right, 'right')]
}

function compared(expression: Expression, type: Type, writer: Writer): Sql {
  if (expression.kind === 'literal')
    return writer.bind(literal(type, widen(expression.value, expression.type, type)), true)
  return equalTypes(expression.type, type) ? writer.print(expression) : writer.printAs(expression, type)
}

/** Where a difference of width or precision within a kind does no harm to a comparison. */
function sameKind(type: Type, common: Type): boolean {
  if (type.kind !== common.kind) return false
  return type.kind !== 'decimal' || (common.kind === 'decimal' && type.scale === common.scale)
}

function mayBeNaN(expression: Expression): boolean {
  return expression.type.kind === 'float' && !(expression.kind === 'literal' && !Number.isNaN(expression.value))
}

/** Whether the list of an `in` holds what equals nothing. */
export function listHasNull({ arguments: [, list] }: Call): boolean {
  return (
    list?.kind === 'literal' &&
    Array.isArray(list.value) &&
    list.value.some((item: Value) => item === null || Number.isNaN(item))
  )
}

/** An `in` taken apart: its value, and its list at the type both are compared in, without NULLs and NaN. */
export interface Membership {
  /** Prints the value; not to be asked where it is not used, for it binds parameters. */
  readonly value: () => Sql
  readonly expression: Expression
  readonly list: Literal
  readonly element: Type
  /** Whether the list had a NULL: what is not found is then NULL. */
  readonly hasNull: boolean
}

export function membershipOf(call: Call, writer: Writer, use: Use, rules: NaNRules): Membership {
  const [expression, list] = call.arguments
  if (expression === undefined || list?.kind !== 'literal' || list.type.kind !== 'array' || !Array.isArray(list.value))
    throw new TypeError('in takes a value and a literal list')
  const from = list.type.element
  const common = commonType(expression.type, from)
  if (isReason(common)) throw new TypeError(common.reason)
  // Integers of any width compare with each other.
  const element = common.kind === 'integer' ? from : common
  const items = list.value as readonly Value[]
  const present = items.filter((item) => item !== null && !Number.isNaN(item))
  const values = present.map((item) => {
    const value = widen(item, from, element)
    return value === 0 ? 0 : value
  })
  const value = (): Sql => comparands(expression, literal(element, null), writer, use, 'equal', rules)[0]
  const type: Type = { kind: 'array', element, elementNullable: false }
  return { value, expression, list: literal(type, values), element, hasNull: present.length < items.length }
}

/**
 * The membership as the dialect spells it, or NULL for what a list with NULL does not hold, where that matters. An empty
 * list is spelled here: stores disagree about NULL in nothing.
 */
export function spellMembership(
  { list, hasNull }: Membership,
  writer: Writer,
  use: Use,
  negated: boolean,
  found: () => Sql,
): Sql {
  if (Array.isArray(list.value) && list.value.length === 0)
    return writer.bind(literal(BOOLEAN, hasNull ? null : negated))
  return hasNull && use === 'value' ? joined('OR', [found(), writer.bind(literal(BOOLEAN, null))]) : found()
}
