import type { ResultTable } from '@flowforge/core/protocol'

/** Where a grid gets its rows from. */
export interface RowSource {
  readonly rowCount: number
  /** Rows from `offset` on; fewer than `limit` only at the end. Rejects with the reason. */
  rows(offset: number, limit: number, signal: AbortSignal): Promise<ResultTable>
  /** Set where all rows are already here: they are drawn at once, without a page being asked for. */
  readonly table?: ResultTable
}

/** A table that is here already, such as a preview. */
export function tableSource(table: ResultTable): RowSource {
  return { rowCount: table.rowCount, table, rows: () => Promise.resolve(table) }
}
