import type { Editor } from './editor.ts'
import { configOpen } from './panel-sizes.ts'

const SETTINGS = '.side-panel.is-right'
const CONTROLS = ':is(input, select, textarea, button, [tabindex="0"]):not(:disabled)'

/** True where a card itself has the focus, not a button on the canvas, which Enter presses. */
export const isOnCard = (): boolean => document.activeElement?.matches('.node-card') === true

/** True where a control of the settings has the focus, and nothing stands open above it. */
export function isInSettings(): boolean {
  const focus = document.activeElement
  return (
    focus?.closest(SETTINGS) != null && focus.closest('[popover]') === null && !focus.matches('[aria-expanded=true]')
  )
}

/** From a card into its settings, opening them where they are closed. */
export function enterSettings(): void {
  configOpen.value = true
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`${SETTINGS} .config-body ${CONTROLS}`)?.focus())
}

/** From the settings back to their node's card, from where the next node is one key away. */
export function leaveSettings(editor: Editor): void {
  const id = editor.selection.single.peek()
  if (id === null) return
  document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] .node-card`)?.focus()
}
