import { equalTypes, type IntegerBits, type Type, typeInWords } from '../schema/index.ts'
import { extremes } from './number.ts'

/** Why something cannot be done, as half a sentence a problem can quote. */
export interface Reason {
  readonly reason: string
}

export function isReason(value: unknown): value is Reason {
  return typeof value === 'object' && value !== null && 'reason' in value
}

export type IntegerType = Extract<Type, { kind: 'integer' }>
export type DecimalType = Extract<Type, { kind: 'decimal' }>
export type DateType = Extract<Type, { kind: 'date' }>
export type DatetimeType = Extract<Type, { kind: 'datetime' }>

/** The widest decimal any store holds exactly. */
export const MAXIMUM_PRECISION = 76

const INTEGER_BITS: readonly IntegerBits[] = [8, 16, 32, 64, 128, 256]

/** The smallest and largest value of an integer type. */
export function integerRange(type: IntegerType): readonly [low: bigint, high: bigint] {
  return type.signed
    ? [-(2n ** BigInt(type.bits - 1)), 2n ** BigInt(type.bits - 1) - 1n]
    : [0n, 2n ** BigInt(type.bits) - 1n]
}

/** The narrowest integer type that holds `low` to `high`, unsigned only where asked for; null past 256 bits. */
export function integerTypeFor(low: bigint, high: bigint, unsigned = false): IntegerType | null {
  for (const bits of INTEGER_BITS) {
    const type: IntegerType = { kind: 'integer', bits, signed: !(unsigned && low >= 0n) }
    const [least, most] = integerRange(type)
    if (least <= low && high <= most) return type
  }
  return null
}

/** The decimal that holds every value of an integer or decimal type. */
export function asDecimal(type: IntegerType | DecimalType): DecimalType {
  if (type.kind === 'decimal') return type
  const [low, high] = integerRange(type)
  const digits = Math.max(String(high).length, String(-low).length)
  return { kind: 'decimal', precision: digits, scale: 0 }
}

/** A decimal type of so many digits before and after the point; null past 76 digits. */
export function decimalOf(integerDigits: number, scale: number): DecimalType | null {
  const precision = Math.max(1, integerDigits + scale)
  return precision > MAXIMUM_PRECISION ? null : { kind: 'decimal', precision, scale }
}

/**
 * The type both sides are converted to, without loss, before they are compared or chosen between;
 * only an integer or decimal beside a float becomes the nearest float.
 */
export function commonType(a: Type, b: Type): Type | Reason {
  if (isNumber(a) && isNumber(b)) return commonNumber(a, b)
  if (isTime(a) && isTime(b)) return commonTime(a, b)
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element)
    if (isReason(element)) return element
    return { kind: 'array', element, elementNullable: a.elementNullable || b.elementNullable }
  }
  return equalTypes(a, b) ? a : { reason: `${typeInWords(a)} and ${typeInWords(b)} do not go together` }
}

type NumberType = IntegerType | DecimalType | Extract<Type, { kind: 'float' }>

function commonNumber(a: NumberType, b: NumberType): Type | Reason {
  if (a.kind === 'integer' && b.kind === 'integer') {
    const [low, high] = extremes([...integerRange(a), ...integerRange(b)])
    return integerTypeFor(low, high, !a.signed && !b.signed) ?? { reason: 'the numbers have no common width' }
  }
  if (a.kind === 'float' && b.kind === 'float') return a.bits === 64 ? a : b
  if (a.kind === 'float' || b.kind === 'float') return { kind: 'float', bits: 64 }
  const x = asDecimal(a)
  const y = asDecimal(b)
  const digits = Math.max(x.precision - x.scale, y.precision - y.scale)
  return decimalOf(digits, Math.max(x.scale, y.scale)) ?? { reason: `they need more than ${MAXIMUM_PRECISION} digits` }
}

function commonTime(a: DatetimeType | DateType, b: DatetimeType | DateType): Type {
  if (a.kind === 'date') return b
  if (b.kind === 'date') return a
  return { kind: 'datetime', precision: Math.max(a.precision, b.precision), zone: a.zone === b.zone ? a.zone : 'UTC' }
}

/** Whether values of the type have an order and equality: sort keys, group keys, minimum, comparisons. */
export function isOrdered(type: Type): boolean {
  return type.kind !== 'array' && type.kind !== 'opaque'
}

/** Whether a value of one type can be compared with a value of the other. */
export function comparable(a: Type, b: Type): boolean {
  return isOrdered(a) && isOrdered(b) && !isReason(commonType(a, b))
}

export function isNumber(type: Type): type is NumberType {
  return type.kind === 'integer' || type.kind === 'float' || type.kind === 'decimal'
}

export function isTime(type: Type): type is DatetimeType | DateType {
  return type.kind === 'date' || type.kind === 'datetime'
}
