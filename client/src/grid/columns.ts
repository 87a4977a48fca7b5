import type { Cell } from '@flowforge/core/protocol'
import type { Column, Schema, Type } from '@flowforge/core/schema'
import { type Signal, signal } from '@preact/signals'
import {
  type ColumnDef,
  columnSizingFeature,
  columnVisibilityFeature,
  constructTable,
  type Table,
  tableFeatures,
} from '@tanstack/table-core'
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings'
import { formatCell, fractionDigitsOf } from '../format/cell.ts'

const features = tableFeatures({
  columnSizingFeature,
  columnVisibilityFeature,
  coreReactivityFeature: storeReactivityBindings(),
})
type Features = typeof features
type NoRow = Record<never, never>

const LEAST_WIDTH = 56
const MOST_WIDTH = 1200
/** No column starts wider than this, however long its texts. */
const MOST_INITIAL_WIDTH = 320

/** A column on screen: its place, and where it stands in the schema and in the rows. */
export interface GridColumn {
  readonly id: string
  readonly index: number
  readonly column: Column
  readonly width: number
}

/** Which columns are shown, in which order and how wide. Rows are not its business: they come page by page. */
export interface ColumnModel {
  readonly schema: Schema
  /** Rises with every change. */
  readonly turn: Signal<number>
  visible(): readonly GridColumn[]
  isVisible(name: string): boolean
  setVisible(name: string, visible: boolean): void
  showAll(): void
  setWidth(name: string, width: number): void
  destroy(): void
}

/** A model of the schema's columns; `samples` are rows that the first widths fit. */
export function columnModel(schema: Schema, samples: readonly (readonly (Cell | undefined)[])[]): ColumnModel {
  const columns = schema.map(
    (column, index): ColumnDef<Features, NoRow> => ({
      id: column.name,
      header: column.name,
      size: initialWidth(
        column,
        samples.map((row) => row[index]),
      ),
      minSize: LEAST_WIDTH,
      maxSize: MOST_WIDTH,
      accessorFn: () => null,
    }),
  )
  const table: Table<Features, NoRow> = constructTable<Features, NoRow>({ features, columns, data: [] })
  const indexes = new Map(schema.map((column, index) => [column.name, index]))
  const turn = signal(0)
  const subscription = table.store.subscribe(() => {
    turn.value += 1
  })
  return {
    schema,
    turn,
    visible: () =>
      table.getVisibleLeafColumns().flatMap((shown) => {
        const index = indexes.get(shown.id) ?? -1
        const column = schema[index]
        return column === undefined ? [] : [{ id: shown.id, index, column, width: shown.getSize() }]
      }),
    isVisible: (name) => table.getColumn(name)?.getIsVisible() ?? false,
    setVisible: (name, visible) => table.getColumn(name)?.toggleVisibility(visible),
    showAll: () => table.toggleAllColumnsVisible(true),
    setWidth: (name, width) =>
      table.setColumnSizing((before) => ({
        ...before,
        [name]: Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width))),
      })),
    destroy: () => subscription.unsubscribe(),
  }
}

/** Wide enough for the name and the sample's values, by the width of a digit. */
function initialWidth(column: Column, cells: readonly (Cell | undefined)[]): number {
  const DIGIT = 7.4
  const PADDING = 24
  const ICON = 20
  const ARROW = 16
  const fractionDigits = fractionDigitsOf(cells)
  let longest = cells.length === 0 ? usualLength(column.type) : 0
  for (const cell of cells) {
    if (cell === undefined) continue
    const { text, quiet } = formatCell(cell, column.type, fractionDigits)
    longest = Math.max(longest, text.length + (quiet === undefined ? 0 : quiet.length + 1))
  }
  const name = column.name.length * DIGIT + ICON + ARROW + PADDING
  const values = longest * (isText(column.type) ? DIGIT * 0.94 : DIGIT * 1.05) + PADDING
  return Math.round(Math.min(MOST_INITIAL_WIDTH, Math.max(72, name, values)))
}

/** Texts are narrower than figures, which all stand as wide as the widest. */
const isText = ({ kind }: Type): boolean => kind === 'text' || kind === 'uuid' || kind === 'opaque'

/** How many characters values of a type usually take, for widths before any row is here. */
function usualLength(type: Type): number {
  switch (type.kind) {
    case 'datetime':
      return 20 + (type.precision === 0 ? 0 : type.precision + 1)
    case 'uuid':
      return 36
    case 'text':
    case 'array':
    case 'opaque':
      return 18
    default:
      return 10
  }
}

/** How somebody has arranged the columns of a table for everybody: what is hidden, and widths in CSS pixels. */
export interface Arrangement {
  readonly hidden: ReadonlySet<string>
  readonly widths: ReadonlyMap<string, number>
  readonly onHidden: (names: readonly string[], hidden: boolean) => void
  readonly onWidth: (name: string, width: number) => void
}

/** The model with every change also told to the arrangement's owner. */
export function sharedModel(model: ColumnModel, arrangement: Arrangement): ColumnModel {
  return {
    ...model,
    setVisible(name, visible) {
      model.setVisible(name, visible)
      arrangement.onHidden([name], !visible)
    },
    showAll() {
      model.showAll()
      arrangement.onHidden([...arrangement.hidden], false)
    },
    setWidth(name, width) {
      model.setWidth(name, width)
      arrangement.onWidth(name, Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width))))
    },
  }
}

/** Brings the model to the arrangement, as somebody else may have changed it. */
export function applyArrangement(model: ColumnModel, { hidden, widths }: Arrangement): void {
  for (const { name } of model.schema) {
    if (model.isVisible(name) === hidden.has(name)) model.setVisible(name, !hidden.has(name))
    const width = widths.get(name)
    if (width !== undefined) model.setWidth(name, width)
  }
}
