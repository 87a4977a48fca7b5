import {
  type Call,
  commonType,
  type Expression,
  type FunctionName,
  type IntegerType,
  integerRange,
  integerTypeFor,
  isReason,
  literal,
  timeUnitOf,
} from '../plan/index.ts'
import { FLOAT64, INT64, type Type } from '../schema/index.ts'
import { castTo, convert, spellCast } from './clickhouse-casts.ts'
import { decimalWidth, isShortTime } from './clickhouse-types.ts'
import { listHasNull, membershipOf, type NaNRules, spellCompare, spellMembership } from './comparison.ts'
import type { Spelling, Use, Writer } from './dialect.ts'
import { atom, BINDING, called, infix, joined, type Sql, suffixed, within } from './spelling.ts'

const ZERO = atom('0')

/** A float with NaN as NULL. */
function withoutNaN(sql: Sql): Sql {
  return atom(`if(isNaN(${sql.text}), NULL, ${sql.text})`)
}

/** A float with NaN as NULL and −0 as 0. */
export function canonicalFloat(sql: Sql, type: Type): Sql {
  const canonical = atom(`if(isNaN(${sql.text}), NULL, ${within(sql, BINDING.sum)} + 0)`)
  return type.kind === 'float' && type.bits === 32 ? called('toFloat32', canonical) : canonical
}

/** By what a value is ordered: uuids are ordered by their text, because ClickHouse compares their halves swapped. */
export function orderText(sql: Sql, type: Type): Sql {
  return type.kind === 'uuid' ? called('toString', sql) : sql
}

/** Comparisons with NaN are false in ClickHouse, except that it differs from everything. */
const NAN: NaNRules = {
  guard: withoutNaN,
  needed: (name, use) => (use === 'value' || name === 'not_equal' ? 'both' : 'none'),
}

/** A set tells −0 from 0; a list never holds NaN. */
const NAN_IN_SETS: NaNRules = { guard: (sql) => infix('+', BINDING.sum, sql, ZERO), needed: () => 'left' }
const CANONICAL: NaNRules = { guard: (sql) => canonicalFloat(sql, FLOAT64), needed: () => 'left' }

const compare =
  (operator: string): Spelling =>
  (call, writer, use) => {
    const ordered = operator !== '=' && operator !== '!='
    return spellCompare(call, writer, use, operator, NAN, (sql, type) => (ordered ? orderText(sql, type) : sql))
  }

const unary =
  (name: string): Spelling =>
  (call, writer) =>
    called(name, writer.print(argument(call, 0)))

const textTest =
  (name: string): Spelling =>
  (call, writer) =>
    called(name, writer.print(argument(call, 0)), writer.print(argument(call, 1)))

function argument(call: Call, index: number): Expression {
  const found = call.arguments[index]
  if (found === undefined) throw new TypeError(`${call.name} lacks its argument ${index + 1}`)
  return found
}

/**
 * Addition, subtraction, multiplication. ClickHouse's own result types suffice up to 32-bit operands; beyond, and for
 * decimals of a greater width, the left operand is widened first.
 */
const arithmetic =
  (operator: string): Spelling =>
  (call, writer) => {
    const [left, right] = [argument(call, 0), argument(call, 1)]
    const binding = operator === '*' ? BINDING.product : BINDING.sum
    return infix(operator, binding, widened(left, right, call.type, writer), operand(right, call.type, writer))
  }

function widened(left: Expression, right: Expression, result: Type, writer: Writer): Sql {
  if (result.kind === 'integer' && result.bits > 64) return convert(writer.print(left), left, result)
  if (result.kind !== 'decimal') return operand(left, result, writer)
  const width = Math.max(
    ...[left, right].map(({ type }) => (type.kind === 'decimal' ? decimalWidth(type.precision) : 0)),
  )
  if (left.type.kind === 'decimal' && width === decimalWidth(result.precision)) return writer.print(left)
  const scale = left.type.kind === 'decimal' ? left.type.scale : 0
  return convert(writer.print(left), left, { ...result, scale })
}

/** An operand as it may stand beside others: floats and numbers beside them as 64-bit floats, integers beside decimals as decimals. */
function operand(expression: Expression, result: Type, writer: Writer): Sql {
  if (result.kind === 'float') return writer.printAs(expression, FLOAT64)
  if (result.kind === 'decimal' && expression.type.kind === 'integer')
    return convert(writer.print(expression), expression, { ...result, scale: 0 })
  return writer.print(expression)
}

