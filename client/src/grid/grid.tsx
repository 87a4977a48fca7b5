import type { Cell } from '@flowforge/core/protocol'
import { type Column, type Schema, typeInWords } from '@flowforge/core/schema'
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { inWords } from '../api/error.ts'
import { formatCount } from '../format/number.ts'
import { Button } from '../ui/button.tsx'
import { pointAnchor } from '../ui/floating.ts'
import { CellPopover, type ShownCell } from './cell-popover.tsx'
import { type Arrangement, applyArrangement, type ColumnModel, columnModel, sharedModel } from './columns.ts'
import { blockOf, type CellAt, type Selection } from './cursor.ts'
import { GridCell } from './grid-cell.tsx'
import { GridHeader, type Sort } from './grid-header.tsx'
import { gridKeys } from './grid-keys.ts'
import { PageCache } from './page-cache.ts'
import type { RowSource } from './row-source.ts'
import { useVirtual } from './use-virtual.ts'
import './grid.css'

const ROW_HEIGHT = 26
const HEADER_HEIGHT = 30
/** Browsers can't scroll further than some 17 million pixels; rows beyond are reached by sorting or filtering. */
const MOST_ROWS = 600_000
const SAMPLE_ROWS = 40

export interface DataGridProps {
  readonly label: string
  readonly schema: Schema
  /** A new object means new rows; the place and the widths stay. */
  readonly source: RowSource
  readonly sort?: Sort | null
  /** Given, headers are pressed to sort: up, down, not at all. */
  readonly onSort?: (sort: Sort | null) => void
  /** Stands under a column's name, for example a small histogram; all headers grow by `underHeight` pixels. */
  readonly under?: (column: Column, index: number) => ComponentChildren
  readonly underHeight?: number
  /** Given, hidden columns and widths are somebody's shared choice; without it they last as long as the grid. */
  readonly arrangement?: Arrangement
  /** Shown where there are no rows. */
  readonly empty?: ComponentChildren
}

/** A table of any length: only what is in view exists. Arrows move, ⇧ selects, Ctrl C copies, Enter shows a whole value. */
export function DataGrid(props: DataGridProps) {
  const { label, schema, source } = props
  const pages = useMemo(() => new PageCache(source), [source])
  useEffect(() => () => pages.close(), [pages])
  const schemaKey = schema.map((column) => `${column.name}\u0000${typeInWords(column.type)}`).join('\u0001')
  // An equal schema keeps the columns as a person has arranged them.
  const columns = useMemo(() => columnModel(schema, sampleOf(source)), [schemaKey])
  useEffect(() => () => columns.destroy(), [columns])
  const { arrangement } = props
  useEffect(() => {
    if (arrangement !== undefined) applyArrangement(columns, arrangement)
  }, [columns, arrangement])
  const shown = arrangement === undefined ? columns : sharedModel(columns, arrangement)
  return <Rows key={schemaKey} {...props} {...{ pages, label }} columns={shown} />
}

function sampleOf(source: RowSource): readonly (readonly (Cell | undefined)[])[] {
  const { table } = source
  if (table === undefined) return []
  const rows = Math.min(SAMPLE_ROWS, table.rowCount)
  return Array.from({ length: rows }, (_unused, row) => table.data.map((column) => column[row]))
}

interface RowsProps extends DataGridProps {
  readonly pages: PageCache
  readonly columns: ColumnModel
}

