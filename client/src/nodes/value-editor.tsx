import { RELATIVE_UNITS } from '@flowforge/core/nodes'
import { type Json, typeClass } from '@flowforge/core/schema'
import { Checkbox } from '../ui/checkbox.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { NumberInput } from '../ui/number-input.tsx'
import { TextInput } from '../ui/text-input.tsx'
import type { ValueEditorProps } from './filter-view.ts'
import { SuggestInput } from './suggest-input.tsx'
import { TimeInput } from './time-input.tsx'
import { ValuesInput } from './values-input.tsx'

/** What a condition compares with, by its operator. */
export function ValueEditorView(props: ValueEditorProps) {
  const { condition, operator, set, view } = props
  switch (operator.editor) {
    case 'none':
      return null
    case 'value':
      return (
        <>
          <OneValue
            {...props}
            label="Value"
            value={condition.value}
            onChange={(value) => set({ value }, `${condition.id}/value`)}
          />
          {operator.caseOption && (
            <span class="filter-case">
              <Checkbox
                checked={condition.matchCase}
                disabled={view.readOnly}
                onChange={(matchCase) => set({ matchCase })}
              >
                match case
              </Checkbox>
            </span>
          )}
        </>
      )
    case 'range':
      return (
        <>
          <OneValue
            {...props}
            label="From"
            value={condition.value}
            onChange={(value) => set({ value }, `${condition.id}/value`)}
          />
          <span>and</span>
          <OneValue
            {...props}
            label="To"
            value={condition.upper}
            onChange={(upper) => set({ upper }, `${condition.id}/upper`)}
          />
        </>
      )
    case 'values':
      return <ValuesInput {...props} />
    case 'last':
      return (
        <>
          <span class="filter-amount">
            <NumberInput
              aria-label="How many"
              size="small"
              value={condition.amount}
              min={1}
              max={100_000}
              integer
              disabled={view.readOnly}
              onChange={(amount) => set({ amount }, `${condition.id}/amount`)}
            />
          </span>
          <UnitPicker {...props} plural={condition.amount !== 1} />
        </>
      )
    case 'period':
      return (
        <>
          <Combobox<'this' | 'previous'>
            label="This or the previous"
            look="pill"
            value={condition.period}
            options={[
              { value: 'this', label: 'this' },
              { value: 'previous', label: 'the previous' },
            ]}
            disabled={view.readOnly}
            onChange={(period) => set({ period })}
          />
          <UnitPicker {...props} plural={false} />
        </>
      )
  }
}

function UnitPicker({ view, condition, operator, set, plural }: ValueEditorProps & { readonly plural: boolean }) {
  const units = RELATIVE_UNITS.filter((unit) => operator.units.includes(unit))
  return (
    <Combobox
      label="Unit"
      look="pill"
      value={condition.unit}
      options={units.map((unit) => ({ value: unit as string, label: plural ? `${unit}s` : unit }))}
      disabled={view.readOnly}
      onChange={(unit) => set({ unit })}
    />
  )
}

interface OneValueProps extends ValueEditorProps {
  readonly label: string
  readonly value: Json
  readonly onChange: (value: Json) => void
}

/** One value of the column's type. It is kept as typed, so that long numbers stay exact; core reads it. */
function OneValue({ view, column, operator, bad, label, value, onChange, condition }: OneValueProps) {
  const kind = typeClass(column.type)
  const text = value === null ? '' : String(value)
  const autofocus = view.active.peek() === condition.id && text === ''
  if (kind === 'date' || kind === 'datetime') {
    return (
      <TimeInput
        {...{ label, bad }}
        value={text}
        withTime={kind === 'datetime'}
        disabled={view.readOnly}
        onChange={onChange}
      />
    )
  }
  if (kind === 'number') {
    return (
      <span class="filter-number" style={{ width: `${Math.max(6, text.length + 4)}ch` }}>
        <TextInput
          aria-label={label}
          size="small"
          inputMode="decimal"
          value={text}
          placeholder="0"
          disabled={view.readOnly}
          autofocus={autofocus}
          aria-invalid={bad}
          onInput={(next) => onChange(next.trim() === '' ? null : plainNumber(next))}
          onCommit={() => view.edit.seal()}
        />
      </span>
    )
  }
  return (
    <SuggestInput
      {...{ view, column, bad, label, autofocus }}
      value={text}
      suggests={operator.id === 'is' || operator.id === 'is_not'}
      onChange={(next) => onChange(next === '' ? null : next)}
    />
  )
}

/** Pasted numbers come with groups and signs: `1 000`, `1,000,000`, `−5`. */
export function plainNumber(text: string): string {
  return text
    .trim()
    .replace(/[\s\u2009\u202f\u00a0_']/g, '')
    .replace(/\u2212/g, '-')
    .replace(/,(?=\d{3}(\D|$))/g, '')
}
