import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'

interface VirtualOptions {
  readonly count: number
  readonly size: (index: number) => number
  readonly scroller: RefObject<HTMLElement | null>
  readonly horizontal?: boolean
  /** Covered by what sticks at the start: scrolling to an item keeps clear of it. */
  readonly covered: number
  /** Changes when the sizes do. */
  readonly sizesKey?: string
}

interface Virtual {
  readonly items: readonly VirtualItem[]
  readonly total: number
  reveal(index: number): void
}

/** Which items of a long list are in view. */
export function useVirtual(options: VirtualOptions): Virtual {
  const { count, size, scroller, horizontal = false, covered, sizesKey = '' } = options
  const [, redraw] = useReducer((turn: number) => turn + 1, 0)
  const full = {
    count,
    horizontal,
    estimateSize: size,
    overscan: horizontal ? 2 : 12,
    paddingStart: covered,
    scrollPaddingStart: covered,
    getScrollElement: () => scroller.current,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  }
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(full))
  virtualizer.setOptions(full)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer._willUpdate())
  useLayoutEffect(() => {
    // Read for its change alone: sizes are estimated once and then remembered.
    if (sizesKey !== '') virtualizer.measure()
  }, [virtualizer, sizesKey])
  return {
    items: virtualizer.getVirtualItems(),
    total: virtualizer.getTotalSize(),
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  }
}
