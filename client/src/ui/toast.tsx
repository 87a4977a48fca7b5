import { signal } from '@preact/signals'
import { Check, CircleAlert, Info, TriangleAlert, X } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Button, IconButton } from './button.tsx'
import { Icon, type LucideIcon } from './icon.tsx'
import './toast.css'

type ToastTone = 'neutral' | 'positive' | 'warning' | 'negative'

interface ToastOptions {
  readonly text: string
  readonly tone?: ToastTone
  readonly action?: { readonly label: string; readonly onSelect: () => void }
  /** Milliseconds; it waits while the pointer or the focus is on it. */
  readonly duration?: number
}
interface ToastItem extends ToastOptions {
  readonly id: number
}

const toasts = signal<readonly ToastItem[]>([])
let next = 1

/** Says something that happened at the bottom of the screen; returns what takes it away again. */
export function toast(options: ToastOptions): () => void {
  const item = { ...options, id: next++ }
  toasts.value = [...toasts.value.filter((other) => other.text !== options.text), item].slice(-4)
  return () => dismiss(item.id)
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((item) => item.id !== id)
}

const ICONS: Record<ToastTone, LucideIcon> = {
  neutral: Info,
  positive: Check,
  warning: TriangleAlert,
  negative: CircleAlert,
}

function ToastLine({ item }: { readonly item: ToastItem }) {
  const { tone = 'neutral', text, action } = item
  const duration = item.duration ?? (tone === 'negative' ? 15_000 : action ? 8000 : 4000)
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(item.id), duration)
    return () => clearTimeout(timer)
  }, [item.id, duration, held])
  return (
    <li
      class="ui-toast float"
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <Icon of={ICONS[tone]} size="small" />
      <span class="ui-toast-text">{text}</span>
      {action && (
        <Button
          onClick={() => {
            dismiss(item.id)
            action.onSelect()
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label="Dismiss" size="small" onClick={() => dismiss(item.id)} />
    </li>
  )
}

/** Draws the toasts; stands once in the app. */
export function ToastHost() {
  const element = useRef<HTMLUListElement>(null)
  const count = toasts.value.length
  useEffect(() => {
    const list = element.current
    if (list === null || typeof list.showPopover !== 'function') return
    // Shown again so that it comes to lie above dialogs opened meanwhile.
    if (list.matches(':popover-open')) list.hidePopover()
    if (count > 0) list.showPopover()
  }, [count])
  return (
    <ul ref={element} class="ui-toasts" popover="manual" aria-live="polite" aria-label="Messages">
      {toasts.value.map((item) => (
        <ToastLine key={item.id} item={item} />
      ))}
    </ul>
  )
}