export const divideSql = (a: Sql, b: Sql): Sql => infix('/', BINDING.product, a, called('nullIf', b, ZERO))

/**
 * Quotient at `scale`, rounded half away from zero: divideDecimal cuts off, so one digit more is computed. It divides also
 * where the divisor is NULL, by what stands behind it: a 1 there keeps it from failing.
 */
export function divideDecimals(a: Sql, b: Sql, scale: number): Sql {
  const divisor = called('nullIf', b, ZERO)
  const cut = called('divideDecimal', a, called('coalesce', divisor, atom('1')), atom(String(scale + 1)))
  const rounded = called('toDecimal256', called('round', cut, atom(String(scale))), atom(String(scale)))
  return called('if', suffixed(divisor, 'IS NULL'), atom('NULL'), rounded)
}

function divide(call: Call, writer: Writer): Sql {
  const [a, b] = [argument(call, 0), argument(call, 1)]
  if (call.type.kind !== 'decimal') return divideSql(writer.printAs(a, FLOAT64), writer.printAs(b, FLOAT64))
  const decimal = (expression: Expression): Sql =>
    expression.type.kind === 'decimal'
      ? writer.print(expression)
      : convert(writer.print(expression), expression, { kind: 'decimal', precision: 76, scale: 0 })
  return divideDecimals(decimal(a), decimal(b), call.type.scale)
}

/** One width more than both operands: the smallest number has no remainder by −1 at its own. */
function modulo(call: Call, writer: Writer): Sql {
  const [a, b] = [argument(call, 0), argument(call, 1)]
  const common = commonType(a.type, b.type)
  if (isReason(common) || common.kind !== 'integer') return writer.refuse('the numbers are too wide for a remainder')
  const wide = widerThan(common)
  const divisor = called('nullIf', castTo(writer.print(b), wide, b.nullable), ZERO)
  const remainder = infix('%', BINDING.product, castTo(writer.print(a), wide, a.nullable), divisor)
  return castTo(remainder, call.type, true)
}

function widerThan(type: IntegerType): IntegerType {
  const [low, high] = integerRange(type)
  return integerTypeFor(low - 1n, high) ?? type
}

function negate(call: Call, writer: Writer): Sql {
  const inner = argument(call, 0)
  const wide =
    call.type.kind === 'integer'
      ? castTo(writer.print(inner), call.type, inner.nullable)
      : writer.printAs(inner, call.type)
  return { text: `-${within(wide, BINDING.prefix)}`, binding: BINDING.prefix }
}

function floor(call: Call, writer: Writer): Sql {
  const inner = argument(call, 0)
  if (inner.type.kind === 'integer') return writer.print(inner)
  const floored = called('floor', writer.print(inner))
  return call.type.kind === 'decimal' ? castTo(floored, call.type, inner.nullable) : floored
}

/** All alternatives at the type of the result: ClickHouse finds no common type for, say, Int64 and UInt64. */
function alternatives(call: Call, writer: Writer, from = 0): Sql[] {
  return call.arguments.slice(from).map((alternative) => writer.printAs(alternative, call.type))
}

const extreme =
  (name: string): Spelling =>
  (call, writer) => {
    const values = alternatives(call, writer)
    if (call.type.kind === 'float') return called(name, ...values.map((value) => canonicalFloat(value, call.type)))
    return call.type.kind === 'uuid'
      ? called('toUUID', called(name, ...values.map((value) => orderText(value, call.type))))
      : called(name, ...values)
  }

/** Before 1970 ClickHouse rounds a fraction of a second up where it should cut it off: it is taken away first. */
function timeFloor(call: Call, writer: Writer): Sql {
  const inner = argument(call, 0)
  const time = writer.print(inner)
  const unit = atom(`'${timeUnitOf(call.arguments[1]) ?? 'day'}'`)
  if (inner.type.kind !== 'datetime') return castTo(called('date_trunc', unit, time), call.type, call.nullable)
  const whole = inner.type.precision > 0 ? called('toStartOfSecond', time) : time
  return castTo(called('date_trunc', unit, whole, atom("'UTC'")), call.type, call.nullable)
}

/** Units in 800 years: more leads out of the years from 1900 to 2299 whatever the start, and less never wraps. */
const UNITS_OF_800_YEARS = {
  second: 25_246_080_000,
  minute: 420_768_000,
  hour: 7_012_800,
  day: 292_200,
  week: 41_743,
  month: 9_600,
  quarter: 3_200,
  year: 800,
}

