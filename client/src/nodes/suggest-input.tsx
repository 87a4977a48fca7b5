import type { Column } from '@flowforge/core/schema'
import { useEffect, useRef, useState } from 'preact/hooks'
import { formatCompact } from '../format/number.ts'
import { Popover } from '../ui/popover.tsx'
import { TextInput } from '../ui/text-input.tsx'
import type { FilterView } from './filter-view.ts'
import { useFrequentValues } from './frequent-values.ts'

interface SuggestInputProps {
  readonly view: FilterView
  readonly column: Column
  readonly label: string
  readonly value: string
  readonly bad: boolean
  readonly autofocus: boolean
  /** Whether the column's own values are offered. */
  readonly suggests: boolean
  readonly onChange: (value: string) => void
}

/** One text; while typing, the column's most frequent values that fit are offered below. */
export function SuggestInput({ view, column, label, value, bad, autofocus, suggests, onChange }: SuggestInputProps) {
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const field = useRef<HTMLInputElement>(null)
  const [anchor, setAnchor] = useState<Element | null>(null)
  useEffect(() => setAnchor(open ? (field.current?.closest('.ui-input') ?? null) : null), [open])
  useEffect(() => {
    if (autofocus) field.current?.focus()
  }, [])
  const { values } = useFrequentValues(view.above, open && suggests ? column.name : null, value)
  const shown = values.filter(({ text }) => text !== value).slice(0, 8)
  const choose = (text: string | undefined): void => {
    if (text === undefined) return
    onChange(text)
    setOpen(false)
    setActive(-1)
  }
  return (
    <>
      <span class="filter-text" style={{ width: `${Math.min(26, Math.max(10, value.length + 4))}ch` }}>
        <TextInput
          ref={field}
          aria-label={label}
          size="small"
          value={value}
          placeholder="text"
          disabled={view.readOnly}
          aria-invalid={bad}
          onInput={(next) => {
            onChange(next)
            setOpen(true)
            setActive(-1)
          }}
          onFocus={() => setOpen(true)}
          onCommit={() => view.edit.seal()}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
            if (by !== undefined && shown.length > 0) setActive((active + by + shown.length) % shown.length)
            else if (event.key === 'Enter' && active >= 0) choose(shown[active]?.text)
            else if (event.key === 'Escape' && open) setOpen(false)
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        />
      </span>
      <Popover
        anchor={shown.length > 0 ? anchor : null}
        onClose={() => setOpen(false)}
        label="Values of the column"
        takeFocus={false}
        matchWidth
      >
        <div class="value-list">
          {shown.map(({ text, rows }, index) => (
            <button
              key={text}
              type="button"
              class="value-line"
              tabIndex={-1}
              data-active={index === active}
              onPointerDown={(event) => {
                event.preventDefault()
                choose(text)
              }}
            >
              <span class="cut">{text}</span>
              <span class="value-rows">{formatCompact(rows)}</span>
            </button>
          ))}
        </div>
      </Popover>
    </>
  )
}
