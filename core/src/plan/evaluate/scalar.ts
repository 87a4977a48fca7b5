import type { Type } from '../../schema/index.ts'
import { timeUnitOf } from '../builders.ts'
import type { Call, ColumnId, Expression } from '../expression.ts'
import type { FunctionName } from '../functions.ts'
import { divideRounded } from '../number.ts'
import { floorDay, floorDivide, floorMoment, shiftDay, shiftMoment } from '../time.ts'
import type { Value } from '../value.ts'
import { castValue } from './cast.ts'
import { canonical, compareAcross, compareValues, widen } from './compare.ts'

/** Where an expression finds its columns and parameters. */
export interface Bindings {
  readonly column: (id: ColumnId) => Value
  readonly parameter: (name: string) => Value
}

/** The value of an expression: what every dialect must agree with. */
export function evaluateExpression(expression: Expression, bindings: Bindings): Value {
  switch (expression.kind) {
    case 'column':
      return bindings.column(expression.id)
    case 'literal':
      return expression.value
    case 'parameter':
      return bindings.parameter(expression.name)
    case 'call':
      return evaluateCall(
        expression,
        expression.arguments.map((argument) => evaluateExpression(argument, bindings)),
      )
  }
}

/** The value of a call whose arguments have these values. */
export function evaluateCall(call: Call, values: readonly Value[]): Value {
  return FUNCTION_VALUES[call.name](values, call)
}

type Evaluate = (values: readonly Value[], call: Call) => Value

const typeOf = (call: Call, index: number): Type => call.arguments[index]?.type ?? call.type
const valueAt = (values: readonly Value[], index: number): Value => values[index] ?? null

/** NULL if any argument is, else the result of `evaluate`. */
const strict =
  (evaluate: Evaluate): Evaluate =>
  (values, call) =>
    values.includes(null) ? null : evaluate(values, call)

const comparison =
  (test: (order: number) => boolean): Evaluate =>
  (values, call) => {
    const order = compareAcross(valueAt(values, 0), typeOf(call, 0), valueAt(values, 1), typeOf(call, 1))
    return order === null ? null : test(order)
  }

const textTest = (test: (text: string, part: string) => boolean): Evaluate =>
  strict(([text, part]) => test(String(text), String(part)))

function isIn(values: readonly Value[], call: Call): Value {
  const list = typeOf(call, 1)
  const items = values[1]
  if (!Array.isArray(items) || list.kind !== 'array') return null
  let found: boolean | null = false
  for (const item of items as readonly Value[]) {
    const order = compareAcross(valueAt(values, 0), typeOf(call, 0), item, list.element)
    if (order === 0) return true
    if (order === null) found = null
  }
  return found
}

/** Arithmetic on floats, or on unscaled integers brought to the scale of the result (`scaleOf`). */
function arithmetic(
  onFloats: (a: number, b: number) => number,
  onExact: (a: bigint, b: bigint) => bigint,
  aligned: boolean,
): Evaluate {
  return strict((values, call) => {
    const [a, b] = [0, 1].map((index) => number(valueAt(values, index), typeOf(call, index), call.type, aligned))
    if (typeof a === 'number' && typeof b === 'number') return onFloats(a, b)
    return typeof a === 'bigint' && typeof b === 'bigint' ? onExact(a, b) : null
  })
}

function number(value: Value, from: Type, to: Type, aligned: boolean): Value {
  return to.kind === 'float' || aligned ? widen(value, from, to) : value
}

const scaleOf = (type: Type): number => (type.kind === 'decimal' ? type.scale : 0)

function divide(values: readonly Value[], call: Call): Value {
  const [a, b] = values
  const [typeA, typeB] = [typeOf(call, 0), typeOf(call, 1)]
  return divideValues(a ?? null, typeA, b ?? null, typeB, call.type)
}

/** Division as `divide` means it; average uses it too. */
export function divideValues(a: Value, typeA: Type, b: Value, typeB: Type, result: Type): Value {
  if (result.kind !== 'decimal') {
    const x = widen(a, typeA, result)
    const y = widen(b, typeB, result)
    return typeof x !== 'number' || typeof y !== 'number' || y === 0 ? null : x / y
  }
  if (typeof a !== 'bigint' || typeof b !== 'bigint' || b === 0n) return null
  const shift = result.scale - scaleOf(typeA) + scaleOf(typeB)
  return divideRounded(a * 10n ** BigInt(Math.max(shift, 0)), b * 10n ** BigInt(Math.max(-shift, 0)))
}

const extreme =
  (sign: 1 | -1): Evaluate =>
  (values, call) =>
    values
      .map((value, index) => canonical(widen(value, typeOf(call, index), call.type)))
      .reduce((best, value) => {
        if (value === null || best === null) return best ?? value
        return compareValues(value, best) * sign < 0 ? value : best
      }, null)

const FUNCTION_VALUES: Record<FunctionName, Evaluate> = {
  and: (values) => (values.includes(false) ? false : values.includes(null) ? null : true),
  or: (values) => (values.includes(true) ? true : values.includes(null) ? null : false),
  not: strict(([value]) => value === false),
  equal: comparison((order) => order === 0),
  not_equal: comparison((order) => order !== 0),
  less: comparison((order) => order < 0),
  less_or_equal: comparison((order) => order <= 0),
  greater: comparison((order) => order > 0),
  greater_or_equal: comparison((order) => order >= 0),
  is_null: ([value]) => value === null,
  is_not_null: ([value]) => value !== null,
  in: isIn,
  contains: textTest((text, part) => text.includes(part)),
  starts_with: textTest((text, part) => text.startsWith(part)),
  ends_with: textTest((text, part) => text.endsWith(part)),
  lower: strict(([text]) => String(text).toLowerCase()),
  length: strict(([text]) => BigInt([...String(text)].length)),
  add: arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
    true,
  ),
  subtract: arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
    true,
  ),
  multiply: arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
    false,
  ),
  divide,
  modulo: strict(([a, b]) => (typeof a === 'bigint' && typeof b === 'bigint' && b !== 0n ? a % b : null)),
  negate: strict(([value]) => (typeof value === 'bigint' ? -value : typeof value === 'number' ? -value : null)),
  floor: strict(([value], call) => {
    if (typeof value === 'number') return Math.floor(value)
    return typeof value === 'bigint' ? floorDivide(value, 10n ** BigInt(scaleOf(typeOf(call, 0)))) : null
  }),
  least: extreme(1),
  greatest: extreme(-1),
  coalesce: (values, call) => {
    const index = values.findIndex((value) => value !== null)
    return index < 0 ? null : widen(valueAt(values, index), typeOf(call, index), call.type)
  },
  if: (values, call) => {
    const index = values[0] === true ? 1 : 2
    return widen(valueAt(values, index), typeOf(call, index), call.type)
  },
  cast: ([value], call) => castValue(value ?? null, typeOf(call, 0), call.type),
  time_floor: strict(([time], call) => {
    const unit = timeUnitOf(call.arguments[1])
    if (typeof time !== 'bigint' || unit === null) return null
    return call.type.kind === 'date' ? floorDay(time, unit) : floorMoment(time, unit)
  }),
  time_shift: strict(([time, amount], call) => {
    const unit = timeUnitOf(call.arguments[2])
    if (typeof time !== 'bigint' || typeof amount !== 'bigint' || unit === null) return null
    return call.type.kind === 'date' ? shiftDay(time, amount, unit) : shiftMoment(time, amount, unit)
  }),
}
