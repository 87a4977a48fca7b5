import type { Json } from '../../schema/index.ts'
import { type FilterCondition, type FilterConfig, ROOT_GROUP } from './config.ts'
import { anyOperator, type FilterOperator, type OperatorId } from './operators.ts'
import { reachableGroups } from './prepare.ts'

const SYMBOLS: Partial<Record<OperatorId, string>> = {
  is: '=',
  is_not: '≠',
  greater: '>',
  greater_or_equal: '≥',
  less: '<',
  less_or_equal: '≤',
}

const VALUES_SHOWN = 3

/** The finished conditions in words: `delay > 60 and (origin is one of SFO, LAX or carrier is UA)`. */
export function filterInWords(config: FilterConfig): string {
  const reachable = reachableGroups(config)
  const join = (group: string, match: 'all' | 'any', outermost: boolean): string | null => {
    const parts = [
      ...config.conditions.filter(({ parent }) => parent === group).map(conditionInWords),
      ...config.groups
        .filter(({ id, parent }) => parent === group && reachable.has(id))
        .map((inner) => join(inner.id, inner.match, false)),
    ].filter((part) => part !== null)
    if (parts.length === 0) return null
    const words = parts.join(match === 'all' ? ' and ' : ' or ')
    return outermost || parts.length === 1 ? words : `(${words})`
  }
  return join(ROOT_GROUP, config.match, true) ?? 'No conditions yet'
}

/** One condition in words; null where it is not finished. */
export function conditionInWords(condition: FilterCondition): string | null {
  const operator = anyOperator(condition.operator)
  if (operator === undefined || condition.column === '') return null
  const compared = comparedInWords(operator, condition)
  return compared === null ? null : `${condition.column} ${compared}`
}

function comparedInWords({ id, label, editor }: FilterOperator, condition: FilterCondition): string | null {
  const { value, upper, values } = condition
  switch (editor) {
    case 'none':
      return label
    case 'value':
      return isMissing(value) ? null : `${comparator(id, label, value)} ${inWords(value)}`
    case 'range':
      return isMissing(value) || isMissing(upper) ? null : `${label} ${inWords(value)} and ${inWords(upper)}`
    case 'values': {
      const more = values.length - VALUES_SHOWN
      const shown = values.slice(0, VALUES_SHOWN).map(inWords).join(', ')
      return values.length === 0 ? null : `${label} ${shown}${more > 0 ? ` and ${more} more` : ''}`
    }
    case 'last':
      return condition.amount === null ? null : `${label} ${counted(condition.amount, condition.unit)}`
    case 'period':
      return periodInWords(condition)
  }
}

const isMissing = (value: Json): boolean => value === null || value === ''
const counted = (amount: number, unit: string): string => (amount === 1 ? unit : `${amount} ${unit}s`)

function periodInWords({ period, unit }: FilterCondition): string {
  if (unit === 'day') return period === 'this' ? 'is today' : 'is yesterday'
  return `is in ${period} ${unit}`
}

/** Numbers are compared with signs, everything else in words. */
function comparator(id: OperatorId, label: string, value: Json): string {
  const numeric = typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value))
  const symbol = SYMBOLS[id]
  if (symbol === undefined) return label
  if (numeric || (id !== 'is' && id !== 'is_not')) return symbol
  return id === 'is' ? 'is' : 'is not'
}

function inWords(value: Json): string {
  return typeof value === 'string' ? value.trim() || '(blank)' : (JSON.stringify(value) ?? '')
}
