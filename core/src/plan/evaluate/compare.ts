import type { Type } from '../../schema/index.ts'
import { decimalToFloat, rescale } from '../number.ts'
import { NANOSECONDS_PER_DAY } from '../time.ts'
import { commonType, isReason } from '../types.ts'
import type { Value } from '../value.ts'

/** The value for comparing and grouping: −0 is 0, NaN is NULL. */
export function canonical(value: Value): Value {
  if (typeof value !== 'number') return value
  if (Number.isNaN(value)) return null
  return value === 0 ? 0 : value
}

/** A value at a type that commonType gave: lossless, except that exact numbers become the nearest float. */
export function widen(value: Value, from: Type, to: Type): Value {
  if (typeof value === 'bigint') {
    if (to.kind === 'float') return from.kind === 'decimal' ? decimalToFloat(value, from.scale) : Number(value)
    if (to.kind === 'decimal') return rescale(value, from.kind === 'decimal' ? from.scale : 0, to.scale)
    if (from.kind === 'date' && to.kind === 'datetime') return value * NANOSECONDS_PER_DAY
  }
  if (Array.isArray(value) && from.kind === 'array' && to.kind === 'array')
    return value.map((item: Value) => widen(item, from.element, to.element))
  return value
}

/** Order of two canonical values of one ordered type, neither NULL. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (a === null || b === null || Array.isArray(a) || Array.isArray(b)) throw new TypeError('not ordered')
  return a < b ? -1 : a > b ? 1 : 0
}

/** Order by code points: UTF-16 order differs where surrogates meet U+E000 and above. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index)
    const y = b.charCodeAt(index)
    if (x !== y) return codePointRank(x) - codePointRank(y)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above every other unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** How two values of comparable types are ordered; null where either is NULL or NaN. */
export function compareAcross(a: Value, typeA: Type, b: Value, typeB: Type): number | null {
  const common = commonType(typeA, typeB)
  if (isReason(common)) throw new TypeError(common.reason)
  const x = canonical(widen(a, typeA, common))
  const y = canonical(widen(b, typeB, common))
  return x === null || y === null ? null : compareValues(x, y)
}
