import type { AriaAttributes, KeyboardEventHandler, Ref } from 'preact'
import { useFieldAttributes } from './field.tsx'
import { Icon, type LucideIcon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import './text-input.css'

interface TextInputProps extends AriaAttributes {
  readonly value: string
  /** Every keystroke. */
  readonly onInput: (value: string) => void
  /** Enter, or leaving the field. */
  readonly onCommit?: (value: string) => void
  readonly size?: 'small' | 'dense' | 'large'
  readonly icon?: LucideIcon
  /** Shown at the right, for a field that a key jumps to. */
  readonly keys?: string
  readonly ref?: Ref<HTMLInputElement>
  readonly class?: string
  readonly id?: string
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly readOnly?: boolean
  readonly autofocus?: boolean
  readonly maxLength?: number
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'search'
  readonly role?: 'textbox' | 'spinbutton' | 'searchbox' | 'combobox'
  readonly onFocus?: () => void
  readonly onBlur?: () => void
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>
}

/** One line of text. */
export function TextInput({ value, onInput, onCommit, size = 'dense', icon, keys, ...rest }: TextInputProps) {
  const link = useFieldAttributes()
  const { class: className, onBlur, onKeyDown, ...own } = rest
  return (
    <span class={`ui-input ${className ?? ''}`} data-size={size} data-disabled={rest.disabled === true}>
      {icon && <Icon of={icon} size="small" />}
      <input
        autocomplete="off"
        spellcheck={false}
        {...link}
        {...own}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={(event) => {
          onCommit?.(event.currentTarget.value)
          onBlur?.()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.isComposing) onCommit?.(event.currentTarget.value)
          onKeyDown?.(event)
        }}
      />
      {keys && value === '' && <Kbd keys={keys} />}
    </span>
  )
}
