import { Icon, type LucideIcon } from './icon.tsx'
import { tip } from './tooltip.tsx'
import './segmented.css'

interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: LucideIcon }[]
  readonly onChange: (value: Value) => void
  /** Icons alone, with their labels as tooltips. */
  readonly iconsOnly?: boolean
  readonly disabled?: boolean
}

/** A few choices that exclude each other, all in view. Arrows move. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { label, value, options, onChange, iconsOnly = false, disabled = false } = props
  const step = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const at = options.findIndex((option) => option.value === value)
    const next = (at + by + options.length) % options.length
    const option = options[next]
    if (option) onChange(option.value)
    event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus()
  }
  return (
    <div class="ui-segmented" role="radiogroup" aria-label={label} onKeyDown={step}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          disabled={disabled}
          onClick={() => onChange(option.value)}
          {...(iconsOnly ? { 'aria-label': option.label, ...tip(option.label) } : {})}
        >
          {option.icon && <Icon of={option.icon} size="small" />}
          {!iconsOnly && option.label}
        </button>
      ))}
    </div>
  )
}
