import type { Json, Type } from '../schema/index.ts'
import { formatDecimal } from './number.ts'
import { formatDate, formatDatetime } from './time.ts'
import type { Value } from './value.ts'

/** A value as a cell of a result: the spelling of protocol/result.ts, and one parseValue reads back. */
export function cellOf(type: Type, value: Value): Json {
  if (value === null) return null
  if (Array.isArray(value)) return value.map((item: Value) => cellOf(type.kind === 'array' ? type.element : type, item))
  if (typeof value === 'bigint')
    return type.kind === 'integer' && type.bits <= 32 ? Number(value) : formatExact(type, value)
  if (typeof value === 'number') return Number.isFinite(value) ? shortest(type, value) : String(value)
  return typeof value === 'boolean' ? value : String(value)
}

/** A value as a person reads it; NULL is the empty text. */
export function formatValue(type: Type, value: Value): string {
  if (value === null) return ''
  if (Array.isArray(value))
    return value.map((item: Value) => formatValue(type.kind === 'array' ? type.element : type, item)).join(', ')
  if (typeof value === 'number') return String(shortest(type, value))
  return typeof value === 'bigint' ? formatExact(type, value) : String(value)
}

/** A 32-bit float by the fewest digits that say which one it is: 0.1, not 0.10000000149011612. */
function shortest(type: Type, value: number): number {
  if (type.kind !== 'float' || type.bits === 64 || !Number.isFinite(value)) return value
  for (let digits = 1; digits < 9; digits++) {
    const candidate = nearest(value, digits)
    if (Math.fround(candidate) === value) return candidate
  }
  return nearest(value, 9)
}

/** The nearest number of so many digits; of two equally near the one that ends in an even digit, as in the stores. */
function nearest(value: number, digits: number): number {
  const up = value.toPrecision(digits)
  const longer = value.toPrecision(digits + 1)
  const isTie = Number(longer) === value && /5(e|$)/.test(longer)
  return Number(isTie && /[13579](e|$)/.test(up) ? longer.replace(/5(e|$)/, '0$1') : up)
}

function formatExact(type: Type, value: bigint): string {
  switch (type.kind) {
    case 'decimal':
      return formatDecimal(value, type.scale)
    case 'date':
      return formatDate(value)
    case 'datetime':
      return formatDatetime(value, type.precision)
    default:
      return String(value)
  }
}
