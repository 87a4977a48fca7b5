import { type Call, type Expression, integerRange, isReason, MAXIMUM_PRECISION } from '../plan/index.ts'
import type { Type } from '../schema/index.ts'
import { clickHouseTypeName } from './clickhouse-types.ts'
import type { Writer } from './dialect.ts'
import { atom, BINDING, called, type Sql, within } from './spelling.ts'

/** `CAST(x AS T)`, or the shorter `toInt128(x)`; the value is known to fit. */
export function castTo(sql: Sql, type: Type, nullable: boolean): Sql {
  const name = clickHouseTypeName(type, nullable)
  if (isReason(name)) return sql
  if (type.kind === 'integer' || type.kind === 'float') return called(`to${clickHouseTypeName(type) as string}`, sql)
  return atom(`CAST(${sql.text} AS ${name})`)
}

/** A widening conversion, as arithmetic, comparisons and alternatives need it; exact. */
export function convert(sql: Sql, expression: Expression, to: Type): Sql {
  const from = expression.type
  const isWide = (from.kind === 'integer' && from.bits > 64) || (from.kind === 'decimal' && from.precision > 15)
  // Beyond what a float holds exactly ClickHouse rounds twice; by way of the digits it rounds once.
  if (to.kind === 'float' && isWide) return called('toFloat64', called('toString', sql))
  // It has no conversion from the widest integers to decimals.
  if (to.kind === 'decimal' && from.kind === 'integer' && isWide)
    return castTo(called('toString', sql), to, expression.nullable)
  return castTo(sql, to, expression.nullable)
}

/** `cast` as plan/cast.ts defines it. */
export function spellCast(call: Call, writer: Writer): Sql {
  const [inner] = call.arguments
  if (inner === undefined) throw new TypeError('cast lacks its argument')
  const sql = writer.print(inner)
  const [from, to] = [inner.type, call.type]
  switch (from.kind) {
    case 'boolean':
      if (to.kind === 'text')
        return atom(
          `CAST(multiIf(${sql.text}, 'true', NOT ${within(sql, BINDING.not)}, 'false', NULL) AS ${inner.nullable ? 'Nullable(String)' : 'String'})`,
        )
      return castTo(sql, to, inner.nullable)
    case 'integer':
    case 'float':
    case 'decimal':
      return castNumber(sql, inner, to, writer)
    case 'date':
      return to.kind === 'text' ? called('toString', sql) : castTo(sql, to, inner.nullable)
    case 'datetime': {
      const utc = castTo(sql, { ...from, zone: 'UTC' }, inner.nullable)
      if (to.kind === 'text') return atom(`concat(replaceOne(toString(${utc.text}), ' ', 'T'), 'Z')`)
      return castTo(
        to.kind === 'datetime' ? cutOff(utc, from.precision, to.precision, writer) : utc,
        to,
        inner.nullable,
      )
    }
    case 'uuid':
      return to.kind === 'text' ? called('toString', sql) : sql
    case 'text':
      return to.kind === 'text' ? sql : writer.refuse('it reads numbers and times in text otherwise than FlowForge')
    default:
      return writer.refuse('this conversion does not exist there')
  }
}

const START_OF: Readonly<Record<number, string>> = {
  0: 'toStartOfSecond',
  3: 'toStartOfMillisecond',
  6: 'toStartOfMicrosecond',
}

/** A cast to fewer digits would round times before 1970 up. */
function cutOff(sql: Sql, from: number, to: number, writer: Writer): Sql {
  if (to >= from) return sql
  const start = START_OF[to]
  return start === undefined
    ? writer.refuse(`times cannot be cut off after ${to} digits of a second`)
    : called(start, sql)
}

function castNumber(sql: Sql, inner: Expression, to: Type, writer: Writer): Sql {
  const from = inner.type
  switch (to.kind) {
    case 'text':
      return from.kind === 'decimal'
        ? called('toDecimalString', sql, atom(String(from.scale)))
        : called('toString', sql)
    case 'float':
      if (from.kind === 'float' && to.bits < from.bits) return writer.refuse('narrowing floats')
      return to.bits === 32 && from.kind !== 'float' ? writer.refuse('narrow floats') : convert(sql, inner, to)
    case 'integer':
      return toInteger(sql, inner, to)
    case 'decimal':
      return toDecimal(sql, inner, to)
    default:
      return writer.refuse('this conversion does not exist there')
  }
}

/** Cut off at the point; NULL where it does not fit. */
function toInteger(sql: Sql, inner: Expression, to: Extract<Type, { kind: 'integer' }>): Sql {
  const from = inner.type
  const [low, high] = integerRange(to)
  const target = atom(`'${clickHouseTypeName(to) as string}'`)
  if (from.kind === 'float') return called('accurateCastOrNull', called('trunc', sql), target)
  if (from.kind === 'integer') {
    const [least, most] = integerRange(from)
    const fits = least >= low && most <= high
    return fits ? castTo(sql, to, inner.nullable) : called('accurateCastOrNull', sql, target)
  }
  const whole = called('toInt256', sql)
  return called('accurateCastOrNull', whole, target)
}

/** Rounded half away from zero; NULL where it does not fit. */
function toDecimal(sql: Sql, inner: Expression, to: Extract<Type, { kind: 'decimal' }>): Sql {
  const scale = inner.type.kind === 'decimal' ? inner.type.scale : 0
  const exact = inner.type.kind === 'integer' && inner.type.bits > 64 ? called('toString', sql) : sql
  const rounded = scale > to.scale ? called('round', sql, atom(String(to.scale))) : exact
  const target = atom(`'${clickHouseTypeName(to) as string}'`)
  // It checks the width of the type alone, and it is asked for every row: CAST would fail.
  const converted = called('accurateCastOrNull', rounded, target)
  const digits = to.precision - to.scale
  if (digits >= MAXIMUM_PRECISION) return converted
  const size = called('abs', called('toDecimal256', rounded, atom(String(Math.min(scale, to.scale)))))
  return atom(`if(${size.text} < toDecimal256('1${'0'.repeat(digits)}', 0), ${converted.text}, NULL)`)
}
