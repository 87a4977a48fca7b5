import { setImmediate } from 'node:timers/promises'
import type { Cell, ResultTable } from '@flowforge/core/protocol'
import type { Schema } from '@flowforge/core/schema'

/**
 * A result as it waits to be paged: a third of what arrays of cells take, and invisible to the garbage collector.
 * Reading gives the very same cells back.
 */
export interface PackedTable {
  readonly rowCount: number
  readonly bytes: number
  /** Rows `offset` to `offset + limit`, as far as there are any; `columns` are what the reader calls them. */
  slice(columns: Schema, offset: number, limit: number): ResultTable
  /** The same rows in another order: `rows[i]` is the number of the row that stands at i. */
  inOrder(rows: Uint32Array): PackedTable
}

/** One column; `read` is of one row. */
interface PackedColumn {
  readonly bytes: number
  read(row: number): Cell
}

/** Cells handled before other work gets its turn: well under 10 ms. */
const CELLS_PER_TURN = 50_000
/** A dictionary pays where values repeat; it is given up as soon as they do not. */
const MAX_DICTIONARY = 65_535
/** What a string or list in an array costs besides its characters, roughly. */
const OBJECT_BYTES = 24

/** Packs a table, a slice at a time, so that a large one does not hold up the server. */
export async function packTable(table: ResultTable): Promise<PackedTable> {
  const packed: PackedColumn[] = []
  for (const cells of table.data) packed.push(await packColumn(cells))
  return tableOf(packed, table.rowCount, null)
}

function tableOf(packed: readonly PackedColumn[], rowCount: number, order: Uint32Array | null): PackedTable {
  const shared = packed.reduce((sum, column) => sum + column.bytes, 0)
  return {
    rowCount,
    bytes: shared + (order?.byteLength ?? 0),
    slice: (columns, offset, limit) => {
      const from = Math.min(offset, rowCount)
      const to = Math.min(from + limit, rowCount)
      const rows = Array.from({ length: to - from }, (_, index) => order?.[from + index] ?? from + index)
      return { columns, rowCount: rows.length, data: packed.map((column) => rows.map((row) => column.read(row))) }
    },
    inOrder: (rows) => tableOf(packed, rowCount, rows),
  }
}

async function packColumn(cells: readonly Cell[]): Promise<PackedColumn> {
  return (await packNumbers(cells)) ?? (await packDictionary(cells)) ?? (await keepCells(cells))
}

/** Numbers and NULLs; NaN, which cells spell as text, stands for NULL. */
async function packNumbers(cells: readonly Cell[]): Promise<PackedColumn | null> {
  const values = new Float64Array(cells.length)
  for (const [row, cell] of cells.entries()) {
    if (cell !== null && typeof cell !== 'number') return null
    values[row] = cell ?? Number.NaN
    if (row % CELLS_PER_TURN === CELLS_PER_TURN - 1) await setImmediate()
  }
  return {
    bytes: values.byteLength,
    read: (row) => {
      const value = values[row]
      return value === undefined || Number.isNaN(value) ? null : value
    },
  }
}

/** Text, booleans and NULLs of which there are few distinct ones. */
async function packDictionary(cells: readonly Cell[]): Promise<PackedColumn | null> {
  const codes = new Uint16Array(cells.length)
  const codeOf = new Map<Cell, number>()
  let bytes = codes.byteLength
  for (const [row, cell] of cells.entries()) {
    // A Map takes 0 and −0 for one: numbers beside text (NaN, infinities) are kept as they are.
    if (typeof cell === 'number' || (typeof cell === 'object' && cell !== null)) return null
    let code = codeOf.get(cell)
    if (code === undefined) {
      code = codeOf.size
      if (code > MAX_DICTIONARY || (row > 1_000 && code > row / 2)) return null
      codeOf.set(cell, code)
      bytes += cellBytes(cell)
    }
    codes[row] = code
    if (row % CELLS_PER_TURN === CELLS_PER_TURN - 1) await setImmediate()
  }
  const values = [...codeOf.keys()]
  return { bytes, read: (row) => values[codes[row] ?? 0] ?? null }
}

async function keepCells(cells: readonly Cell[]): Promise<PackedColumn> {
  let bytes = 0
  for (const [row, cell] of cells.entries()) {
    bytes += cellBytes(cell)
    if (row % CELLS_PER_TURN === CELLS_PER_TURN - 1) await setImmediate()
  }
  return { bytes, read: (row) => cells[row] ?? null }
}

/** Roughly, in memory; of a list with all its cells. */
function cellBytes(cell: Cell): number {
  if (typeof cell === 'string') return cell.length + OBJECT_BYTES
  if (Array.isArray(cell)) return cell.reduce<number>((sum, item) => sum + cellBytes(item), OBJECT_BYTES)
  return typeof cell === 'object' && cell !== null ? JSON.stringify(cell).length + OBJECT_BYTES : 8
}

/** Roughly what a small table takes on the wire and in memory. */
export function tableBytes(table: ResultTable): number {
  return table.data.reduce((sum, cells) => sum + cells.reduce<number>((inner, cell) => inner + cellBytes(cell), 0), 0)
}
