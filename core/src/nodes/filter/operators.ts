import { type Type, type TypeClass, typeClass } from '../../schema/index.ts'

/** How a panel asks for what an operator compares with; the fields of a condition that it fills. */
export type ValueEditor =
  /** Nothing. */
  | 'none'
  /** `value` */
  | 'value'
  /** `values` */
  | 'values'
  /** `value` to `upper`, both included. */
  | 'range'
  /** `amount` and `unit`: the last so many. */
  | 'last'
  /** `period` and `unit`: this or the previous one. */
  | 'period'

export type OperatorId =
  | 'is'
  | 'is_not'
  | 'is_one_of'
  | 'is_none_of'
  | 'contains'
  | 'does_not_contain'
  | 'starts_with'
  | 'ends_with'
  | 'greater'
  | 'greater_or_equal'
  | 'less'
  | 'less_or_equal'
  | 'between'
  | 'on'
  | 'before'
  | 'after'
  | 'on_or_before'
  | 'on_or_after'
  | 'in_last'
  | 'in_period'
  | 'is_true'
  | 'is_false'
  | 'is_empty'
  | 'is_not_empty'

/** One operator as a panel offers it for columns of a class. */
export interface FilterOperator {
  readonly id: OperatorId
  /** As in `delay is greater than 60`. */
  readonly label: string
  readonly editor: ValueEditor
  /** How many values it takes; null for any number. */
  readonly arity: 0 | 1 | 2 | null
  /** True where upper and lower case are alike unless `matchCase` is set. */
  readonly caseOption: boolean
  /** The units that `in_last` and `in_period` offer. */
  readonly units: readonly RelativeUnit[]
}

export const RELATIVE_UNITS = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type RelativeUnit = (typeof RELATIVE_UNITS)[number]

const ARITY: Record<ValueEditor, FilterOperator['arity']> = {
  none: 0,
  value: 1,
  values: null,
  range: 2,
  last: 2,
  period: 2,
}
const CALENDAR_UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const

function operator(
  id: OperatorId,
  label: string,
  editor: ValueEditor,
  more: Partial<Pick<FilterOperator, 'caseOption' | 'units'>> = {},
): FilterOperator {
  return { id, label, editor, arity: ARITY[editor], caseOption: false, units: [], ...more }
}

const EMPTINESS = [operator('is_empty', 'is empty', 'none'), operator('is_not_empty', 'is not empty', 'none')]
const MEMBERSHIP = [operator('is_one_of', 'is one of', 'values'), operator('is_none_of', 'is none of', 'values')]

const times = (lastUnits: readonly RelativeUnit[]): readonly FilterOperator[] => [
  operator('on', 'is on', 'value'),
  operator('before', 'is before', 'value'),
  operator('after', 'is after', 'value'),
  operator('on_or_before', 'is on or before', 'value'),
  operator('on_or_after', 'is on or after', 'value'),
  operator('between', 'is between', 'range'),
  operator('in_last', 'is in the last', 'last', { units: lastUnits }),
  operator('in_period', 'is in', 'period', { units: CALENDAR_UNITS }),
  ...EMPTINESS,
]

const folded = { caseOption: true }

/** The operators for each class of types, in the order a panel shows them; the first is the one to start with. */
const OPERATORS: Record<TypeClass, readonly FilterOperator[]> = {
  text: [
    operator('is', 'is', 'value'),
    operator('is_not', 'is not', 'value'),
    ...MEMBERSHIP,
    operator('contains', 'contains', 'value', folded),
    operator('does_not_contain', 'does not contain', 'value', folded),
    operator('starts_with', 'starts with', 'value', folded),
    operator('ends_with', 'ends with', 'value', folded),
    ...EMPTINESS,
  ],
  number: [
    operator('is', '=', 'value'),
    operator('is_not', '≠', 'value'),
    operator('greater', '>', 'value'),
    operator('greater_or_equal', '≥', 'value'),
    operator('less', '<', 'value'),
    operator('less_or_equal', '≤', 'value'),
    operator('between', 'is between', 'range'),
    ...MEMBERSHIP,
    ...EMPTINESS,
  ],
  date: times(['day', 'week', 'month', 'year']),
  datetime: times(['minute', 'hour', 'day', 'week', 'month', 'year']),
  boolean: [operator('is_true', 'is true', 'none'), operator('is_false', 'is false', 'none'), ...EMPTINESS],
  uuid: [operator('is', 'is', 'value'), operator('is_not', 'is not', 'value'), ...MEMBERSHIP, ...EMPTINESS],
  array: EMPTINESS,
  opaque: [],
}

/** The operators a column of this type can be filtered with; none where the type is not understood. */
export function operatorsFor(type: Type): readonly FilterOperator[] {
  return OPERATORS[typeClass(type)]
}

export function findOperator(type: Type, id: string): FilterOperator | undefined {
  return operatorsFor(type).find((candidate) => candidate.id === id)
}

/** An operator by its id alone, as some type has it: for words where the column's type is not at hand. */
export function anyOperator(id: string): FilterOperator | undefined {
  return Object.values(OPERATORS)
    .flat()
    .find((candidate) => candidate.id === id)
}
