import type { AggregateName, Expression, Measure } from '../plan/index.ts'
import { FLOAT64 } from '../schema/index.ts'
import type { AggregateSpelling, Writer } from './dialect.ts'
import { castTo } from './postgresql-casts.ts'
import { canonicalFloat, collated, divideDecimals, divideSql } from './postgresql-functions.ts'
import { atom, called, type Sql } from './spelling.ts'

function over(sql: Sql, measure: Measure, writer: Writer): Sql {
  return measure.condition === null
    ? sql
    : atom(`${sql.text} FILTER (WHERE ${writer.print(measure.condition, 'truth').text})`)
}

function argumentOf(measure: Measure): Expression {
  const [argument] = measure.arguments
  if (argument === undefined) throw new TypeError(`${measure.aggregate} lacks its argument`)
  return argument
}

function canonical(argument: Expression, writer: Writer): Sql {
  const sql = writer.print(argument)
  return argument.type.kind === 'float' ? canonicalFloat(sql, argument.type) : sql
}

/** There is no min of booleans and uuids: the conjunction is the smallest boolean, a uuid is ordered as its text is. */
const extreme =
  (name: 'min' | 'max'): AggregateSpelling =>
  (measure, writer) => {
    const argument = argumentOf(measure)
    const sql = canonical(argument, writer)
    switch (argument.type.kind) {
      case 'boolean':
        return over(called(name === 'min' ? 'bool_and' : 'bool_or', sql), measure, writer)
      case 'uuid': {
        const text = collated(castTo(sql, { kind: 'text' }), { kind: 'text' })
        return castTo(over(called(name, text), measure, writer), argument.type)
      }
      default:
        return over(called(name, collated(sql, argument.type)), measure, writer)
    }
  }

/** Sums of real are real: they are made of double precision. Integers widen by themselves. */
const sum: AggregateSpelling = (measure, writer) => {
  const argument = argumentOf(measure)
  const sql = argument.type.kind === 'float' ? writer.printAs(argument, FLOAT64) : writer.print(argument)
  return over(called('sum', sql), measure, writer)
}

const count: AggregateSpelling = (measure, writer) => {
  const [argument] = measure.arguments
  return over(argument === undefined ? atom('count(*)') : called('count', writer.print(argument)), measure, writer)
}

export const POSTGRESQL_AGGREGATES: Record<AggregateName, AggregateSpelling> = {
  count,
  count_distinct: (measure, writer) =>
    over(atom(`count(DISTINCT ${canonical(argumentOf(measure), writer).text})`), measure, writer),
  sum,
  min: extreme('min'),
  max: extreme('max'),
  average: (measure, writer, keyed) => {
    const total = sum(measure, writer, keyed)
    const number = count(measure, writer, keyed)
    if (measure.type.kind === 'decimal') return divideDecimals(total, number, measure.type.scale)
    return divideSql(castTo(total, FLOAT64), number)
  },
}
