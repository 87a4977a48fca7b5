import { Check, Minus } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from './icon.tsx'
import './checkbox.css'

interface CheckboxProps {
  readonly checked: boolean
  /** Some but not all of what it stands for. */
  readonly mixed?: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly 'aria-label'?: string
  readonly children?: ComponentChildren
}

/** A box with a tick, and its label. */
export function Checkbox({ checked, mixed = false, onChange, disabled = false, children, ...rest }: CheckboxProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current) input.current.indeterminate = mixed
  }, [mixed])
  return (
    <label class="ui-checkbox" data-disabled={disabled}>
      <span class="ui-checkbox-box" data-on={checked || mixed}>
        <input
          {...rest}
          ref={input}
          type="checkbox"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {(checked || mixed) && <Icon of={mixed ? Minus : Check} size="tiny" />}
      </span>
      {children}
    </label>
  )
}
