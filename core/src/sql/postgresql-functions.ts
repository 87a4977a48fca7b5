import { type Call, type Expression, type FunctionName, isReason, timeUnitOf } from '../plan/index.ts'
import { FLOAT64, TEXT, type Type } from '../schema/index.ts'
import { listHasNull, membershipOf, type NaNRules, spellCompare, spellMembership } from './comparison.ts'
import type { Spelling, Use, Writer } from './dialect.ts'
import { castTo, spellCast } from './postgresql-casts.ts'
import { postgresTypeName } from './postgresql-types.ts'
import { atom, BINDING, called, infix, joined, type Sql, suffixed, within } from './spelling.ts'

/** A float with NaN as NULL: in PostgreSQL NaN equals itself and is greater than all. */
function withoutNaN(sql: Sql): Sql {
  return called('NULLIF', sql, atom("'NaN'"))
}

/** A float with NaN as NULL and −0 as 0. */
export function canonicalFloat(sql: Sql, type: Type): Sql {
  const canonical = infix('+', BINDING.sum, withoutNaN(sql), atom('0'))
  return type.kind === 'float' && type.bits === 32 ? castTo(canonical, type) : canonical
}

/** Text in the order of code points, whatever the database's own collation. */
export function collated(sql: Sql, type: Type, collation = 'C'): Sql {
  if (type.kind !== 'text' || sql.text.endsWith(` COLLATE "${collation}"`)) return sql
  return { text: `${within(sql, BINDING.prefix)} COLLATE "${collation}"`, binding: BINDING.prefix }
}

const NAN: NaNRules = {
  guard: withoutNaN,
  needed: (name, use) => {
    if (use === 'value' || name === 'not_equal') return 'both'
    if (name === 'less' || name === 'less_or_equal') return 'right'
    return 'left'
  },
}

const compare =
  (operator: string): Spelling =>
  (call, writer, use) => {
    const ordered = operator !== '=' && operator !== '<>'
    let first = true
    return spellCompare(call, writer, use, operator, NAN, (sql, type) => {
      // One collation decides for both sides.
      const side = ordered && first ? collated(sql, type) : sql
      first = false
      return side
    })
  }

const named =
  (name: string): Spelling =>
  (call, writer) =>
    called(name, ...call.arguments.map((inner) => writer.print(inner)))

function argument(call: Call, index: number): Expression {
  const found = call.arguments[index]
  if (found === undefined) throw new TypeError(`${call.name} lacks its argument ${index + 1}`)
  return found
}

/** PostgreSQL computes in the wider of the operands' types and fails where that overflows: the left one is widened first. */
const arithmetic =
  (operator: string): Spelling =>
  (call, writer) => {
    const [left, right] = [argument(call, 0), argument(call, 1)]
    const binding = operator === '*' ? BINDING.product : BINDING.sum
    if (call.type.kind === 'float')
      return infix(operator, binding, writer.printAs(left, FLOAT64), writer.printAs(right, FLOAT64))
    const target = postgresTypeName(call.type)
    const natural = [left, right].some(({ type }) => typeName(type) === target || typeName(type).startsWith('numeric'))
    const widened = natural ? writer.print(left) : castTo(writer.print(left), call.type)
    return infix(operator, binding, widened, writer.print(right))
  }

function typeName(type: Type): string {
  const name = postgresTypeName(type)
  return isReason(name) ? '' : name
}

const orNull = (divisor: Sql): Sql => called('NULLIF', divisor, atom('0'))

export const divideSql = (a: Sql, b: Sql): Sql => infix('/', BINDING.product, a, orNull(b))

/** Quotient at `scale`, rounded half away from zero: div() is exact, so one digit more is cut off and then rounded. */
export function divideDecimals(a: Sql, b: Sql, scale: number): Sql {
  const shifted = `${within(a, BINDING.product)} * 1${'0'.repeat(scale + 1)}::numeric`
  return atom(`round(div(${shifted}, ${orNull(b).text}) * 0.${'0'.repeat(scale)}1, ${scale})`)
}

function divide(call: Call, writer: Writer): Sql {
  const [a, b] = [argument(call, 0), argument(call, 1)]
  if (call.type.kind !== 'decimal') return divideSql(writer.printAs(a, FLOAT64), writer.printAs(b, FLOAT64))
  return divideDecimals(
    writer.print(a),
    castTo(writer.print(b), { kind: 'integer', bits: 256, signed: true }),
    call.type.scale,
  )
}

function negate(call: Call, writer: Writer): Sql {
  const inner = argument(call, 0)
  const same = typeName(inner.type) === typeName(call.type) || call.type.kind !== 'integer'
  const wide = same ? writer.printAs(inner, call.type) : castTo(writer.print(inner), call.type)
  return { text: `-${within(wide, BINDING.prefix)}`, binding: BINDING.prefix }
}

function floor(call: Call, writer: Writer): Sql {
  const inner = argument(call, 0)
  if (inner.type.kind === 'integer') return writer.print(inner)
  return called('floor', writer.print(inner))
}

function alternatives(call: Call, writer: Writer, from = 0): Sql[] {
  return call.arguments.slice(from).map((alternative) => writer.printAs(alternative, call.type))
}