function Rows(props: RowsProps) {
  const { pages, columns, label, empty, underHeight = 0 } = props
  const scroller = useRef<HTMLDivElement>(null)
  const state = useMemo(
    () => ({ selection: signal<Selection | null>(null), shown: signal<ShownCell | null>(null) }),
    [],
  )
  // Read so that arriving pages and changed columns draw again.
  const changes = pages.changes.value
  const turn = columns.turn.value
  const visible = useMemo(() => (turn >= 0 ? columns.visible() : []), [columns.turn, turn])

  const rowCount = Math.min(pages.rowCount, MOST_ROWS)
  const headerHeight = HEADER_HEIGHT + underHeight
  const numberWidth = Math.max(40, String(rowCount).length * 8 + 16)
  const down = useVirtual({ count: rowCount, size: () => ROW_HEIGHT, scroller, covered: headerHeight })
  const across = useVirtual({
    count: visible.length,
    size: (index) => visible[index]?.width ?? 100,
    scroller,
    horizontal: true,
    covered: numberWidth,
    sizesKey: visible.map((column) => column.width).join(','),
  })
  const firstRow = down.items[0]?.index ?? 0
  const lastRow = (down.items.at(-1)?.index ?? -1) + 1
  useEffect(() => pages.want(firstRow, lastRow), [pages, firstRow, lastRow])
  const order = props.sort ? `${props.sort.column} ${props.sort.descending}` : ''
  const drawnOrder = useRef(order)
  // What a new order is wanted for stands at its top; before the rows are asked for, so that no others are.
  useLayoutEffect(() => {
    if (drawnOrder.current === order) return
    drawnOrder.current = order
    scroller.current?.scrollTo({ top: 0 })
    state.selection.value = null
  }, [order, state])

  const selection = state.selection.value
  const block = selection === null ? null : blockOf(selection)
  const show = (at: CellAt, element: Element | null): void => {
    const column = visible[at.column]
    const cell = column && pages.cell(at.row, column.index)
    if (!column || cell === undefined || element === null) return
    const box = element.getBoundingClientRect()
    state.shown.value = { anchor: pointAnchor(box.left, box.bottom), column: column.column, cell }
  }
  const onKeyDown = gridKeys({
    selection: state.selection,
    pages,
    columns: visible,
    extent: () => {
      const page = Math.floor((scroller.current?.clientHeight ?? 300) / ROW_HEIGHT) - 2
      return { rows: rowCount, columns: visible.length, page: Math.max(1, page) }
    },
    reveal: (at) => {
      down.reveal(at.row)
      across.reveal(at.column)
    },
    open: (at) => show(at, scroller.current?.querySelector('[data-active=true]') ?? null),
  })
  const failure = firstFailure(pages, firstRow, lastRow, changes)
  const cells = across.items.flatMap((item) => {
    const column = visible[item.index]
    return column === undefined ? [] : [{ item, column }]
  })

  return (
    <div class="grid">
      <div
        ref={scroller}
        class="grid-scroller"
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rowCount + 1}
        aria-colcount={visible.length}
        aria-multiselectable="true"
        aria-activedescendant={selection === null ? undefined : cellId(selection.to)}
        onKeyDown={onKeyDown}
      >
        <div class="grid-sheet" style={{ width: `${across.total}px`, height: `${down.total}px` }}>
          <GridHeader
            {...{ columns, cells, numberWidth }}
            height={headerHeight}
            sort={props.sort ?? null}
            {...(props.onSort === undefined ? {} : { onSort: props.onSort })}
            {...(props.under === undefined ? {} : { under: props.under })}
          />
          {down.items.map((row) => (
            <div
              key={row.index}
              class="grid-row"
              role="row"
              tabIndex={-1}
              aria-rowindex={row.index + 2}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <span class="grid-number" style={{ width: `${numberWidth}px` }} aria-hidden="true">
                {formatCount(row.index + 1)}
              </span>
              {cells.map(({ item, column }) => (
                <GridCell
                  key={column.id}
                  id={cellId({ row: row.index, column: item.index })}
                  place={{ row: row.index, column: item.index }}
                  left={item.start}
                  column={column}
                  cell={pages.cell(row.index, column.index)}
                  fractionDigits={pages.fractionDigits(column.index)}
                  selected={block !== null && isInside(block, row.index, item.index)}
                  active={selection?.to.row === row.index && selection.to.column === item.index}
                  onPress={(at, extend) =>
                    (state.selection.value = { from: extend && selection ? selection.from : at, to: at })
                  }
                  onOpen={show}
                />
              ))}
            </div>
          ))}
        </div>
        {rowCount === 0 && <div class="grid-empty">{empty ?? 'No rows.'}</div>}
      </div>
      <Notes pages={pages} failure={failure} />
      <CellPopover shown={state.shown} />
    </div>
  )
}

/** What the rows in view can't say themselves. */
function Notes({ pages, failure }: { readonly pages: PageCache; readonly failure: unknown }) {
  return (
    <>
      {pages.rowCount > MOST_ROWS && (
        <p class="grid-note">The first {formatCount(MOST_ROWS)} rows. Sort or filter to see others.</p>
      )}
      {failure !== undefined && (
        <p class="grid-note" role="alert">
          Some rows could not be fetched: {inWords(failure)} <Button onClick={() => pages.retry()}>Try again</Button>
        </p>
      )}
    </>
  )
}

const cellId = ({ row, column }: CellAt): string => `cell-${row}-${column}`

function isInside(block: ReturnType<typeof blockOf>, row: number, column: number): boolean {
  return row >= block.rowStart && row < block.rowEnd && column >= block.columnStart && column < block.columnEnd
}

/** `_changes` makes the reading depend on what has arrived. */
function firstFailure(pages: PageCache, start: number, end: number, _changes: number): unknown {
  for (let row = start; row < end; row += 1) {
    const failure = pages.failure(row)
    if (failure !== undefined) return failure
  }
  return undefined
}

export type { Sort }
