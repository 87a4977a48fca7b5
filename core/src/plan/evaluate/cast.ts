import type { Type } from '../../schema/index.ts'
import { formatValue } from '../format.ts'
import { decimalToFloat, fitsPrecision, parseDecimal, rescale } from '../number.ts'
import { FIRST_DAY, floorDivide, LAST_DAY, NANOSECONDS_PER_DAY, parseDate, parseDatetime } from '../time.ts'
import { integerRange } from '../types.ts'
import type { Value } from '../value.ts'

/** Converts as plan/cast.ts says; NULL where the value has no counterpart. */
export function castValue(value: Value, from: Type, to: Type): Value {
  if (value === null) return null
  if (to.kind === 'text') return formatValue(from, value)
  if (typeof value === 'string') return from.kind === 'text' ? fromText(value, to) : value
  if (typeof value === 'boolean') return to.kind === 'integer' ? (value ? 1n : 0n) : value
  if (typeof value === 'number') return fromFloat(value, to)
  return typeof value === 'bigint' ? fromExact(value, from, to) : null
}

const FLOAT = /^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/
const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/

function fromText(text: string, to: Type): Value {
  switch (to.kind) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null
    case 'integer':
    case 'decimal':
      return digitsFromText(text, to)
    case 'float': {
      const number = FLOAT.test(text) ? Number(text) : Number.NaN
      return Number.isFinite(number) ? fromFloat(number, to) : null
    }
    case 'date':
      return withinDays(parseDate(text))
    case 'datetime': {
      const moment = parseDatetime(text)
      const day = moment === null ? null : withinDays(floorDivide(moment, NANOSECONDS_PER_DAY))
      return moment === null || day === null ? null : cutTo(moment, to.precision)
    }
    case 'uuid':
      return UUID.test(text) ? text.toLowerCase() : null
    default:
      return text
  }
}

function digitsFromText(text: string, to: Extract<Type, { kind: 'integer' | 'decimal' }>): Value {
  const number = parseDecimal(text)
  if (number === null) return null
  if (to.kind === 'decimal') return withinDecimal(rescale(number.unscaled, number.scale, to.scale), to)
  return number.scale > 0 ? null : withinInteger(number.unscaled, to)
}

function withinDays(days: bigint | null): bigint | null {
  return days === null || days < FIRST_DAY || days > LAST_DAY ? null : days
}

function fromFloat(value: number, to: Type): Value {
  if (to.kind === 'integer') return Number.isFinite(value) ? withinInteger(BigInt(Math.trunc(value)), to) : null
  if (to.kind !== 'float' || to.bits === 64) return value
  const narrow = Math.fround(value)
  return Number.isFinite(value) && !Number.isFinite(narrow) ? null : narrow
}

function fromExact(value: bigint, from: Type, to: Type): Value {
  const scale = from.kind === 'decimal' ? from.scale : 0
  switch (to.kind) {
    case 'integer':
      return withinInteger(value / 10n ** BigInt(scale), to)
    case 'decimal':
      return withinDecimal(rescale(value, scale, to.scale), to)
    case 'float':
      return to.bits === 32 ? Math.fround(decimalToFloat(value, scale)) : decimalToFloat(value, scale)
    case 'date':
      return from.kind === 'datetime' ? floorDivide(value, NANOSECONDS_PER_DAY) : value
    case 'datetime':
      return from.kind === 'date' ? value * NANOSECONDS_PER_DAY : cutTo(value, to.precision)
    default:
      return value
  }
}

function withinInteger(value: bigint, type: Extract<Type, { kind: 'integer' }>): bigint | null {
  const [low, high] = integerRange(type)
  return value < low || value > high ? null : value
}

function withinDecimal(value: bigint, type: Extract<Type, { kind: 'decimal' }>): bigint | null {
  return fitsPrecision(value, type.precision) ? value : null
}

/** The earlier moment that has only so many fractional digits. */
function cutTo(nanoseconds: bigint, precision: number): bigint {
  const step = 10n ** BigInt(9 - precision)
  return floorDivide(nanoseconds, step) * step
}