const extreme =
  (name: string): Spelling =>
  (call, writer) => {
    const values = alternatives(call, writer)
    if (call.type.kind === 'float') return called(name, ...values.map((value) => canonicalFloat(value, call.type)))
    return called(name, ...values.map((value, index) => (index === 0 ? collated(value, call.type) : value)))
  }

function timeFloor(call: Call, writer: Writer): Sql {
  const time = writer.print(argument(call, 0))
  const unit = atom(`'${timeUnitOf(call.arguments[1]) ?? 'day'}'`)
  if (call.type.kind === 'datetime') return called('date_trunc', unit, time)
  return castTo(called('date_trunc', unit, atom(`${within(time, BINDING.prefix)}::timestamp`)), call.type)
}

const INTERVALS = {
  second: '1 second',
  minute: '1 minute',
  hour: '1 hour',
  day: '1 day',
  week: '7 days',
  month: '1 month',
  quarter: '3 months',
  year: '1 year',
}

/** Amounts beyond 800 years lead out of the years from 1900 to 2299 whatever the start. */
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
    return writer.refuse('its times are no finer than microseconds')
  const [time, amount] = [writer.print(argument(call, 0)), writer.print(argument(call, 1))]
  const most = UNITS_OF_800_YEARS[unit]
  const bounded = `LEAST(GREATEST(${amount.text}, -${most}), ${most})::double precision`
  const sum = atom(`(${within(time, BINDING.sum)} + ${bounded} * INTERVAL '${INTERVALS[unit]}')`)
  const moved = call.type.kind === 'date' ? castTo(sum, call.type) : sum
  // NULL compares as NULL: a missing amount, which LEAST and GREATEST pass over, is asked for.
  return atom(
    `CASE WHEN ${amount.text} IS NOT NULL AND date_part('year', ${moved.text}) BETWEEN 1900 AND 2299 THEN ${moved.text} END`,
  )
}

const both =
  (operator: 'AND' | 'OR'): Spelling =>
  (call, writer, use) =>
    joined(
      operator,
      call.arguments.map((inner) => writer.print(inner, use)),
    )

function isIn(call: Call, writer: Writer, use: Use, operator: '= ANY' | '<> ALL'): Sql {
  const membership = membershipOf(call, writer, use, NAN)
  return spellMembership(membership, writer, use, operator === '<> ALL', () => ({
    text: `${within(membership.value(), BINDING.comparison)} ${operator}(${writer.bind(membership.list).text})`,
    binding: BINDING.comparison,
  }))
}

function notIn(call: Call, writer: Writer): Sql | null {
  const inner = argument(call, 0)
  if (inner.kind !== 'call' || inner.name !== 'in') return null
  return listHasNull(inner) ? null : isIn(inner, writer, 'value', '<> ALL')
}

export const POSTGRESQL_FUNCTIONS: Record<FunctionName, Spelling> = {
  and: both('AND'),
  or: both('OR'),
  // `<> ALL` instead of `NOT x = ANY`.
  not: (call, writer) =>
    notIn(call, writer) ?? {
      text: `NOT ${within(writer.print(argument(call, 0)), BINDING.not)}`,
      binding: BINDING.not,
    },
  equal: compare('='),
  not_equal: compare('<>'),
  less: compare('<'),
  less_or_equal: compare('<='),
  greater: compare('>'),
  greater_or_equal: compare('>='),
  is_null: (call, writer) => suffixed(writer.print(argument(call, 0)), 'IS NULL'),
  is_not_null: (call, writer) => suffixed(writer.print(argument(call, 0)), 'IS NOT NULL'),
  in: (call, writer, use) => isIn(call, writer, use, '= ANY'),
  contains: (call, writer) => infix('>', BINDING.comparison, named('strpos')(call, writer, 'value'), atom('0')),
  starts_with: named('starts_with'),
  ends_with: (call, writer) => {
    const [text, end] = [writer.print(argument(call, 0)), writer.print(argument(call, 1))]
    return infix('=', BINDING.comparison, called('right', text, called('length', end)), end)
  },
  // The collation that lower-cases must not be left on the result, where it would meet others.
  lower: (call, writer) =>
    collated(called('lower', collated(writer.print(argument(call, 0)), TEXT, 'pg_unicode_fast')), TEXT),
  length: (call, writer) => castTo(called('length', writer.print(argument(call, 0))), call.type),
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply: arithmetic('*'),
  divide,
  modulo: (call, writer) => {
    const [a, b] = [argument(call, 0), argument(call, 1)]
    return castTo(infix('%', BINDING.product, writer.print(a), orNull(writer.print(b))), call.type)
  },
  negate,
  floor,
  least: extreme('LEAST'),
  greatest: extreme('GREATEST'),
  coalesce: (call, writer) => called('COALESCE', ...alternatives(call, writer)),
  if: (call, writer) => {
    const [yes, no] = alternatives(call, writer, 1)
    return atom(
      `CASE WHEN ${writer.print(argument(call, 0), 'truth').text} THEN ${yes?.text ?? ''} ELSE ${no?.text ?? ''} END`,
    )
  },
  cast: spellCast,
  time_floor: timeFloor,
  time_shift: timeShift,
}
