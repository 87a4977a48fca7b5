import { type FilterCondition, type FilterConfig, type FilterOperator, operatorsFor } from '@flowforge/core/nodes'
import type { ResultTable } from '@flowforge/core/protocol'
import type { Column, Schema } from '@flowforge/core/schema'
import type { Signal } from '@preact/signals'
import type { PanelProps } from './panel.ts'

/** What every part of a filter's panel knows. */
export interface FilterView extends PanelProps<FilterConfig> {
  readonly schema: Schema
  /** The node whose rows are filtered: values and histograms are asked of it. Null while it cannot be asked. */
  readonly above: string | null
  readonly counts: Matches | null
  /** The condition being edited. */
  readonly active: Signal<string | null>
}

/** What the editor of a condition's value is given. */
export interface ValueEditorProps {
  readonly view: FilterView
  readonly condition: FilterCondition
  readonly column: Column
  readonly operator: FilterOperator
  readonly bad: boolean
  readonly set: (fields: Partial<FilterCondition>, gesture?: string) => void
}

/** How many rows come in, how many stay, and how many each condition alone would keep. */
export interface Matches {
  readonly total: number
  readonly kept: number
  readonly byCondition: ReadonlyMap<string, number>
}

const CONDITION = 'condition_'

export function readMatches(table: ResultTable | null): Matches | null {
  if (table === null) return null
  const cells = new Map(table.columns.map(({ name }, index) => [name, Number(table.data[index]?.[0])]))
  const byCondition = [...cells].flatMap(([name, rows]): [string, number][] =>
    name.startsWith(CONDITION) ? [[name.slice(CONDITION.length), rows]] : [],
  )
  return { total: cells.get('total') ?? 0, kept: cells.get('kept') ?? 0, byCondition: new Map(byCondition) }
}

/** The operator people mostly want first: numbers are rarely searched by equality. */
export function firstOperator(schema: Schema, name: string): string {
  const column = schema.find((one) => one.name === name)
  if (column === undefined) return ''
  const operators = operatorsFor(column.type).map(({ id }) => id)
  const wanted = (['greater', 'is_one_of', 'on_or_after'] as const).find((id) => operators.includes(id))
  return (operators[0] === 'is' && operators.includes('greater') ? 'greater' : wanted) ?? operators[0] ?? ''
}
