import { type FilterCondition, findOperator, operatorsFor } from '@flowforge/core/nodes'
import { type Column, findColumn, typeClass } from '@flowforge/core/schema'
import { X } from 'lucide-preact'
import { Histogram } from '../canvas/histogram.tsx'
import { position } from '../canvas/profile.ts'
import { useAnswer } from '../canvas/use-answer.ts'
import { formatCount } from '../format/number.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { tip } from '../ui/tooltip.tsx'
import { columnOptions } from './column-options.ts'
import { type FilterView, firstOperator } from './filter-view.ts'
import { problemAt } from './panel.ts'
import { ValueEditorView } from './value-editor.tsx'

interface ConditionProps {
  readonly view: FilterView
  readonly condition: FilterCondition
}

/** One sentence: column, operator, value, and how many rows it alone would keep. */
export function FilterConditionView({ view, condition }: ConditionProps) {
  const { editor, schema, problems, readOnly, edit, active, counts } = view
  const { id } = condition
  const column = findColumn(schema, condition.column)
  const operator = column === undefined ? undefined : findOperator(column.type, condition.operator)
  const problem = problemAt(problems, `conditions/${id}`)
  const isBad = problem?.severity === 'error'
  const isActive = active.value === id
  const kept = counts?.byCondition.get(id)
  const set = (fields: Partial<FilterCondition>, gesture?: string): void =>
    edit.setItem('conditions', id, fields, gesture)
  return (
    <div
      class="filter-condition"
      data-active={isActive}
      data-field={`conditions/${id}`}
      onFocusIn={() => {
        active.value = id
      }}
    >
      <div class="filter-line">
        <div class="panel-sentence">
          <Combobox
            label="Column"
            look="pill"
            value={condition.column}
            options={columnOptions(schema, (one) => operatorsFor(one.type).length > 0)}
            placeholder={condition.column || 'Column'}
            bad={isBad && problem.place.field?.endsWith('/column') === true}
            searchable
            disabled={readOnly}
            onChange={(name) => {
              const next = findColumn(schema, name)
              const fits = next !== undefined && findOperator(next.type, condition.operator) !== undefined
              set(fits ? { column: name } : { column: name, operator: firstOperator(schema, name) })
            }}
          >
            <span class="cut">{condition.column || 'Column'}</span>
          </Combobox>
          <Combobox
            label="How to compare"
            look="pill"
            value={condition.operator}
            options={
              column === undefined
                ? []
                : operatorsFor(column.type).map((one) => ({ value: one.id as string, label: one.label }))
            }
            placeholder={condition.operator || 'compare'}
            bad={isBad && problem.place.field?.endsWith('/operator') === true}
            disabled={readOnly || column === undefined}
            onChange={(next) => set({ operator: next })}
          />
          {column !== undefined && operator !== undefined && (
            <ValueEditorView
              {...{ view, condition, column, operator, set }}
              bad={isBad && isValueProblem(problem.place.field)}
            />
          )}
        </div>
        {kept !== undefined && (
          <span class="filter-rows" {...tip('Rows that this condition alone keeps')}>
            {formatCount(kept)}
          </span>
        )}
        <span class="filter-remove">
          <IconButton
            icon={X}
            label="Remove the condition"
            size="small"
            disabled={readOnly}
            onClick={() => edit.remove('conditions', [id])}
          />
        </span>
      </div>
      {isActive && column !== undefined && isSpread(column) && view.above !== null && operator?.editor !== 'none' && (
        <Spread {...{ view, condition, column }} above={view.above} />
      )}
      {problem !== undefined && (
        <p class="panel-problem" data-severity={problem.severity}>
          {problem.message}{' '}
          {problem.severity === 'error' && problem.hint !== undefined && problem.fix === undefined && (
            <span>{problem.hint}</span>
          )}
          {problem.fix !== undefined && (
            <Button variant="link" disabled={readOnly} onClick={() => editor.applyFix(problem)}>
              {problem.fix.label}
            </Button>
          )}
        </p>
      )}
    </div>
  )
}

const isValueProblem = (field: string | undefined): boolean => /\/(value|upper|values|amount|unit)$/.test(field ?? '')

const isSpread = ({ type }: Column): boolean => ['number', 'date', 'datetime'].includes(typeClass(type))

interface SpreadProps extends ConditionProps {
  readonly column: Column
  readonly above: string
}

/** How the column's values are spread, what the condition keeps of them, and its threshold to move by a press. */
function Spread({ view, condition, column, above }: SpreadProps) {
  const answer = useAnswer('filter-histogram', above, { kind: 'histogram', column: column.name, buckets: 26 })
  if (answer.answer === null) {
    return <div class="filter-spread is-waiting">{answer.state === 'asking' ? '' : answer.problems[0]?.message}</div>
  }
  const range = keptRange(condition)
  const isNumber = typeClass(column.type) === 'number'
  const pickable = isNumber && !view.readOnly && ONE_SIDED.has(condition.operator)
  return (
    <div class="filter-spread">
      <Histogram
        table={answer.answer.table}
        column={column}
        kept={range}
        marks={range === null ? [] : range.filter(Number.isFinite)}
        {...(pickable
          ? {
              onPick: (place: number) =>
                view.edit.setItem('conditions', condition.id, { value: String(roundTo(place, column)) }, 'pick'),
            }
          : {})}
      />
    </div>
  )
}

const ONE_SIDED = new Set(['greater', 'greater_or_equal', 'less', 'less_or_equal'])

/** The part of the axis that a finished condition keeps; null where it keeps no one part. */
export function keptRange({ operator, value, upper }: FilterCondition): readonly [number, number] | null {
  const from = position(value)
  if (Number.isNaN(from)) return null
  switch (operator) {
    case 'greater':
    case 'greater_or_equal':
    case 'after':
    case 'on_or_after':
      return [from, Infinity]
    case 'less':
    case 'less_or_equal':
    case 'before':
    case 'on_or_before':
      return [-Infinity, from]
    case 'between': {
      const to = position(upper)
      return Number.isNaN(to) ? null : [from, to]
    }
    case 'is':
    case 'on':
      return [from, from]
    default:
      return null
  }
}

/** Three digits are as exact as a press can be. */
function roundTo(place: number, { type }: Column): number {
  return type.kind === 'integer' ? Math.round(Number(place.toPrecision(3))) : Number(place.toPrecision(3))
}
