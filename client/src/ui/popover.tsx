import type { ComponentChildren } from 'preact'
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { type Anchor, type Placement, useFloating, useOutsidePress } from './floating.ts'
import './floating.css'
import './popover.css'

interface PopoverProps {
  /** Where it stands; null closes it. */
  readonly anchor: Anchor | null
  readonly onClose: () => void
  readonly label: string
  readonly placement?: Placement
  readonly role?: 'dialog' | 'menu'
  /** Keys pressed inside, before Esc is looked at. */
  readonly onKey?: (event: KeyboardEvent) => void
  readonly class?: string
  readonly matchWidth?: boolean
  /** Takes the focus when it opens (a search field does so by itself with `autofocus`). */
  readonly takeFocus?: boolean
  readonly children: ComponentChildren
}

const FOCUSABLE = 'input,button,select,textarea,a[href],[tabindex]'

/** Something that floats beside what opened it. Esc or a press outside closes it, and the focus goes back. */
export function Popover(props: PopoverProps) {
  return props.anchor === null ? null : <OpenPopover {...props} anchor={props.anchor} />
}

function OpenPopover(props: PopoverProps & { readonly anchor: Anchor }) {
  const { anchor, onClose, label, placement = 'bottom-start', role = 'dialog', matchWidth = false } = props
  const { takeFocus = true } = props
  const element = useRef<HTMLDivElement>(null)
  useFloating(element, anchor, { placement, matchWidth })
  const inside = useCallback(() => [element.current, anchor instanceof Element ? anchor : null], [anchor])
  useOutsidePress(true, inside, onClose)
  useEffect(() => {
    if (!takeFocus) return
    const before = document.activeElement
    const own = element.current
    const wanted = own?.querySelector('[autofocus]') ?? own?.querySelector(FOCUSABLE) ?? own
    if (wanted instanceof HTMLElement) wanted.focus({ preventScroll: true })
    return () => {
      const lost = document.activeElement === document.body || own?.contains(document.activeElement) === true
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [takeFocus])
  const { onKey } = props
  useEffect(() => {
    const own = element.current
    const press = (event: KeyboardEvent): void => {
      onKey?.(event)
      if (event.key !== 'Escape') return
      event.stopPropagation()
      event.preventDefault()
      onClose()
    }
    own?.addEventListener('keydown', press)
    // What had the focus may have gone from the page (an option that was taken): the key then belongs here all the same.
    const pressNowhere = (event: KeyboardEvent): void => {
      if (document.activeElement === document.body) press(event)
    }
    document.addEventListener('keydown', pressNowhere, { capture: true })
    return () => {
      own?.removeEventListener('keydown', press)
      document.removeEventListener('keydown', pressNowhere, { capture: true })
    }
  }, [onClose, onKey])
  const described = { role, 'aria-label': label }
  return (
    <div
      ref={element}
      popover="manual"
      tabIndex={-1}
      class={`ui-popover ui-floating float ${props.class ?? ''}`}
      {...described}
    >
      {props.children}
    </div>
  )
}