function timeShift(call: Call, writer: Writer): Sql {
  const unit = timeUnitOf(call.arguments[2]) ?? 'day'
  if (call.type.kind === 'datetime' && call.type.precision > 6)
    return writer.refuse('times finer than microseconds cannot be moved exactly')
  const time = castTo(writer.print(argument(call, 0)), call.type, argument(call, 0).nullable)
  const amount = argument(call, 1)
  const add = `add${unit.charAt(0).toUpperCase()}${unit.slice(1)}s`
  const moved = called(add, time, boundedAmount(amount, UNITS_OF_800_YEARS[unit], writer))
  // least and greatest pass a missing amount over.
  const given = amount.nullable ? `${writer.print(amount).text} IS NOT NULL AND ` : ''
  return atom(`if(${given}toYear(${moved.text}) BETWEEN 1900 AND 2299, ${moved.text}, NULL)`)
}

function boundedAmount(amount: Expression, most: number, writer: Writer): Sql {
  if (amount.kind === 'literal' && typeof amount.value === 'bigint') {
    const [least, greatest] = [BigInt(-most), BigInt(most)]
    const value = amount.value < least ? least : amount.value
    return writer.bind(literal(INT64, value > greatest ? greatest : value))
  }
  const isSigned = amount.type.kind === 'integer' && amount.type.signed
  const exact = writer.printAs(amount, amount.type)
  const atLeast = isSigned ? called('greatest', exact, atom(`-${most}`)) : exact
  return called('toInt64', called('least', atLeast, atom(String(most))))
}

const both =
  (operator: 'AND' | 'OR'): Spelling =>
  (call, writer, use) =>
    joined(
      operator,
      call.arguments.map((inner) => writer.print(inner, use)),
    )

export const CLICKHOUSE_FUNCTIONS: Record<FunctionName, Spelling> = {
  and: both('AND'),
  or: both('OR'),
  not: (call, writer) =>
    notIn(call, writer) ?? {
      text: `NOT ${within(writer.print(argument(call, 0)), BINDING.not)}`,
      binding: BINDING.not,
    },
  equal: compare('='),
  not_equal: compare('!='),
  less: compare('<'),
  less_or_equal: compare('<='),
  greater: compare('>'),
  greater_or_equal: compare('>='),
  is_null: (call, writer) => suffixed(writer.print(argument(call, 0)), 'IS NULL'),
  is_not_null: (call, writer) => suffixed(writer.print(argument(call, 0)), 'IS NOT NULL'),
  in: (call, writer, use) => isIn(call, writer, use, 'IN'),
  contains: (call, writer) => infix('>', BINDING.comparison, textTest('position')(call, writer, 'value'), ZERO),
  starts_with: textTest('startsWith'),
  ends_with: textTest('endsWith'),
  lower: unary('lowerUTF8'),
  length: unary('lengthUTF8'),
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply: arithmetic('*'),
  divide,
  modulo,
  negate,
  floor,
  least: extreme('least'),
  greatest: extreme('greatest'),
  coalesce: (call, writer) => called('coalesce', ...alternatives(call, writer)),
  if: (call, writer) => called('if', writer.print(argument(call, 0), 'truth'), ...alternatives(call, writer, 1)),
  cast: spellCast,
  time_floor: timeFloor,
  time_shift: timeShift,
}

/** `x NOT IN list` instead of `NOT x IN list`; false and NULL are no longer one below a negation. */
function notIn(call: Call, writer: Writer): Sql | null {
  const inner = argument(call, 0)
  if (inner.kind !== 'call' || inner.name !== 'in') return null
  return listHasNull(inner) ? null : isIn(inner, writer, 'value', 'NOT IN')
}

function isIn(call: Call, writer: Writer, use: Use, operator: 'IN' | 'NOT IN'): Sql {
  const membership = membershipOf(call, writer, use, use === 'truth' ? NAN_IN_SETS : CANONICAL)
  const { value, expression, list, element } = membership
  // A list is brought to the value's type, which may be too narrow: DateTime for DateTime64, Decimal64 for Decimal256.
  const from = expression.type
  const isNarrow =
    (element.kind === 'datetime' && !isShortTime(list)) ||
    (element.kind === 'decimal' &&
      from.kind === 'decimal' &&
      decimalWidth(from.precision) < decimalWidth(element.precision))
  const left = (): Sql => (isNarrow ? castTo(value(), element, expression.nullable) : value())
  return spellMembership(membership, writer, use, operator === 'NOT IN', () => ({
    text: `${within(left(), BINDING.comparison)} ${operator} ${writer.bind(list, true).text}`,
    binding: BINDING.comparison,
  }))
}
