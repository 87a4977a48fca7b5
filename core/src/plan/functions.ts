import { BOOLEAN, INT64, TEXT, type Type, typeInWords } from '../schema/index.ts'
import { arithmeticType } from './arithmetic.ts'
import { allNullable, always, anyNullable, mayBeNaN, never, type Typed, wrongCount, wrongType } from './signature.ts'
import { commonType, comparable, decimalOf, isNumber, isOrdered, isReason, isTime, type Reason } from './types.ts'

/** One scalar function: which arguments it takes, what it yields, and what it means. */
export interface ScalarFunction {
  /** One line for people. */
  readonly title: string
  /** The exact meaning where the title leaves something open; NULL behaviour always. */
  readonly meaning: string
  /** The result type, or why these arguments do not fit. */
  readonly result: (types: readonly Type[]) => Type | Reason
  readonly nullable: (args: readonly Typed[]) => boolean
}

export type FunctionName =
  | 'and'
  | 'or'
  | 'not'
  | 'equal'
  | 'not_equal'
  | 'less'
  | 'less_or_equal'
  | 'greater'
  | 'greater_or_equal'
  | 'is_null'
  | 'is_not_null'
  | 'in'
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'lower'
  | 'length'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'modulo'
  | 'negate'
  | 'floor'
  | 'least'
  | 'greatest'
  | 'coalesce'
  | 'if'
  | 'cast'
  | 'time_floor'
  | 'time_shift'

/** Units of time_floor and time_shift. Weeks start on Monday; everything is UTC. */
export const TIME_UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type TimeUnit = (typeof TIME_UNITS)[number]

/** A rule for `count` arguments that must all satisfy `test`. */
function each(count: number | 'some', test: (type: Type) => boolean, expected: string, result: Type) {
  return (types: readonly Type[]): Type | Reason => {
    if (count === 'some' ? types.length === 0 : types.length !== count)
      return wrongCount(count === 'some' ? 'at least one argument' : `${count} argument${count === 1 ? '' : 's'}`)
    const wrong = types.find((type) => !test(type))
    return wrong === undefined ? result : wrongType(expected, wrong)
  }
}

const isText = (type: Type): boolean => type.kind === 'text'
const logical = each('some', (type) => type.kind === 'boolean', 'conditions', BOOLEAN)
const textTest = each(2, isText, 'text', BOOLEAN)

function comparison(types: readonly Type[]): Type | Reason {
  const [a, b] = types
  if (a === undefined || b === undefined || types.length !== 2) return wrongCount('2 arguments')
  if (comparable(a, b)) return BOOLEAN
  return { reason: `${typeInWords(a)} cannot be compared with ${typeInWords(b)}` }
}

function common(types: readonly Type[]): Type | Reason {
  const [first, ...rest] = types
  if (first === undefined) return wrongCount('at least one argument')
  return rest.reduce<Type | Reason>((all, type) => (isReason(all) ? all : commonType(all, type)), first)
}

function orderedCommon(types: readonly Type[]): Type | Reason {
  const wrong = types.find((type) => !isOrdered(type))
  return wrong === undefined ? common(types) : wrongType('values that have an order', wrong)
}

function timeWithUnit(types: readonly Type[], count: number): Type | Reason {
  const [time] = types
  const unit = types.at(-1)
  if (types.length !== count || time === undefined || unit === undefined) return wrongCount(`${count} arguments`)
  if (!isTime(time)) return wrongType('a date or a date and time', time)
  return unit.kind === 'text' ? time : wrongType('a unit of time', unit)
}

const compare = (title: string): ScalarFunction => ({
  title,
  meaning:
    'NULL if either side is NULL or NaN. Numbers of different types are compared by value (beside a float, as 64-bit floats), text by code points, false before true, a date as its midnight UTC.',
  result: comparison,
  nullable: (args) => anyNullable(args) || mayBeNaN(args),
})

const arithmetic = (name: 'add' | 'subtract' | 'multiply', title: string): ScalarFunction => ({
  title,
  meaning:
    'NULL if either is NULL. Integers and decimals are exact: the result type is wide enough for every operand. Beside a float, 64-bit floats.',
  result: (types) => arithmeticType(name, types),
  nullable: anyNullable,
})

