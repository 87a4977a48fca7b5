import type { ResultTable } from '@flowforge/core/protocol'
import type { CatalogTable, Schema } from '@flowforge/core/schema'
import type { Dialect, SqlStatement } from '@flowforge/core/sql'

/** Which queue a query waits in: a person is waiting; a tick is; nobody is. */
export type QueryClass = 'interactive' | 'refresh' | 'export'

export interface QueryOptions {
  readonly class: QueryClass
  /** Share of the queue is per principal. */
  readonly principalId: string
  readonly signal: AbortSignal
  /** Stops and reports `truncated` after this many rows. */
  readonly maxRows: number
  /** Columns as the plan types them: how cells are decoded. */
  readonly columns: Schema
}

export interface QueryResult {
  readonly table: ResultTable
  readonly truncated: boolean
  /** Time in the engine, queue excluded. */
  readonly milliseconds: number
}

export interface StoreHealth {
  readonly ready: boolean
  /** One sentence where it is not. */
  readonly reason: string | null
  readonly milliseconds: number | null
}

/** A store that runs SQL. Failures are StoreError with a code of core's ProblemCode (query_failed, query_limit, query_cancelled, store_unavailable). */
export interface SqlStore {
  readonly id: string
  readonly title: string
  readonly dialect: Dialect
  run(statement: SqlStatement, options: QueryOptions): Promise<QueryResult>
  /** Tables, columns, types and comments from the store's own catalog. */
  discover(signal: AbortSignal): Promise<readonly CatalogTable[]>
  health(): StoreHealth
  close(): Promise<void>
}
