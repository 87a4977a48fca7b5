import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { pressMatches } from './keys.ts'

/** A key that does something on the page that registered it; all of them are listed under `?`. */
export interface Shortcut {
  /** For example `mod+enter`, `?`, `shift+1`; several mean the same. */
  readonly keys: string | readonly string[]
  readonly label: string
  /** Heading in the list, for example `Canvas`. */
  readonly group: string
  /** Without it the line is only listed: the page handles the key itself. */
  readonly run?: (event: KeyboardEvent) => void
  /** Only now; asked at every press. */
  readonly when?: () => boolean
  /** Also while somebody types in a field. */
  readonly whileTyping?: boolean
}

/** Everything registered now, for the list under `?`. */
export const shortcuts = signal<readonly Shortcut[]>([])

export const shortcutKeys = (shortcut: Shortcut): readonly string[] =>
  typeof shortcut.keys === 'string' ? [shortcut.keys] : shortcut.keys

/** Adds shortcuts until the returned function is called. A later registration wins over an earlier one. */
function registerShortcuts(added: readonly Shortcut[]): () => void {
  shortcuts.value = [...shortcuts.value, ...added]
  return () => {
    shortcuts.value = shortcuts.value.filter((shortcut) => !added.includes(shortcut))
  }
}

/** Shortcuts of a component, while it is on screen. Pass a stable list (module constant or useMemo). */
export function useShortcuts(added: readonly Shortcut[]): void {
  useEffect(() => registerShortcuts(added), [added])
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
}

/** Listens for all registered keys; call once at start. */
export function listenForShortcuts(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const typing = isTyping(event.target)
    const found = shortcuts.value.findLast(
      (shortcut) =>
        shortcut.run !== undefined &&
        (!typing || shortcut.whileTyping === true) &&
        shortcutKeys(shortcut).some((keys) => pressMatches(event, keys)) &&
        (shortcut.when?.() ?? true),
    )
    if (!found) return
    event.preventDefault()
    found.run?.(event)
  }
  document.addEventListener('keydown', onKey)
  return () => document.removeEventListener('keydown', onKey)
}
