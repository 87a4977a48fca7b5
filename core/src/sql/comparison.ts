import {
  type Call,
  commonType,
  type Expression,
  type FunctionName,
  isReason,
  type Literal,
  type Value,
} from '../plan/index.ts'
import type { Type } from '../schema/index.ts'
import type { Use, Writer } from './dialect.ts'
import { BINDING, infix, type Sql } from './spelling.ts'

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
export function comparands(
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
    const sql =
      common.kind === 'integer' || sameKind(expression.type, common)
        ? writer.print(expression)
        : writer.printAs(expression, common)
    const guarded = (sides === 'both' || sides === which) && mayBeNaN(expression)
    return guarded ? rules.guard(sql) : sql
  }
  return [
    side(left, 'left'),
    right.kind === 'literal' && right.value === null ? { text: 'NULL', binding: BINDING.atom } : side(right, 'right'),
  ]
}

/** Where a difference of width or precision within a kind does no harm to a comparison. */
function sameKind(type: Type, common: Type): boolean {
  if (type.kind !== common.kind) return false
  return type.kind !== 'decimal' || (common.kind === 'decimal' && type.scale === common.scale)
}

function mayBeNaN(expression: Expression): boolean {
  return expression.type.kind === 'float' && !(expression.kind === 'literal' && !Number.isNaN(expression.value))
}

/** The parts of an `in`, its list without NULLs and NaN, and whether it had any. */
export function inList(call: Call): { readonly value: Expression; readonly list: Literal; readonly hasNull: boolean } {
  const [value, list] = call.arguments
  if (value === undefined || list?.kind !== 'literal' || list.type.kind !== 'array' || !Array.isArray(list.value))
    throw new TypeError('in takes a value and a literal list')
  const items = list.value as readonly Value[]
  const present = items.filter((item) => item !== null && !Number.isNaN(item))
  const type: Type = { ...list.type, elementNullable: false }
  return { value, list: { ...list, type, value: present }, hasNull: present.length < items.length }
}
