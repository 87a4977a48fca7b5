import { effect, type Signal, signal } from '@preact/signals'
import { recall, remember } from '../shell/storage.ts'
import { panelSize } from '../ui/resizer.tsx'

/** Sizes and which panels are open, remembered in this browser. */
export const paletteSize = panelSize('canvas-palette', 220, 180, 360)
export const configSize = panelSize('canvas-config', 340, 280, 640)
export const previewSize = panelSize('canvas-preview', 280, 120, 720)

/** Below this width, panels lie over the canvas as sheets, and start closed. */
const NARROW = 900
const isNarrow = (): boolean => globalThis.matchMedia?.(`(max-width: ${NARROW}px)`).matches ?? false

function remembered(key: string): Signal<boolean> {
  const stored = recall(key)
  const open = signal(isNarrow() ? false : stored !== false)
  effect(() => {
    const value = open.value
    if (!isNarrow()) remember(key, value)
  })
  return open
}

export const paletteOpen = remembered('canvas-palette-open')
export const configOpen = remembered('canvas-config-open')
export const previewOpen = remembered('canvas-preview-open')
