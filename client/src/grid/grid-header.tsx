import { type Column, typeInWords } from '@flowforge/core/schema'
import type { VirtualItem } from '@tanstack/virtual-core'
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { isRightAligned } from '../format/cell.ts'
import { typeIcon } from '../format/type-icon.ts'
import { Icon } from '../ui/icon.tsx'
import { MenuButton, type MenuEntry } from '../ui/menu.tsx'
import { tip } from '../ui/tooltip.tsx'
import type { ColumnModel, GridColumn } from './columns.ts'

export interface Sort {
  readonly column: string
  readonly descending: boolean
}

interface GridHeaderProps {
  readonly columns: ColumnModel
  readonly cells: readonly { readonly item: VirtualItem; readonly column: GridColumn }[]
  readonly numberWidth: number
  readonly height: number
  readonly sort: Sort | null
  readonly onSort?: (sort: Sort | null) => void
  readonly under?: (column: Column, index: number) => ComponentChildren
}

/** Ascending, then descending, then not at all. */
function nextSort(sort: Sort | null, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? null : { column, descending: true }
}

/** The line of column names; it stays while rows pass under it. */
export function GridHeader({ columns, cells, numberWidth, height, sort, onSort, under }: GridHeaderProps) {
  return (
    <div class="grid-header" role="row" tabIndex={-1} aria-rowindex={1} style={{ height: `${height}px` }}>
      <span
        class="grid-corner"
        role="columnheader"
        tabIndex={-1}
        aria-label="Row number"
        style={{ width: `${numberWidth}px` }}
      >
        <MenuButton icon={Columns3} label="Columns" size="small" entries={() => columnEntries(columns)} />
      </span>
      {cells.map(({ item, column }) => (
        <div
          key={column.id}
          class="grid-head"
          role="columnheader"
          tabIndex={-1}
          aria-colindex={item.index + 1}
          aria-sort={sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none'}
          data-right={isRightAligned(column.column.type)}
          style={{ left: `${item.start}px`, width: `${column.width}px` }}
        >
          <HeadName column={column.column} sort={sort} {...(onSort === undefined ? {} : { onSort })} />
          {under && <div class="grid-under">{under(column.column, column.index)}</div>}
          <WidthHandle columns={columns} column={column} />
        </div>
      ))}
    </div>
  )
}

interface HeadNameProps {
  readonly column: Column
  readonly sort: Sort | null
  readonly onSort?: (sort: Sort | null) => void
}

function HeadName({ column, sort, onSort }: HeadNameProps) {
  const mark = sort?.column === column.name && <Icon of={sort.descending ? ArrowDown : ArrowUp} size="tiny" />
  const words = [`${column.name}: ${typeInWords(column.type)}${column.nullable ? ', may be empty' : ''}`]
  if (column.description) words.push(column.description)
  const content = (
    <>
      <Icon of={typeIcon(column.type)} size="small" />
      <span class="cut">{column.name}</span>
      {mark}
    </>
  )
  return onSort === undefined ? (
    <span class="grid-name" {...tip(words.join('. '))}>
      {content}
    </span>
  ) : (
    <button
      type="button"
      class="grid-name"
      {...tip(words.join('. '))}
      onClick={() => onSort(nextSort(sort, column.name))}
    >
      {content}
    </button>
  )
}

function WidthHandle({ columns, column }: { readonly columns: ColumnModel; readonly column: GridColumn }) {
  const drag = (down: PointerEvent & { currentTarget: HTMLElement }): void => {
    down.preventDefault()
    down.stopPropagation()
    const handle = down.currentTarget
    const before = column.width
    handle.setPointerCapture(down.pointerId)
    const move = (event: PointerEvent): void => columns.setWidth(column.id, before + event.clientX - down.clientX)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true })
  }
  return <span class="grid-width" role="separator" aria-orientation="vertical" onPointerDown={drag} />
}

function columnEntries(columns: ColumnModel): readonly MenuEntry[] {
  return [
    { label: 'Show all', onSelect: () => columns.showAll(), keepOpen: true },
    'separator',
    ...columns.schema.map((column) => ({
      label: column.name,
      checked: columns.isVisible(column.name),
      keepOpen: true,
      onSelect: () => columns.setVisible(column.name, !columns.isVisible(column.name)),
    })),
  ]
}
