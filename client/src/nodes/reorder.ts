import { useState } from 'preact/hooks'

/** Where a line would be dropped: before the line of that index (the count for the end). */
interface Reorder {
  /** Attributes of the line itself. */
  readonly line: (index: number) => {
    readonly 'data-drop': 'before' | 'after' | undefined
    readonly 'data-dragged': boolean
    readonly onDragOver: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
    readonly onKeyDown: (event: KeyboardEvent) => void
  }
  /** Attributes of what one takes hold of. */
  readonly handle: (index: number) => {
    readonly draggable: boolean
    readonly onDragStart: (event: DragEvent) => void
    readonly onDragEnd: () => void
  }
}

/**
 * Lines that can be put in another order: by dragging a handle, or with Alt and an arrow while the focus is in a line.
 * `onMove(from, to)` says where a line shall stand among the others.
 */
export function useReorder(count: number, disabled: boolean, onMove: (from: number, to: number) => void): Reorder {
  const [dragged, setDragged] = useState<number | null>(null)
  const [gap, setGap] = useState<number | null>(null)
  const end = (): void => {
    setDragged(null)
    setGap(null)
  }
  return {
    line: (index) => ({
      'data-drop': gap === index ? 'before' : gap === count && index === count - 1 ? 'after' : undefined,
      'data-dragged': dragged === index,
      onDragOver: (event) => {
        if (dragged === null || !(event.currentTarget instanceof HTMLElement)) return
        event.preventDefault()
        const box = event.currentTarget.getBoundingClientRect()
        setGap(event.clientY < box.top + box.height / 2 ? index : index + 1)
      },
      onDrop: (event) => {
        event.preventDefault()
        if (dragged !== null && gap !== null) {
          const to = gap > dragged ? gap - 1 : gap
          if (to !== dragged) onMove(dragged, to)
        }
        end()
      },
      onKeyDown: (event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
        if (disabled || !event.altKey || by === undefined) return
        event.preventDefault()
        event.stopPropagation()
        const to = index + by
        if (to < 0 || to >= count) return
        onMove(index, to)
        const { currentTarget } = event
        requestAnimationFrame(() => currentTarget instanceof HTMLElement && focusInside(currentTarget))
      },
    }),
    handle: (index) => ({
      draggable: !disabled,
      onDragStart: (event) => {
        if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move'
        setDragged(index)
      },
      onDragEnd: end,
    }),
  }
}

/** The line may have been moved in the document: the focus goes with it. */
function focusInside(line: HTMLElement): void {
  if (!line.contains(document.activeElement)) line.querySelector<HTMLElement>('input,button')?.focus()
}

/** A list with one item moved. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const rest = items.filter((_item, index) => index !== from)
  const item = items[from]
  return item === undefined ? items : [...rest.slice(0, to), item, ...rest.slice(to)]
}
