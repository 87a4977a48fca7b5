import {
  and,
  call,
  cast,
  type Expression,
  isReason,
  type Literal,
  literal,
  NANOSECONDS_PER_DAY,
  NOW,
  or,
  parseList,
  parseLiteral,
  type Reason,
  timeFloor,
  timeShift,
} from '../../plan/index.ts'
import { BOOLEAN, DATE, type Json, TEXT, type Type } from '../../schema/index.ts'
import type { FilterCondition } from './config.ts'
import type { FilterOperator, RelativeUnit } from './operators.ts'

/** A test of one row, given the column it is about. */
export type Predicate = (column: Expression) => Expression

/** Why a value of a condition does not fit, and which one. */
export interface ValueReason extends Reason {
  readonly field: string
}

/**
 * What a finished condition means. Kinds of "is not" keep the rows without a value: who asks for all but SFO does not
 * expect to lose what is unknown. Days are days in UTC; a day given for a time means the whole day.
 */
export function predicateOf(operator: FilterOperator, condition: FilterCondition, type: Type): Predicate | ValueReason {
  switch (operator.editor) {
    case 'none':
      return emptiness(operator, type)
    case 'last':
      return inLast(condition)
    case 'period':
      return inPeriod(condition)
    case 'values': {
      const list = parseList(type, condition.values.map(plainText(type)))
      if (isReason(list)) return { ...list, field: 'values' }
      return operator.id === 'is_one_of'
        ? (column) => call('in', column, list)
        : (column) => orMissing(call('not', call('in', column, list)), column)
    }
    case 'range': {
      const from = operand(type, condition.value, 'value')
      if (isReason(from)) return from
      const to = operand(type, condition.upper, 'upper')
      if (isReason(to)) return to
      return (column) => and([call('greater_or_equal', column, from.start), upTo(column, to)])
    }
    case 'value': {
      const given = operand(type, condition.value, 'value')
      return isReason(given) ? given : comparison(operator, condition, given)
    }
  }
}

function emptiness(operator: FilterOperator, type: Type): Predicate {
  const empty = literal(TEXT, '')
  switch (operator.id) {
    case 'is_true':
      return (column) => column
    case 'is_false':
      return (column) => call('not', column)
    case 'is_empty':
      if (type.kind !== 'text') return (column) => call('is_null', column)
      return (column) => or([call('is_null', column), call('equal', column, empty)])
    default:
      if (type.kind !== 'text') return (column) => call('is_not_null', column)
      return (column) => call('not_equal', column, empty)
  }
}

function comparison(operator: FilterOperator, condition: FilterCondition, given: Operand): Predicate {
  const { start, end } = given
  switch (operator.id) {
    case 'is_not':
      return (column) => orMissing(call('not_equal', column, start), column)
    case 'greater':
      return (column) => call('greater', column, start)
    case 'greater_or_equal':
    case 'on_or_after':
      return (column) => call('greater_or_equal', column, start)
    case 'less':
    case 'before':
      return (column) => call('less', column, start)
    case 'less_or_equal':
    case 'on_or_before':
      return (column) => upTo(column, given)
    case 'after':
      return (column) => (end === null ? call('greater', column, start) : call('greater_or_equal', column, end))
    case 'on':
      if (end === null) return (column) => call('equal', column, start)
      return (column) => and([call('greater_or_equal', column, start), call('less', column, end)])
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return textTest(operator.id, condition.matchCase, start)
    case 'does_not_contain': {
      const contains = textTest('contains', condition.matchCase, start)
      return (column) => orMissing(call('not', contains(column)), column)
    }
    default:
      return (column) => call('equal', column, start)
  }
}

function textTest(name: 'contains' | 'starts_with' | 'ends_with', matchCase: boolean, text: Literal): Predicate {
  const fold = (expression: Expression): Expression => (matchCase ? expression : call('lower', expression))
  return (column) => call(name, fold(column), fold(text))
}

/** The test, true also where the column has no value (or, for floats, one that cannot be compared). */
function orMissing(test: Expression, column: Expression): Expression {
  if (!test.nullable) return test
  if (column.type.kind === 'float') return call('coalesce', test, literal(BOOLEAN, true))
  return or([test, call('is_null', column)])
}

/** What a column is compared with: a value, or (a day for a column of times) the span from `start` to before `end`. */
interface Operand {
  readonly start: Literal
  readonly end: Literal | null
}

const DAY_PATTERN = /^\s*\d{4}-\d{2}-\d{2}\s*$/

function operand(type: Type, json: Json, field: string): Operand | ValueReason {
  const start = parseLiteral(type, plainText(type)(json))
  if (isReason(start)) return { ...start, field }
  if (type.kind !== 'datetime' || typeof json !== 'string' || !DAY_PATTERN.test(json)) return { start, end: null }
  const end = typeof start.value === 'bigint' ? literal(start.type, start.value + NANOSECONDS_PER_DAY) : null
  return { start, end }
}

/** Up to and including what is given. */
function upTo(column: Expression, { start, end }: Operand): Expression {
  return end === null ? call('less_or_equal', column, start) : call('less', column, end)
}

/** A value for a text column may have been typed as a number. */
const plainText =
  (type: Type) =>
  (value: Json): Json =>
    type.kind === 'text' && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value

/** The clock of the run as a value of the column's kind. */
function now(column: Expression): Expression {
  return column.type.kind === 'date' ? cast(NOW, DATE) : NOW
}

/**
 * A time: later than so many units ago, up to now. A date: today is the last of the days, so that the last 1 day is today
 * and the last 7 days are today and the six before.
 */
function inLast({ amount, unit }: FilterCondition): Predicate | ValueReason {
  if (amount === null || !Number.isInteger(amount) || amount < 1 || amount > 100_000) {
    return { reason: 'is not a whole number from 1 to 100,000', field: 'amount' }
  }
  return (column) =>
    and([
      call('greater', column, timeShift(now(column), -amount, unit as RelativeUnit)),
      call('less_or_equal', column, now(column)),
    ])
}

/** Within this or the previous day, week (from Monday), month, quarter or year in UTC. */
function inPeriod({ period, unit: stated }: FilterCondition): Predicate {
  const unit = stated as RelativeUnit
  return (column) => {
    const start = timeFloor(now(column), unit)
    return period === 'this'
      ? and([call('greater_or_equal', column, start), call('less', column, timeShift(start, 1, unit))])
      : and([call('greater_or_equal', column, timeShift(start, -1, unit)), call('less', column, start)])
  }
}
