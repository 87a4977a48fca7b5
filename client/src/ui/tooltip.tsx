import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { useFloating } from './floating.ts'
import { Kbd } from './kbd.tsx'
import './floating.css'
import './tooltip.css'

const DELAY = 450
const ID = 'ui-tooltip'

interface Shown {
  readonly anchor: Element
  readonly text: string
  readonly keys: string | null
}

const shown = signal<Shown | null>(null)

/**
 * Attributes that give any element a tooltip, shown on hover and on keyboard focus:
 * `<span {...tip('Rows kept')}>`. One host draws them all, so a thousand tips cost nothing.
 */
export function tip(text: string, keys?: string): { 'data-tip': string; 'data-tip-keys'?: string } {
  return keys === undefined ? { 'data-tip': text } : { 'data-tip': text, 'data-tip-keys': keys }
}

const owner = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest('[data-tip]') : null

function show(anchor: Element): void {
  const text = anchor.getAttribute('data-tip')
  if (!text || anchor.getAttribute('aria-expanded') === 'true') return
  shown.value = { anchor, text, keys: anchor.getAttribute('data-tip-keys') }
  if (!anchor.hasAttribute('aria-label')) anchor.setAttribute('aria-describedby', ID)
}

function hide(): void {
  const anchor = shown.peek()?.anchor
  if (anchor?.getAttribute('aria-describedby') === ID) anchor.removeAttribute('aria-describedby')
  shown.value = null
}

/** Draws the tooltips of the whole page; stands once in the app. */
export function TooltipHost() {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const over = (event: PointerEvent): void => {
      const anchor = owner(event.target)
      if (anchor === shown.peek()?.anchor) return
      clearTimeout(timer)
      const warm = shown.peek() !== null
      hide()
      if (anchor !== null && event.pointerType !== 'touch') timer = setTimeout(() => show(anchor), warm ? 60 : DELAY)
    }
    const focus = (event: FocusEvent): void => {
      const anchor = owner(event.target)
      if (anchor?.matches(':focus-visible')) show(anchor)
    }
    const away = (): void => {
      clearTimeout(timer)
      hide()
    }
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') away()
    }
    document.addEventListener('pointerover', over)
    document.addEventListener('focusin', focus)
    document.addEventListener('focusout', away)
    document.addEventListener('pointerdown', away, true)
    document.addEventListener('wheel', away, { passive: true })
    document.addEventListener('keydown', key)
    return () => {
      away()
      document.removeEventListener('pointerover', over)
      document.removeEventListener('focusin', focus)
      document.removeEventListener('focusout', away)
      document.removeEventListener('pointerdown', away, true)
      document.removeEventListener('wheel', away)
      document.removeEventListener('keydown', key)
    }
  }, [])
  const current = shown.value
  useFloating(element, current?.anchor ?? null, { placement: 'bottom', gap: 6 })
  return current === null ? null : (
    <div ref={element} id={ID} key={current.text} role="tooltip" popover="manual" class="ui-tooltip ui-floating">
      {current.text}
      {current.keys !== null && <Kbd keys={current.keys} />}
    </div>
  )
}
