import { Check, ChevronDown, Search } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import { rank } from '../palette/rank.ts'
import { useFieldAttributes } from './field.tsx'
import { Icon, type LucideIcon } from './icon.tsx'
import { Popover } from './popover.tsx'
import './combobox.css'

export interface Option<Value> {
  readonly value: Value
  readonly label: string
  /** Quiet text at the right. */
  readonly detail?: string
  /** A second line below the label. */
  readonly description?: string
  readonly icon?: LucideIcon
  /** Options of one group stand together under its name, in order of first appearance. */
  readonly group?: string
  readonly disabled?: boolean
}

interface ComboboxProps<Value> {
  readonly label: string
  readonly value: Value | null
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly placeholder?: string
  /** A search field on top; by default from nine options on. */
  readonly searchable?: boolean
  /** `pill` sits inside a sentence, `field` fills its line. */
  readonly look?: 'field' | 'pill'
  readonly disabled?: boolean
  readonly bad?: boolean
  /** Shown in the list where no option is left. */
  readonly empty?: ComponentChildren
  /** What the closed control shows; the chosen option's label without it. */
  readonly children?: ComponentChildren
}

/** How many options are drawn at once; typing reaches the others. */
const SHOWN = 200

/** Chooses one of a list: press or ↓ opens, typing searches, arrows and Enter choose, Esc closes. */
export function Combobox<Value>(props: ComboboxProps<Value>) {
  const { label, value, options, onChange, look = 'field', disabled = false, placeholder = 'Choose' } = props
  const trigger = useRef<HTMLButtonElement>(null)
  const [anchor, setAnchor] = useState<Element | null>(null)
  const link = useFieldAttributes()
  const chosen = options.find((option) => option.value === value)
  const close = (): void => setAnchor(null)
  return (
    <>
      <button
        {...link}
        ref={trigger}
        type="button"
        role="combobox"
        class="ui-combobox"
        data-look={look}
        aria-haspopup="listbox"
        aria-expanded={anchor !== null}
        aria-label={label}
        aria-invalid={props.bad === true || link['aria-invalid'] === true}
        disabled={disabled}
        onClick={() => setAnchor(anchor === null ? trigger.current : null)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          setAnchor(trigger.current)
        }}
      >
        {props.children ?? (
          <>
            {chosen?.icon && <Icon of={chosen.icon} size="small" />}
            <span class="cut" data-placeholder={chosen === undefined}>
              {chosen?.label ?? placeholder}
            </span>
          </>
        )}
        <Icon of={ChevronDown} size="tiny" class="ui-combobox-mark" />
      </button>
      <Popover anchor={anchor} onClose={close} label={label} class="ui-combobox-popover" matchWidth={look === 'field'}>
        <OptionList
          label={label}
          value={value}
          options={options}
          searchable={props.searchable ?? options.length > 8}
          empty={props.empty}
          onChoose={(option) => {
            close()
            onChange(option.value)
          }}
        />
      </Popover>
    </>
  )
}

interface OptionListProps<Value> {
  readonly label: string
  readonly value: Value | null
  readonly options: readonly Option<Value>[]
  readonly searchable: boolean
  readonly empty?: ComponentChildren
  readonly onChoose: (option: Option<Value>) => void
}

/** The open list alone, for popovers that hold more than it. */
export function OptionList<Value>({ label, value, options, searchable, empty, onChoose }: OptionListProps<Value>) {
  const [search, setSearch] = useState('')
  const found = useMemo(() => grouped(search === '' ? options : searched(options, search)), [options, search])
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      found.findIndex((option) => option.value === value),
    ),
  )
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView?.({ block: 'nearest' })
  }, [active])
  const move = (event: KeyboardEvent): void => {
    const last = found.length - 1
    const target = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(last, active + 10),
      PageUp: Math.max(0, active - 10),
    }[event.key]
    if (target !== undefined) {
      event.preventDefault()
      setActive(target)
    } else if (event.key === 'Enter' || (event.key === ' ' && !searchable)) {
      event.preventDefault()
      const option = found[active]
      if (option && option.disabled !== true) onChoose(option)
    }
    if (event.key !== 'Escape' && event.key !== 'Tab') event.stopPropagation()
  }
  const control = {
    'aria-activedescendant': `${id}-${active}`,
    'aria-controls': id,
    onKeyDown: move,
  }
  return (
    <>
      {searchable && (
        <label class="ui-combobox-search">
          <Icon of={Search} size="small" />
          <input
            {...control}
            autofocus
            role="combobox"
            aria-expanded="true"
            aria-label={`Search ${label.toLowerCase()}`}
            placeholder="Search"
            spellcheck={false}
            autocomplete="off"
            value={search}
            onInput={(event) => {
              setSearch(event.currentTarget.value)
              setActive(0)
            }}
          />
        </label>
      )}
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={label}
        class="ui-combobox-list"
        {...(searchable ? {} : { ...control, tabIndex: 0, autofocus: true })}
      >
        {found.length === 0 && <p class="ui-combobox-empty">{empty ?? 'Nothing matches.'}</p>}
        {found.slice(0, SHOWN).map((option, index) => (
          <OptionLine
            key={`${option.group ?? ''}/${option.label}/${index}`}
            id={`${id}-${index}`}
            {...{ option, index }}
            active={index === active}
            chosen={option.value === value}
            heading={option.group !== undefined && option.group !== found[index - 1]?.group}
            onHover={() => setActive(index)}
            onChoose={() => onChoose(option)}
          />
        ))}
        {found.length > SHOWN && (
          <p class="ui-combobox-empty">{found.length - SHOWN} more: type to narrow them down.</p>
        )}
      </div>
    </>
  )
}

interface OptionLineProps<Value> {
  readonly id: string
  readonly option: Option<Value>
  readonly index: number
  readonly active: boolean
  readonly chosen: boolean
  readonly heading: boolean
  readonly onHover: () => void
  readonly onChoose: () => void
}

function OptionLine<Value>({ id, option, index, active, chosen, heading, onHover, onChoose }: OptionLineProps<Value>) {
  return (
    <>
      {heading && <div class="ui-combobox-group">{option.group}</div>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list's owner has the keys (aria-activedescendant) */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        class="ui-combobox-option"
        aria-selected={chosen}
        aria-disabled={option.disabled === true}
        data-index={index}
        data-active={active}
        onPointerMove={() => !active && onHover()}
        onClick={() => option.disabled !== true && onChoose()}
      >
        {option.icon && <Icon of={option.icon} size="small" />}
        <span class="ui-combobox-text">
          <span class="cut">{option.label}</span>
          {option.description && <span class="cut ui-combobox-description">{option.description}</span>}
        </span>
        {option.detail && <span class="ui-combobox-detail">{option.detail}</span>}
        {chosen && <Icon of={Check} size="small" />}
      </div>
    </>
  )
}

const searched = <Value,>(options: readonly Option<Value>[], text: string): readonly Option<Value>[] =>
  rank(text, options, (option) => ({ label: option.label, more: `${option.description ?? ''} ${option.detail ?? ''}` }))

/** Keeps the order, but brings the options of one group together. */
function grouped<Value>(options: readonly Option<Value>[]): readonly Option<Value>[] {
  const groups = new Map<string | undefined, Option<Value>[]>()
  for (const option of options) {
    const group = groups.get(option.group)
    if (group) group.push(option)
    else groups.set(option.group, [option])
  }
  return [...groups.values()].flat()
}
