import { Check } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useCallback, useRef, useState } from 'preact/hooks'
import { Button, type ButtonVariant, type ControlSize, IconButton } from './button.tsx'
import { type Anchor, type Placement, pointAnchor } from './floating.ts'
import { Icon, type LucideIcon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { Popover } from './popover.tsx'
import './menu.css'

/** One line of a menu. */
export interface MenuAction {
  readonly label: string
  readonly icon?: LucideIcon
  readonly keys?: string
  readonly detail?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  /** Given: the line shows whether it is chosen. */
  readonly checked?: boolean
  /** Leaves the menu open, for lists of switches. */
  readonly keepOpen?: boolean
  readonly onSelect: () => void
}
export type MenuEntry = MenuAction | { readonly heading: string } | 'separator'

interface MenuProps {
  readonly anchor: Anchor | null
  readonly label: string
  readonly entries: readonly MenuEntry[]
  readonly placement?: Placement
  readonly onClose: () => void
}

function moveFocus(menu: HTMLElement, key: string): boolean {
  const items = [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)')]
  const at = items.findIndex((item) => item.matches(':focus'))
  const target = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: at <= 0 ? items.length - 1 : at - 1,
    Home: 0,
    End: items.length - 1,
  }[key]
  if (target !== undefined) {
    items[target]?.focus()
    return true
  }
  if (key.length !== 1) return false
  const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  const found = rest.find((item) => item.textContent?.toLowerCase().startsWith(key.toLowerCase()))
  found?.focus()
  return found !== undefined
}

/** A menu beside its anchor; arrows move, a letter jumps, Esc closes. */
function Menu({ anchor, label, entries, placement, onClose }: MenuProps) {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') onClose()
    else if (event.currentTarget instanceof HTMLElement && moveFocus(event.currentTarget, event.key))
      event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Popover
      anchor={anchor}
      onClose={onClose}
      label={label}
      role="menu"
      onKey={onKey}
      class="ui-menu"
      {...(placement === undefined ? {} : { placement })}
    >
      {entries.map((entry, index) => (
        <MenuLine key={typeof entry === 'object' && 'label' in entry ? entry.label : index} {...{ entry, onClose }} />
      ))}
    </Popover>
  )
}

function MenuLine({ entry, onClose }: { readonly entry: MenuEntry; readonly onClose: () => void }) {
  if (entry === 'separator') return <hr class="ui-menu-separator" />
  if ('heading' in entry) return <div class="ui-menu-heading">{entry.heading}</div>
  return (
    <button
      type="button"
      class="ui-menu-item"
      data-danger={entry.danger === true}
      disabled={entry.disabled === true}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={() => {
        if (!entry.keepOpen) onClose()
        entry.onSelect()
      }}
      {...(entry.checked === undefined
        ? { role: 'menuitem' as const }
        : { role: 'menuitemcheckbox' as const, 'aria-checked': entry.checked })}
    >
      {entry.checked === undefined ? (
        entry.icon && <Icon of={entry.icon} />
      ) : (
        <span class="ui-menu-check">{entry.checked && <Icon of={Check} size="small" />}</span>
      )}
      <span class="cut">{entry.label}</span>
      {entry.detail && <span class="ui-menu-detail">{entry.detail}</span>}
      {entry.keys && <Kbd keys={entry.keys} />}
    </button>
  )
}

interface MenuButtonProps {
  readonly label: string
  readonly entries: readonly MenuEntry[] | (() => readonly MenuEntry[])
  readonly icon?: LucideIcon
  readonly variant?: ButtonVariant
  readonly size?: ControlSize
  readonly placement?: Placement
  readonly class?: string
  /** What the button shows; only the icon without it. */
  readonly children?: ComponentChildren
}

/** A button that opens a menu under itself. */
export function MenuButton({ label, entries, icon, placement = 'bottom-start', children, ...button }: MenuButtonProps) {
  const [anchor, setAnchor] = useState<Element | null>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const shared = {
    ...button,
    ref: trigger,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': anchor !== null,
    onClick: () => setAnchor(anchor === null ? trigger.current : null),
  }
  return (
    <>
      {children === undefined && icon !== undefined ? (
        <IconButton {...shared} icon={icon} label={label} />
      ) : (
        <Button {...shared} aria-label={label} {...(icon ? { icon } : {})}>
          {children}
        </Button>
      )}
      <Menu
        anchor={anchor}
        label={label}
        placement={placement}
        entries={anchor === null ? [] : typeof entries === 'function' ? entries() : entries}
        onClose={() => setAnchor(null)}
      />
    </>
  )
}

interface ContextMenuState {
  readonly x: number
  readonly y: number
  readonly label: string
  readonly entries: readonly MenuEntry[]
}

/** A menu at a point: call `open` from an element's `onContextMenu`, render `menu` once beside it. */
export function useContextMenu(): {
  readonly open: (at: { clientX: number; clientY: number }, label: string, entries: readonly MenuEntry[]) => void
  readonly menu: ComponentChildren
} {
  const [state, setState] = useState<(ContextMenuState & { anchor: Anchor }) | null>(null)
  const open = useCallback((at: { clientX: number; clientY: number }, label: string, entries: readonly MenuEntry[]) => {
    setState({ x: at.clientX, y: at.clientY, label, entries, anchor: pointAnchor(at.clientX, at.clientY) })
  }, [])
  const close = useCallback(() => setState(null), [])
  const menu = state && <Menu anchor={state.anchor} label={state.label} entries={state.entries} onClose={close} />
  return { open, menu }
}
