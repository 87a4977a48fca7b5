import { type Type, type TypeKind, typeInWords } from '../schema/index.ts'
import type { Typed } from './signature.ts'
import { asDecimal, integerRange, isNumber, type Reason } from './types.ts'

/**
 * Which types convert into which, exactly the same in every store:
 * - to text: integers in decimal digits, decimals with all digits of their scale, `true`/`false`, dates as
 *   `2026-11-20`, datetimes as `2026-11-20T09:30:00.123Z` with the type's precision, uuids in lower case.
 * - from text: only what the forms above say (a whole number may have a sign, a decimal any number of digits after
 *   the point, surplus ones rounded half away from zero; a float also an exponent; a time its `Z` or not, `T` or a
 *   space); dates and times from 1900 to 2299. Everything else gives NULL.
 * - between numbers: to integers the fraction is cut off; to fewer digits after the point rounding is half away from
 *   zero; to floats the nearest; what does not fit gives NULL.
 * - booleans to 1 and 0; a date to its midnight UTC, a datetime to its day UTC.
 */
const TARGETS: Record<TypeKind, readonly TypeKind[]> = {
  boolean: ['boolean', 'text', 'integer'],
  integer: ['text', 'integer', 'decimal', 'float'],
  float: ['integer', 'float'],
  decimal: ['text', 'integer', 'decimal', 'float'],
  text: ['text', 'boolean', 'integer', 'decimal', 'float', 'date', 'datetime', 'uuid'],
  date: ['text', 'date', 'datetime'],
  datetime: ['text', 'date', 'datetime'],
  uuid: ['text', 'uuid'],
  array: [],
  opaque: [],
}

/** Result type and nullability of converting a value, or why it cannot be converted. */
export function checkCast(from: Typed, to: Type): Typed | Reason {
  if (!TARGETS[from.type.kind].includes(to.kind))
    return { reason: `${typeInWords(from.type)} cannot be converted to ${typeInWords(to)}` }
  return { type: to, nullable: from.nullable || mayFail(from.type, to) }
}

/** Whether some value of the source type has no counterpart in the target. */
function mayFail(from: Type, to: Type): boolean {
  if (to.kind === 'text') return false
  if (from.kind === 'text') return true
  if (from.kind === 'datetime' && to.kind === 'datetime') return false
  if (!isNumber(from) || !isNumber(to)) return false
  if (to.kind === 'float') return from.kind === 'float' && from.bits > to.bits
  if (from.kind === 'float') return true
  if (to.kind === 'integer') {
    const [low, high] = integerRange(to)
    if (from.kind === 'integer') {
      const [least, most] = integerRange(from)
      return least < low || most > high
    }
    const most = 10n ** BigInt(from.precision - from.scale)
    return -most < low - 1n || most > high + 1n
  }
  const decimal = asDecimal(from)
  return decimal.precision - decimal.scale + (decimal.scale > to.scale ? 1 : 0) > to.precision - to.scale
}
