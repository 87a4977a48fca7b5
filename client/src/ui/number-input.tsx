import { useEffect, useState } from 'preact/hooks'
import { TextInput } from './text-input.tsx'

interface NumberInputProps {
  readonly value: number | null
  /** Called with every readable number inside the bounds, and with null when emptied. */
  readonly onChange: (value: number | null) => void
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly integer?: boolean
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly size?: 'small' | 'dense' | 'large'
  readonly 'aria-label'?: string
  readonly class?: string
}

/** Reads what people type or paste: `1 000`, `1,000,000`, `1e6`. Null where it is not a number. */
export function readNumber(text: string, integer = false): number | null {
  const plain = text.replace(/[\s\u2009\u202f_']/g, '').replace(/,(?=\d{3}(\D|$))/g, '')
  if (plain === '') return null
  const value = Number(plain)
  return Number.isFinite(value) && (!integer || Number.isInteger(value)) ? value : null
}

/** A number; ↑ and ↓ step, ⇧ steps by ten. Leaving the field puts what could not be read back to the value. */
export function NumberInput(props: NumberInputProps) {
  const { value, onChange, min = -Infinity, max = Infinity, step = 1, integer = false, ...rest } = props
  const [text, setText] = useState(value === null ? '' : String(value))
  useEffect(() => {
    setText((shown) => (readNumber(shown, integer) === value ? shown : value === null ? '' : String(value)))
  }, [value, integer])
  const inside = (number: number): boolean => number >= min && number <= max
  const typed = readNumber(text, integer)
  const bad = text.trim() !== '' && (typed === null || !inside(typed))
  return (
    <TextInput
      {...rest}
      inputMode={integer ? 'numeric' : 'decimal'}
      role="spinbutton"
      value={text}
      {...(bad ? { 'aria-invalid': true } : {})}
      {...(value === null ? {} : { 'aria-valuenow': value })}
      onInput={(next) => {
        setText(next)
        const number = readNumber(next, integer)
        if (next.trim() === '') onChange(null)
        else if (number !== null && inside(number)) onChange(number)
      }}
      onCommit={() => {
        if (!bad) return
        const nearest = typed === null ? value : Math.min(max, Math.max(min, typed))
        setText(nearest === null ? '' : String(nearest))
        if (nearest !== value) onChange(nearest)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        const by = step * (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1)
        const next = Math.min(max, Math.max(min, (value ?? 0) + by))
        setText(String(next))
        onChange(next)
      }}
    />
  )
}
