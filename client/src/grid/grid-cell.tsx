import type { Cell } from '@flowforge/core/protocol'
import { memo } from 'preact/compat'
import { formatCell, isRightAligned } from '../format/cell.ts'
import { Skeleton } from '../ui/progress.tsx'
import type { GridColumn } from './columns.ts'
import type { CellAt } from './cursor.ts'

interface GridCellProps {
  readonly id: string
  readonly place: CellAt
  readonly left: number
  readonly column: GridColumn
  /** Undefined while its page is on its way. */
  readonly cell: Cell | undefined
  /** Digits of the seconds' fraction that the column's times show. */
  readonly fractionDigits: number
  readonly selected: boolean
  readonly active: boolean
  readonly onPress: (at: CellAt, extend: boolean) => void
  readonly onOpen: (at: CellAt, element: Element) => void
}

/** One value. A press selects it, dragging or ⇧ extends, a double press shows it whole. */
export const GridCell = memo(Plain, isSame)

function Plain({ id, place, left, column, cell, fractionDigits, selected, active, onPress, onOpen }: GridCellProps) {
  const shown = cell === undefined ? null : formatCell(cell, column.column.type, fractionDigits)
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
    <span
      id={id}
      class="grid-cell"
      role="gridcell"
      aria-colindex={place.column + 1}
      aria-selected={selected}
      data-right={isRightAligned(column.column.type)}
      data-null={shown?.isNull === true}
      data-active={active}
      style={{ left: `${left}px`, width: `${column.width}px` }}
      onPointerDown={(event) => event.button === 0 && onPress(place, event.shiftKey)}
      onPointerEnter={(event) => event.buttons === 1 && onPress(place, true)}
      onDblClick={(event) => onOpen(place, event.currentTarget)}
    >
      {shown === null ? <Skeleton width="70%" height={8} /> : shown.quiet && <i>{shown.quiet} </i>}
      {shown?.text}
    </span>
  )
}

/** The handlers are new at every draw, but do the same; only what is seen decides. */
function isSame(before: GridCellProps, after: GridCellProps): boolean {
  return (
    before.id === after.id &&
    before.cell === after.cell &&
    before.fractionDigits === after.fractionDigits &&
    before.left === after.left &&
    before.column.width === after.column.width &&
    before.column.column === after.column.column &&
    before.selected === after.selected &&
    before.active === after.active
  )
}
