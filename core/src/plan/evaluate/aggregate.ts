import { FLOAT64, INT64, type Type } from '../../schema/index.ts'
import { AGGREGATES, type AggregateName } from '../aggregates.ts'
import { isReason } from '../types.ts'
import type { Value } from '../value.ts'
import { canonical, compareValues, widen } from './compare.ts'
import { divideValues } from './scalar.ts'

/**
 * The value of an aggregate over the rows that take part: `values` holds its argument of each of them,
 * NULLs included; without an argument any non-NULL stands for a row.
 */
export function evaluateAggregate(name: AggregateName, values: readonly Value[], argument: Type, result: Type): Value {
  const present = values.filter((value) => value !== null)
  switch (name) {
    case 'count':
      return BigInt(present.length)
    case 'count_distinct':
      return BigInt(new Set(present.map(canonical).filter((value) => value !== null)).size)
    case 'sum':
      return sum(present, argument)
    case 'min':
      return extreme(present, 1)
    case 'max':
      return extreme(present, -1)
    case 'average': {
      const type = sumType(argument)
      return divideValues(sum(present, argument), type, BigInt(present.length), INT64, result)
    }
  }
}

function sumType(argument: Type): Type {
  const type = AGGREGATES.sum.result([argument])
  if (isReason(type)) throw new TypeError(type.reason)
  return type
}

function sum(values: readonly Value[], argument: Type): Value {
  if (values.length === 0) return null
  if (argument.kind !== 'float') {
    return values.reduce<bigint>((total, value) => (typeof value === 'bigint' ? total + value : total), 0n)
  }
  return values.reduce<number>((total, value) => {
    const number = widen(value, argument, FLOAT64)
    return typeof number === 'number' ? total + number : total
  }, 0)
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  return values.map(canonical).reduce((best, value) => {
    if (value === null || best === null) return best ?? value
    return compareValues(value, best) * sign < 0 ? value : best
  }, null)
}
