import {
  autoUpdate,
  computePosition,
  flip,
  offset,
  type Placement,
  shift,
  size,
  type VirtualElement,
} from '@floating-ui/dom'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'

export type { Placement }

/** An element, or a point of the screen (context menus). */
export type Anchor = Element | VirtualElement

export const pointAnchor = (x: number, y: number): VirtualElement => ({
  getBoundingClientRect: () => ({ x, y, left: x, top: y, right: x, bottom: y, width: 0, height: 0 }),
})

interface FloatingOptions {
  readonly placement: Placement
  readonly gap?: number
  /** At least as wide as the anchor. */
  readonly matchWidth?: boolean
}

/**
 * Shows `element` in the browser's top layer beside `anchor` while that is not null, and keeps it inside the screen.
 * The top layer needs no portal: the element keeps its place in the tree, so events, themes and dialogs stay as they are.
 */
export function useFloating(
  element: RefObject<HTMLElement | null>,
  anchor: Anchor | null,
  options: FloatingOptions,
): void {
  const { placement, gap = 4, matchWidth = false } = options
  useLayoutEffect(() => {
    const floating = element.current
    if (floating === null || anchor === null) return
    if (typeof floating.showPopover === 'function') floating.showPopover()
    const place = async (): Promise<void> => {
      const { x, y } = await computePosition(anchor, floating, {
        placement,
        strategy: 'fixed',
        middleware: [
          offset(gap),
          flip({ padding: 8 }),
          shift({ padding: 8 }),
          size({
            padding: 8,
            apply: ({ availableHeight, rects }) => {
              floating.style.maxHeight = `${Math.max(120, availableHeight)}px`
              if (matchWidth) floating.style.minWidth = `${rects.reference.width}px`
            },
          }),
        ],
      })
      floating.style.left = `${x}px`
      floating.style.top = `${y}px`
    }
    return autoUpdate(anchor, floating, () => void place())
  }, [element, anchor, placement, gap, matchWidth])
}

/** Calls `onClose` for a press outside all of `inside`, or when the window loses its focus to a frame. */
export function useOutsidePress(open: boolean, inside: () => readonly (Node | null)[], onClose: () => void): void {
  useEffect(() => {
    if (!open) return
    const onPress = (event: PointerEvent): void => {
      const path = event.composedPath()
      if (!inside().some((node) => node !== null && path.includes(node))) onClose()
    }
    document.addEventListener('pointerdown', onPress, true)
    return () => document.removeEventListener('pointerdown', onPress, true)
  }, [open, inside, onClose])
}
