import type { Type } from '../schema/index.ts'
import { type AggregateName, checkAggregate } from './aggregates.ts'
import { checkCast } from './cast.ts'
import type { Call, ColumnReference, Expression, Literal, Parameter } from './expression.ts'
import { checkCall, type FunctionName, TIME_UNITS, type TimeUnit } from './functions.ts'
import type { Measure, PlanColumn } from './relation.ts'
import { isReason, type Reason } from './types.ts'
import type { Value } from './value.ts'

/** Refers to a column of the input relation. */
export function column(source: Pick<PlanColumn, 'id' | 'type' | 'nullable'>): ColumnReference {
  return { kind: 'column', id: source.id, type: source.type, nullable: source.nullable }
}

/** A constant. The value must be of the type (parseLiteral makes one from what a user typed). */
export function literal(type: Type, value: Value): Literal {
  return { kind: 'literal', type, value, nullable: value === null }
}

/** A value bound when the plan runs. */
export function parameter(name: string, type: Type, nullable = false): Parameter {
  return { kind: 'parameter', name, type, nullable }
}

/** The clock of a run: every plan that speaks of now refers to this one parameter. */
export const NOW: Parameter = parameter('now', { kind: 'datetime', precision: 3, zone: 'UTC' })

const TRUE: Literal = literal({ kind: 'boolean' }, true)
const FALSE: Literal = literal({ kind: 'boolean' }, false)

/** Calls a function; its type and nullability follow from the arguments. Throws where checkCall gives a reason. */
export function call(name: Exclude<FunctionName, 'cast'>, ...args: readonly Expression[]): Call {
  const checked = checkCall(name, args)
  const problem = isReason(checked) ? checked : literalProblem(name, args)
  if (problem !== null || isReason(checked)) throw new TypeError(`${name}: ${problem?.reason ?? ''}`)
  return { kind: 'call', name, arguments: args, type: checked.type, nullable: checked.nullable }
}

/** Converts a value; throws where checkCast gives a reason. */
export function cast(expression: Expression, to: Type): Call {
  const checked = checkCast(expression, to)
  if (isReason(checked)) throw new TypeError(`cast: ${checked.reason}`)
  return { kind: 'call', name: 'cast', arguments: [expression], type: to, nullable: checked.nullable }
}

/** The same call with other arguments: as the types allow, its type and nullability are inferred again. */
export function withArguments(expression: Call, args: readonly Expression[]): Call {
  if (expression.name === 'cast' && args[0] !== undefined) return cast(args[0], expression.type)
  return call(expression.name as Exclude<FunctionName, 'cast'>, ...args)
}

/** All of the conditions; true if there are none. */
export function and(conditions: readonly Expression[]): Expression {
  return conditions.length > 1 ? call('and', ...conditions) : (conditions[0] ?? TRUE)
}

/** Any of the conditions; false if there are none. */
export function or(conditions: readonly Expression[]): Expression {
  return conditions.length > 1 ? call('or', ...conditions) : (conditions[0] ?? FALSE)
}

/** The start of the unit that contains the time. */
export function timeFloor(time: Expression, unit: TimeUnit): Call {
  return call('time_floor', time, literal({ kind: 'text' }, unit))
}

/** The time moved by `amount` units, back where negative. */
export function timeShift(time: Expression, amount: Expression | number, unit: TimeUnit): Call {
  const by = typeof amount === 'number' ? literal({ kind: 'integer', bits: 32, signed: true }, BigInt(amount)) : amount
  return call('time_shift', time, by, literal({ kind: 'text' }, unit))
}

/**
 * One measure of an aggregate. `keyed` says whether the aggregate has keys (then no group is empty);
 * `condition` restricts the rows that take part.
 */
export function measure(
  id: number,
  name: string,
  aggregate: AggregateName,
  args: readonly Expression[],
  options: { readonly keyed: boolean; readonly condition?: Expression | null },
): Measure {
  const condition = options.condition ?? null
  const checked = checkAggregate(aggregate, args, !options.keyed || condition !== null)
  if (isReason(checked)) throw new TypeError(`${aggregate}: ${checked.reason}`)
  return { id, name, type: checked.type, nullable: checked.nullable, aggregate, arguments: args, condition }
}

/** The unit a time function's literal names, or null. */
export function timeUnitOf(expression: Expression | undefined): TimeUnit | null {
  if (expression?.kind !== 'literal') return null
  return TIME_UNITS.find((unit) => unit === expression.value) ?? null
}

function literalProblem(name: FunctionName, args: readonly Expression[]): Reason | null {
  if (name === 'in' && args[1]?.kind !== 'literal') return { reason: 'the list must be a literal' }
  if (name !== 'time_floor' && name !== 'time_shift') return null
  const unit = timeUnitOf(args.at(-1))
  if (unit === null) return { reason: `the unit must be one of ${TIME_UNITS.join(', ')}` }
  const ofDay = unit === 'second' || unit === 'minute' || unit === 'hour'
  return ofDay && args[0]?.type.kind === 'date' ? { reason: `a date has no ${unit}` } : null
}
