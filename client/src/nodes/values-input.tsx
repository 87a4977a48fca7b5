import type { Json } from '@flowforge/core/schema'
import { Check, ChevronDown, Plus } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import { formatCompact } from '../format/number.ts'
import { Icon } from '../ui/icon.tsx'
import { Popover } from '../ui/popover.tsx'
import type { ValueEditorProps } from './filter-view.ts'
import { useFrequentValues } from './frequent-values.ts'

const SHOWN = 3

/** Several values: ticked in a list of the column's own, typed, or pasted with commas or lines between them. */
export function ValuesInput(props: ValueEditorProps) {
  const { view, condition, bad } = props
  const trigger = useRef<HTMLButtonElement>(null)
  const fresh = view.active.peek() === condition.id && condition.values.length === 0
  const [anchor, setAnchor] = useState<Element | null>(null)
  const chosen = condition.values.map(String)
  const words =
    chosen.length === 0
      ? 'values'
      : `${chosen.slice(0, SHOWN).join(', ')}${chosen.length > SHOWN ? ` +${chosen.length - SHOWN}` : ''}`
  return (
    <>
      <button
        ref={(element) => {
          trigger.current = element
        }}
        type="button"
        class="values-input"
        aria-label={`Values: ${words}`}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        aria-invalid={bad}
        disabled={view.readOnly}
        data-empty={chosen.length === 0}
        autofocus={fresh}
        onClick={() => setAnchor(anchor === null ? trigger.current : null)}
      >
        <span class="cut">{words}</span>
        <Icon of={ChevronDown} size="tiny" />
      </button>
      <Popover anchor={anchor} onClose={() => setAnchor(null)} label="Values" class="values-popover">
        <ValuesList {...props} />
      </Popover>
    </>
  )
}

function ValuesList({ view, condition, column, set }: ValueEditorProps) {
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const { values, view: answer } = useFrequentValues(view.above, column.name, search)
  const chosen = condition.values.map(String)
  const has = new Set(chosen)
  const known = new Map(values.map(({ text, rows }) => [text, rows]))
  const missing = search === '' ? chosen.filter((text) => !known.has(text)) : []
  const typed = search.trim()
  const isNew = typed !== '' && !known.has(typed) && !has.has(typed)
  const lines = [
    ...(isNew ? [{ text: typed, rows: null, isNew: true }] : []),
    ...missing.map((text) => ({ text, rows: null, isNew: false })),
    ...values.map(({ text, rows }) => ({ text, rows, isNew: false })),
  ]
  const write = (next: readonly string[]): void => set({ values: [...next] as Json[] }, `${condition.id}/values`)
  const toggle = (text: string | undefined): void => {
    if (text === undefined || view.readOnly) return
    write(has.has(text) ? chosen.filter((one) => one !== text) : [...chosen, text])
  }
  return (
    <>
      <label class="ui-combobox-search">
        <input
          autofocus
          aria-label="Search or add a value"
          placeholder="Search or add"
          spellcheck={false}
          autocomplete="off"
          value={search}
          onInput={(event) => {
            setSearch(event.currentTarget.value)
            setActive(0)
          }}
          onPaste={(event) => {
            const pasted = splitValues(event.clipboardData?.getData('text/plain') ?? '')
            if (pasted.length < 2) return
            event.preventDefault()
            write([...new Set([...chosen, ...pasted])])
          }}
          onKeyDown={(event) => {
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
            if (by !== undefined) setActive((active + by + lines.length) % Math.max(1, lines.length))
            else if (event.key === 'Enter') {
              toggle(lines[active]?.text)
              setSearch('')
            } else return
            event.preventDefault()
            event.stopPropagation()
          }}
        />
      </label>
      <div class="value-list" role="listbox" aria-label="Values" aria-multiselectable="true">
        {lines.map(({ text, rows, isNew: adds }, index) => (
          <button
            key={`${adds}/${text}`}
            type="button"
            role="option"
            class="value-line"
            aria-selected={has.has(text)}
            data-active={index === active}
            tabIndex={-1}
            onPointerMove={() => setActive(index)}
            // The focus stays in the search, where the next value is typed.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => toggle(text)}
          >
            <span class="value-tick" data-on={has.has(text)}>
              <Icon of={adds ? Plus : Check} size="tiny" />
            </span>
            <span class="cut">{adds ? `Add “${text}”` : text === '' ? '(blank)' : text}</span>
            <span class="value-rows">{rows === null ? '' : formatCompact(rows)}</span>
          </button>
        ))}
        {lines.length === 0 && (
          <p class="ui-combobox-empty">
            {answer.state === 'asking' ? 'Looking…' : (answer.problems[0]?.message ?? 'No value contains that.')}
          </p>
        )}
      </div>
    </>
  )
}

/** Pasted text as values: by lines or tabs if there are any, otherwise by commas or semicolons. */
export function splitValues(text: string): readonly string[] {
  const by = /[\n\t]/.test(text) ? /[\n\r\t]+/ : /[,;]/
  return text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
