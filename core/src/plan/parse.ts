import { type Json, type Type, type TypeKind, typeInWords } from '../schema/index.ts'
import { literal } from './builders.ts'
import type { Literal } from './expression.ts'
import { extremes, fitsPrecision, parseDecimal, rescale } from './number.ts'
import { NANOSECONDS_PER_DAY, parseDate, parseDatetime } from './time.ts'
import { integerRange, integerTypeFor, isNumber, isReason, isTime, MAXIMUM_PRECISION, type Reason } from './types.ts'
import type { Value } from './value.ts'

type TypeOf<Kind extends TypeKind> = Extract<Type, { kind: Kind }>
type Parser<Kind extends TypeKind> = (type: TypeOf<Kind>, json: Json) => Value | Reason

/** The exact value of a type that JSON says (as formatValue and cells write it), or why it is none. null is NULL. */
export function parseValue(type: Type, json: Json): Value | Reason {
  if (json === null) return null
  // The table pairs each kind with a parser of that kind, which the compiler cannot follow through the index.
  return (PARSERS[type.kind] as Parser<TypeKind>)(type, json)
}

const PARSERS: { readonly [Kind in TypeKind]: Parser<Kind> } = {
  boolean: (type, json) => {
    if (json === true || json === 'true') return true
    return json === false || json === 'false' ? false : notA(type)
  },
  integer: (type, json) => {
    const number = parseNumber(json)
    if (number === null || number.scale !== 0) return notA(type)
    const [low, high] = integerRange(type)
    if (number.unscaled < low || number.unscaled > high) return { reason: `must lie between ${low} and ${high}` }
    return number.unscaled
  },
  decimal: (type, json) => {
    const number = parseNumber(json)
    if (number === null) return notA(type)
    if (number.scale > type.scale) return { reason: `has more than ${type.scale} digits after the point` }
    const unscaled = rescale(number.unscaled, number.scale, type.scale)
    return fitsPrecision(unscaled, type.precision) ? unscaled : { reason: `has more than ${type.precision} digits` }
  },
  float: (type, json) => {
    const value = parseFloat64(json)
    if (value === null) return notA(type)
    return type.bits === 32 ? Math.fround(value) : value
  },
  text: (type, json) => {
    if (typeof json !== 'string') return notA(type)
    // NUL cannot be stored by every store, and half a surrogate pair is no character.
    return json.includes('\0') || !isWellFormed(json) ? { reason: 'contains a character that is not text' } : json
  },
  uuid: (type, json) => (typeof json === 'string' && UUID_PATTERN.test(json) ? json.toLowerCase() : notA(type)),
  date: (type, json) => (typeof json === 'string' ? parseDate(json) : null) ?? notA(type),
  datetime: (type, json) => (typeof json === 'string' ? parseMoment(json, type.precision) : null) ?? notA(type),
  array: (type, json) => {
    if (!Array.isArray(json)) return notA(type)
    const values: Value[] = []
    for (const item of json) {
      const value = parseValue(type.element, item)
      if (isReason(value)) return value
      values.push(value)
    }
    return values
  },
  opaque: (type, json) => (typeof json === 'string' ? json : notA(type)),
}

/**
 * What a user typed to compare with a column: a literal of the column's type or, where the value lies outside it
 * (300 beside a byte, 1.5 beside an integer, a time beside a date), of the nearest comparable one.
 */
export function parseLiteral(type: Type, json: Json): Literal | Reason {
  const input = typeof json === 'string' && type.kind !== 'text' ? json.trim() : json
  const exact = parseValue(type, input)
  if (!isReason(exact)) return literal(type, exact)
  if (isNumber(type)) return nearestNumber(input) ?? exact
  if (isTime(type) && typeof input === 'string') return nearestMoment(input) ?? exact
  return exact
}

/** The narrowest integer or decimal that holds the number exactly; null where it is none. */
function nearestNumber(json: Json): Literal | Reason | null {
  const number = parseNumber(json)
  if (number === null) return null
  const { unscaled, scale } = number
  const integer = scale === 0 ? integerTypeFor(unscaled, unscaled) : null
  if (integer !== null) return literal(integer, unscaled)
  const digits = String(unscaled < 0n ? -unscaled : unscaled).length
  const precision = Math.max(digits, scale + 1)
  if (precision > MAXIMUM_PRECISION) return { reason: `has more than ${MAXIMUM_PRECISION} digits` }
  return literal({ kind: 'decimal', precision, scale }, unscaled)
}

function nearestMoment(text: string): Literal | null {
  const moment = parseMoment(text, 9)
  const precision = /\.(\d+)/.exec(text)?.[1]?.length ?? 0
  return moment === null ? null : literal({ kind: 'datetime', precision, zone: 'UTC' }, moment)
}

/** The list of an `in`: all elements of one type that holds each of them. NULL elements stay NULL. */
export function parseList(type: Type, items: readonly Json[]): Literal | Reason {
  const literals: Literal[] = []
  for (const item of items) {
    const parsed = parseLiteral(type, item)
    if (isReason(parsed)) return parsed
    literals.push(parsed)
  }
  const other = literals.find((element) => element.type.kind !== type.kind)?.type
  const element = other ?? widest(type, literals)
  const values: Value[] = []
  for (const [index, item] of items.entries()) {
    const value =
      literals[index]?.value === null ? null : parseValue(element, typeof item === 'string' ? item.trim() : item)
    if (isReason(value)) return { reason: 'the values are of different types' }
    values.push(value)
  }
  return literal({ kind: 'array', element, elementNullable: values.includes(null) }, values)
}

function widest(type: Type, literals: readonly Literal[]): Type {
  if (type.kind !== 'integer') return literals.find((element) => element.type !== type)?.type ?? type
  const numbers = literals.map((element) => element.value).filter((value) => typeof value === 'bigint')
  return integerTypeFor(...extremes([...integerRange(type), ...numbers]), !type.signed) ?? type
}

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const FLOAT_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const notA = (type: Type): Reason => ({ reason: `is not a ${typeInWords(type)}` })

function isWellFormed(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xd800 && code <= 0xdfff) return false
  }
  return true
}

function parseNumber(json: Json): { readonly unscaled: bigint; readonly scale: number } | null {
  if (typeof json === 'string') return trimZeros(parseDecimal(json))
  if (typeof json !== 'number' || !Number.isFinite(json)) return null
  if (Number.isInteger(json)) return { unscaled: BigInt(json), scale: 0 }
  return trimZeros(parseDecimal(String(json)))
}

/** 60.0 is as whole as 60. */
function trimZeros(number: { readonly unscaled: bigint; readonly scale: number } | null) {
  if (number === null) return null
  let { unscaled, scale } = number
  while (scale > 0 && unscaled % 10n === 0n) {
    unscaled /= 10n
    scale -= 1
  }
  return { unscaled, scale }
}

function parseFloat64(json: Json): number | null {
  if (typeof json === 'number') return json
  if (typeof json !== 'string') return null
  if (FLOAT_PATTERN.test(json)) return Number(json)
  return json === 'NaN' ? Number.NaN : json === 'Infinity' ? Infinity : json === '-Infinity' ? -Infinity : null
}

function parseMoment(text: string, precision: number): bigint | null {
  const day = parseDate(text)
  const moment = day === null ? parseDatetime(text) : day * NANOSECONDS_PER_DAY
  if (moment === null) return null
  return moment % 10n ** BigInt(9 - precision) === 0n ? moment : null
}
