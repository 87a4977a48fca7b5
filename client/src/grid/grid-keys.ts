import type { Signal } from '@preact/signals'
import type { GridColumn } from './columns.ts'
import { copyBlock } from './copy.ts'
import { blockOf, type CellAt, type Extent, moveBy, type Selection } from './cursor.ts'
import type { PageCache } from './page-cache.ts'

interface GridKeys {
  readonly selection: Signal<Selection | null>
  readonly pages: PageCache
  readonly columns: readonly GridColumn[]
  readonly extent: () => Extent
  /** Scrolls a cell into view. */
  readonly reveal: (at: CellAt) => void
  /** Shows the whole value of the active cell. */
  readonly open: (at: CellAt) => void
}

/** What keys do inside a grid: move, extend, select all, copy, open, let go. */
export function gridKeys({
  selection,
  pages,
  columns,
  extent,
  reveal,
  open,
}: GridKeys): (event: KeyboardEvent) => void {
  const act = (event: KeyboardEvent): boolean => {
    const current = selection.peek()
    const moved = moveBy(current, event, extent())
    if (moved !== null) {
      selection.value = moved
      reveal(moved.to)
      return true
    }
    const command = event.ctrlKey || event.metaKey
    if (command && event.key === 'a') {
      const { rows, columns: count } = extent()
      if (rows > 0) selection.value = { from: { row: 0, column: 0 }, to: { row: rows - 1, column: count - 1 } }
      return true
    }
    if (current === null) return false
    if (command && event.key === 'c') void copyBlock(pages, columns, blockOf(current))
    else if (event.key === 'Enter' || event.key === ' ') open(current.to)
    else if (event.key === 'Escape') selection.value = null
    else return false
    return true
  }
  return (event) => {
    if (!act(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
}
