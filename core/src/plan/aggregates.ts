import { FLOAT64, INT64, type Type } from '../schema/index.ts'
import { arithmeticType, decimalSumType, integerSumType } from './arithmetic.ts'
import { anyNullable, mayBeNaN, type Typed, wrongCount, wrongType } from './signature.ts'
import { isNumber, isOrdered, isReason, type Reason } from './types.ts'

/** Aggregate functions. Rows whose condition is not true, and NULL arguments, take no part. */
export type AggregateName = 'count' | 'count_distinct' | 'sum' | 'min' | 'max' | 'average'

export interface AggregateFunction {
  readonly title: string
  readonly meaning: string
  readonly result: (types: readonly Type[]) => Type | Reason
  /** Whether it is NULL over no values; count is 0. */
  readonly nullWhenEmpty: boolean
}

const oneOrdered =
  (result: (type: Type) => Type) =>
  (types: readonly Type[]): Type | Reason => {
    const [type] = types
    if (type === undefined || types.length !== 1) return wrongCount('1 argument')
    return isOrdered(type) ? result(type) : wrongType('values that have an order', type)
  }

export const AGGREGATES: Record<AggregateName, AggregateFunction> = {
  count: {
    title: 'Number of rows, or of values that are not missing',
    meaning: 'Without an argument all rows count, with one those where it is not NULL.',
    result: (types) => (types.length > 1 ? wrongCount('at most one argument') : INT64),
    nullWhenEmpty: false,
  },
  count_distinct: {
    title: 'Number of different values',
    meaning: 'Exact. NULL and NaN are not counted, −0 is 0.',
    result: oneOrdered(() => INT64),
    nullWhenEmpty: false,
  },
  sum: {
    title: 'Sum',
    meaning:
      'Exact for integers and decimals, in a type wide enough for 2^47 rows and more; floats add up as 64-bit floats in the order the store likes. NULL over no values.',
    result: (types) => {
      const [type] = types
      if (type === undefined || types.length !== 1) return wrongCount('1 argument')
      if (type.kind === 'integer') return integerSumType(type)
      if (type.kind === 'decimal') return decimalSumType(type)
      return type.kind === 'float' ? FLOAT64 : wrongType('numbers', type)
    },
    nullWhenEmpty: true,
  },
  min: {
    title: 'Smallest value',
    meaning: 'NaN is passed over, −0 is 0. NULL over no values.',
    result: oneOrdered((type) => type),
    nullWhenEmpty: true,
  },
  max: {
    title: 'Greatest value',
    meaning: 'NaN is passed over, −0 is 0. NULL over no values.',
    result: oneOrdered((type) => type),
    nullWhenEmpty: true,
  },
  average: {
    title: 'Arithmetic mean',
    meaning:
      'The exact sum, divided as divide does by the number of values: a 64-bit float for integers and floats, for decimals a decimal with six more digits. NULL over no values.',
    result: (types) => {
      const [type] = types
      if (type === undefined || types.length !== 1) return wrongCount('1 argument')
      if (!isNumber(type)) return wrongType('numbers', type)
      const sum = AGGREGATES.sum.result([type])
      return isReason(sum) ? sum : arithmeticType('divide', [sum, INT64])
    },
    nullWhenEmpty: true,
  },
}

/** Result type and nullability of an aggregate; `mayBeEmpty` where it has no keys or a condition. */
export function checkAggregate(name: AggregateName, args: readonly Typed[], mayBeEmpty: boolean): Typed | Reason {
  const definition = AGGREGATES[name]
  const type = definition.result(args.map((arg) => arg.type))
  if (isReason(type)) return type
  const noValues = mayBeEmpty || anyNullable(args) || (mayBeNaN(args) && (name === 'min' || name === 'max'))
  return { type, nullable: definition.nullWhenEmpty && noValues }
}
