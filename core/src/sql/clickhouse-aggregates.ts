import { AGGREGATES, type AggregateName, type Expression, isReason, type Measure } from '../plan/index.ts'
import { FLOAT64, type Type } from '../schema/index.ts'
import { castTo, convert } from './clickhouse-casts.ts'
import { canonicalFloat, divideDecimals, divideSql, orderText } from './clickhouse-functions.ts'
import { decimalWidth } from './clickhouse-types.ts'
import type { AggregateSpelling, Writer } from './dialect.ts'
import { called, type Sql } from './spelling.ts'

/** The function with its combinators, for the rows the measure's condition admits. */
function over(name: string, args: readonly Sql[], measure: Measure, writer: Writer): Sql {
  if (measure.condition === null) return called(name, ...args)
  return called(`${name}If`, ...args, writer.print(measure.condition, 'truth'))
}

function argumentOf(measure: Measure): Expression {
  const [argument] = measure.arguments
  if (argument === undefined) throw new TypeError(`${measure.aggregate} lacks its argument`)
  return argument
}

/** Over no rows ClickHouse gives 0 or an empty value: OrNull where that can happen. */
function orNull(name: string, measure: Measure, keyed: boolean): string {
  return keyed && measure.condition === null ? name : `${name}OrNull`
}

function canonical(argument: Expression, writer: Writer): Sql {
  const sql = writer.print(argument)
  return argument.type.kind === 'float' ? canonicalFloat(sql, argument.type) : sql
}

const extreme =
  (name: string): AggregateSpelling =>
  (measure, writer, keyed) => {
    const argument = argumentOf(measure)
    const ordered = orderText(canonical(argument, writer), argument.type)
    const found = over(orNull(name, measure, keyed), [ordered], measure, writer)
    return argument.type.kind === 'uuid' ? called('toUUID', found) : found
  }

function sumType(argument: Expression): Type {
  const type = AGGREGATES.sum.result([argument.type])
  if (isReason(type)) throw new TypeError(type.reason)
  return type
}

/** ClickHouse adds integers up in 64 bits, decimals in 128: wider sums have their argument widened. */
const sum: AggregateSpelling = (measure, writer, keyed) => {
  const argument = argumentOf(measure)
  const type = sumType(argument)
  const sql = writer.print(argument)
  return over(
    orNull('sum', measure, keyed),
    [isEnough(argument.type, type) ? sql : castTo(sql, type, argument.nullable)],
    measure,
    writer,
  )
}

function isEnough(argument: Type, result: Type): boolean {
  if (result.kind === 'integer')
    return result.bits <= 64 || (argument.kind === 'integer' && argument.bits === result.bits)
  if (result.kind !== 'decimal' || argument.kind !== 'decimal') return true
  return decimalWidth(result.precision) <= Math.max(128, decimalWidth(argument.precision))
}

export const CLICKHOUSE_AGGREGATES: Record<AggregateName, AggregateSpelling> = {
  count: (measure, writer) =>
    over(
      'count',
      measure.arguments.map((argument) => writer.print(argument)),
      measure,
      writer,
    ),
  count_distinct: (measure, writer) => over('uniqExact', [canonical(argumentOf(measure), writer)], measure, writer),
  sum,
  min: extreme('min'),
  max: extreme('max'),
  average: (measure, writer, keyed) => {
    const type = sumType(argumentOf(measure))
    const total = sum(measure, writer, keyed)
    const count = CLICKHOUSE_AGGREGATES.count(measure, writer, keyed)
    if (measure.type.kind === 'decimal')
      return divideDecimals(
        total,
        castTo(count, { kind: 'decimal', precision: 38, scale: 0 }, false),
        measure.type.scale,
      )
    const float = convert(total, { ...argumentOf(measure), type, nullable: true }, FLOAT64)
    return divideSql(float, count)
  },
}
