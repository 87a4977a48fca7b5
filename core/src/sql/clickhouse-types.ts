import { isReason, type Literal, type Reason, type Value } from '../plan/index.ts'
import type { Type } from '../schema/index.ts'

const DAY = 86_400_000_000_000n
/** The days of Date, and of Date32 (1900 to 2299). */
const LAST_SHORT_DAY = 65_535n
const FIRST_DAY = -25_567n
const LAST_DAY = 120_529n
const LAST_SHORT_SECOND = 4_294_967_295n

/** ClickHouse's name of a type, or why it has none. */
export function clickHouseTypeName(type: Type, nullable = false): string | Reason {
  const name = plainName(type)
  return isReason(name) || !nullable ? name : `Nullable(${name})`
}

function plainName(type: Type): string | Reason {
  switch (type.kind) {
    case 'boolean':
      return 'Bool'
    case 'integer':
      return `${type.signed ? '' : 'U'}Int${type.bits}`
    case 'float':
      return `Float${type.bits}`
    case 'decimal':
      return `Decimal(${type.precision}, ${type.scale})`
    case 'text':
      return 'String'
    case 'date':
      return 'Date32'
    case 'datetime':
      return `DateTime64(${type.precision}, 'UTC')`
    case 'uuid':
      return 'UUID'
    case 'array': {
      if (type.elementNullable && type.element.kind === 'array') return { reason: 'lists in lists cannot be missing' }
      const element = clickHouseTypeName(type.element, type.elementNullable)
      return isReason(element) ? element : `Array(${element})`
    }
    case 'opaque':
      return { reason: `values of type ${type.engine} cannot be sent` }
  }
}

/**
 * The type of a parameter: the short Date and DateTime where the value (or every one of a list) fits them, so that it is
 * compared with such columns, the usual ones, as they are.
 */
export function clickHouseParameterType(literal: Literal, general: string): string {
  if (!isShortTime(literal)) return general
  return general.replace('Date32', 'Date').replace(/DateTime64\(\d, 'UTC'\)/, "DateTime('UTC')")
}

/** Whether a date or time, or a list of them, fits ClickHouse's short types. */
export function isShortTime({ type, value }: Literal): boolean {
  const element = type.kind === 'array' ? type.element : type
  if ((element.kind !== 'date' && element.kind !== 'datetime') || value === null) return false
  const values: readonly Value[] = Array.isArray(value) ? value : [value as bigint]
  return values.every((item) => item === null || (typeof item === 'bigint' && isShort(element, item)))
}

function isShort(type: Type, value: bigint): boolean {
  if (type.kind === 'date') return value >= 0n && value <= LAST_SHORT_DAY
  return value >= 0n && value % 1_000_000_000n === 0n && value / 1_000_000_000n <= LAST_SHORT_SECOND
}

/** ClickHouse clamps dates outside 1900 to 2299 (nanoseconds: 1900 to 2262) instead of refusing them. */
export function clickHouseLiteralProblem({ type, value }: Literal): Reason | null {
  const element = type.kind === 'array' ? type.element : type
  const values: readonly Value[] = Array.isArray(value) ? value : [value as bigint]
  const wrong = values.some((item) => {
    if (typeof item !== 'bigint') return false
    if (element.kind === 'date') return item < FIRST_DAY || item > LAST_DAY
    if (element.kind !== 'datetime') return false
    const last = element.precision > 7 ? 2n ** 63n / DAY - 1n : LAST_DAY
    return item < FIRST_DAY * DAY || item >= (last + 1n) * DAY
  })
  return wrong ? { reason: 'it holds dates from 1900 to 2299 only' } : null
}

/** Bits a decimal of so many digits takes; ClickHouse computes in the wider of the operands' widths. */
export function decimalWidth(precision: number): 32 | 64 | 128 | 256 {
  return precision <= 9 ? 32 : precision <= 18 ? 64 : precision <= 38 ? 128 : 256
}