/** Every scalar function. The meaning stands here; evaluate computes it, dialects spell or refuse it. */
export const FUNCTIONS: Record<FunctionName, ScalarFunction> = {
  and: {
    title: 'True if all conditions are',
    meaning: 'Three-valued: false if any is false, else NULL if any is NULL.',
    result: logical,
    nullable: anyNullable,
  },
  or: {
    title: 'True if any condition is',
    meaning: 'Three-valued: true if any is true, else NULL if any is NULL.',
    result: logical,
    nullable: anyNullable,
  },
  not: {
    title: 'The opposite',
    meaning: 'NULL of NULL.',
    result: each(1, (type) => type.kind === 'boolean', 'a condition', BOOLEAN),
    nullable: anyNullable,
  },
  equal: compare('Whether both are equal'),
  not_equal: compare('Whether they differ'),
  less: compare('Whether the first is smaller or earlier'),
  less_or_equal: compare('Whether the first is smaller, earlier or equal'),
  greater: compare('Whether the first is greater or later'),
  greater_or_equal: compare('Whether the first is greater, later or equal'),
  is_null: {
    title: 'Whether the value is missing',
    meaning: 'Never NULL. NaN is a value.',
    result: each(1, () => true, 'a value', BOOLEAN),
    nullable: never,
  },
  is_not_null: {
    title: 'Whether there is a value',
    meaning: 'Never NULL. NaN is a value.',
    result: each(1, () => true, 'a value', BOOLEAN),
    nullable: never,
  },
  in: {
    title: 'Whether the value is in a list',
    meaning:
      'The list is a literal. Like equal to one of them, joined by or: an empty list gives false, a NULL value NULL, and a list with NULL gives true or NULL.',
    result: (types) => {
      const [value, list] = types
      if (value === undefined || list === undefined || types.length !== 2) return wrongCount('a value and a list')
      if (list.kind !== 'array') return wrongType('a list', list)
      return comparison([value, list.element])
    },
    nullable: (args) =>
      anyNullable(args) ||
      mayBeNaN(args) ||
      args.some((arg) => arg.type.kind === 'array' && (arg.type.elementNullable || arg.type.element.kind === 'float')),
  },
  contains: {
    title: 'Whether the text contains another',
    meaning: 'By code point, upper and lower case differ. The empty text is in every text. NULL if either is NULL.',
    result: textTest,
    nullable: anyNullable,
  },
  starts_with: {
    title: 'Whether the text starts with another',
    meaning: 'By code point. Every text starts with the empty text. NULL if either is NULL.',
    result: textTest,
    nullable: anyNullable,
  },
  ends_with: {
    title: 'Whether the text ends with another',
    meaning: 'By code point. Every text ends with the empty text. NULL if either is NULL.',
    result: textTest,
    nullable: anyNullable,
  },
  lower: {
    title: 'The text in lower case',
    meaning: "Unicode's default lower-casing, of no language in particular. NULL of NULL.",
    result: each(1, isText, 'text', TEXT),
    nullable: anyNullable,
  },
  length: {
    title: 'Number of characters',
    meaning: 'Counted in code points. NULL of NULL.',
    result: each(1, isText, 'text', INT64),
    nullable: anyNullable,
  },
  add: arithmetic('add', 'Sum of two numbers'),
  subtract: arithmetic('subtract', 'Difference of two numbers'),
  multiply: arithmetic('multiply', 'Product of two numbers'),
  divide: {
    title: 'Quotient of two numbers',
    meaning:
      'NULL if either is NULL or the divisor is zero. Integers give a 64-bit float (of the nearest floats of both). Where a decimal takes part and no float does, a decimal with six more digits than the dividend, rounded half away from zero.',
    result: (types) => arithmeticType('divide', types),
    nullable: always,
  },
  modulo: {
    title: 'Remainder of a division of whole numbers',
    meaning: 'Has the sign of the dividend. NULL if either is NULL or the divisor is zero.',
    result: (types) => arithmeticType('modulo', types),
    nullable: always,
  },
  negate: {
    title: 'The number with the other sign',
    meaning: 'NULL of NULL. Widened like subtraction from zero.',
    result: (types) => arithmeticType('negate', types),
    nullable: anyNullable,
  },
  floor: {
    title: 'The largest whole number not above',
    meaning: 'NULL of NULL. A float stays a float, a decimal becomes one without digits after the point.',
    result: (types) => {
      const [type] = types
      if (type === undefined || types.length !== 1) return wrongCount('1 argument')
      if (!isNumber(type)) return wrongType('a number', type)
      if (type.kind !== 'decimal') return type
      return decimalOf(type.precision - type.scale + 1, 0) ?? type
    },
    nullable: anyNullable,
  },
  least: {
    title: 'The smallest of several values',
    meaning: 'NULL and NaN are passed over; NULL if nothing is left.',
    result: orderedCommon,
    nullable: (args) => args.every((arg) => arg.nullable || arg.type.kind === 'float'),
  },
  greatest: {
    title: 'The greatest of several values',
    meaning: 'NULL and NaN are passed over; NULL if nothing is left.',
    result: orderedCommon,
    nullable: (args) => args.every((arg) => arg.nullable || arg.type.kind === 'float'),
  },
  coalesce: {
    title: 'The first value that is not missing',
    meaning: 'NULL if all are. NaN is a value.',
    result: common,
    nullable: allNullable,
  },
  if: {
    title: 'One of two values, by a condition',
    meaning: 'The third argument where the condition is false or NULL.',
    result: (types) => {
      const [condition, ...branches] = types
      if (condition === undefined || branches.length !== 2) return wrongCount('3 arguments')
      return condition.kind === 'boolean' ? common(branches) : wrongType('a condition', condition)
    },
    nullable: (args) => anyNullable(args.slice(1)),
  },
  cast: {
    title: 'The value as another type',
    meaning:
      'NULL of NULL, and where the value has no counterpart (cast.ts says which types convert and how). The target is the type of the call.',
    result: () => ({ reason: 'its target type must be given: use checkCast' }),
    nullable: always,
  },
  time_floor: {
    title: 'Start of the second, minute, hour, day, week, month, quarter or year',
    meaning: 'In UTC; weeks start on Monday. The unit is a literal; a date takes day and longer. NULL of NULL.',
    result: (types) => timeWithUnit(types, 2),
    nullable: anyNullable,
  },
  time_shift: {
    title: 'The time moved by so many units',
    meaning:
      'In UTC; months, quarters and years keep the day, or the last day of a shorter month. The unit is a literal; a date takes day and longer. NULL if an argument is NULL or the result lies outside 1900 to 2299.',
    result: (types) => {
      const amount = types[1]
      if (amount !== undefined && amount.kind !== 'integer') return wrongType('a whole number', amount)
      return timeWithUnit(types, 3)
    },
    nullable: always,
  },
}

/** Result type and nullability of a call, or why the arguments do not fit. Not for `cast`: see checkCast. */
export function checkCall(name: FunctionName, args: readonly Typed[]): Typed | Reason {
  const definition = FUNCTIONS[name]
  const type = definition.result(args.map((arg) => arg.type))
  return isReason(type) ? type : { type, nullable: definition.nullable(args) }
}
