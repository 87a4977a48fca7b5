import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { CatalogTable } from '@flowforge/core/schema'
import type { SqlStatement } from '@flowforge/core/sql'
import { QueryQueue } from '../queue.ts'
import type { QueryOptions, QueryResult, SqlStore, StoreHealth } from '../store.ts'
import { queryCancelled, StoreError } from '../store-error.ts'
import { BlockReader, RESULT_FORMAT } from './decode.ts'
import { type CatalogRows, discoverTables } from './discover.ts'
import type { EngineLog, EngineSupervisor } from './embedded/supervisor.ts'
import { toStoreError } from './errors.ts'
import type { ClickHouseLink } from './link.ts'
import { encodeParameters } from './parameters.ts'
import { probeSettings } from './probe.ts'
import { querySettings } from './settings.ts'

const MAX_WAITING = 500
const CATALOG_ROWS = 1_000_000
const PROBE_MILLISECONDS = 5_000
const PROBE_TIMEOUT_MILLISECONDS = 4_000
/** While it is not ready it is asked sooner, so that it is back as soon as it is. */
const IMPATIENT_MILLISECONDS = 250
const TOO_LARGE = 'The result is larger than it may be: limit its rows or columns.'
/** An embedded engine that misses this many probes in a row (half a minute: each waits four seconds) hangs and is restarted. */
const MISSED_PROBES = 7

export interface ClickHouseStoreOptions {
  readonly link: ClickHouseLink
  readonly concurrency: number
  readonly maxResultBytes: number
  readonly log: EngineLog
}

/** ClickHouse as a store, embedded or a server: both are spoken to by the same client with the same statements. */
export class ClickHouseStore implements SqlStore {
  readonly id = 'clickhouse'
  readonly title = 'ClickHouse'
  readonly dialect = 'clickhouse'
  readonly #link: ClickHouseLink
  readonly #queue: QueryQueue
  readonly #maxResultBytes: number
  readonly #log: EngineLog
  readonly #closing = new AbortController()
  #health: StoreHealth = { ready: false, reason: 'ClickHouse has not answered yet.', milliseconds: null }
  #probe: NodeJS.Timeout | null = null
  #missed = 0

  constructor(options: ClickHouseStoreOptions) {
    this.#link = options.link
    this.#log = options.log
    this.#maxResultBytes = options.maxResultBytes
    this.#queue = new QueryQueue({ concurrency: options.concurrency, maxWaiting: MAX_WAITING })
  }

  /** Probes the settings now, and from then on whether the store still answers. Never rejects: see `health()`. */
  async connect(): Promise<void> {
    await this.#check()
    if (this.#closing.signal.aborted) return
    const delay = this.#health.ready ? PROBE_MILLISECONDS : IMPATIENT_MILLISECONDS
    this.#probe = setTimeout(() => void this.connect(), delay)
    this.#probe.unref()
  }

  async run(statement: SqlStatement, options: QueryOptions): Promise<QueryResult> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal])
    const ticket = { class: options.class, principalId: options.principalId, signal }
    return this.#queue.run(ticket, () => this.#execute(statement, { ...options, signal }))
  }

  /** Reads system.tables and system.columns. Rejects with StoreError. */
  discover(signal: AbortSignal): Promise<readonly CatalogTable[]> {
    return discoverTables(this.id, this.#catalogRows(signal))
  }

  health(): StoreHealth {
    const reason = this.#link.unavailable()
    return reason === null ? this.#health : { ready: false, reason, milliseconds: null }
  }

  /** The embedded engine, for the administrator's statements; null on a server, which others look after. */
  get engine(): EngineSupervisor | null {
    return this.#link.engine
  }

  /** Queries that run and that wait. */
  load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#queue.running, waiting: this.#queue.waiting }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    if (this.#probe !== null) clearTimeout(this.#probe)
    await this.#link.close()
  }

  async #execute(statement: SqlStatement, options: Omit<QueryOptions, 'class' | 'principalId'>): Promise<QueryResult> {
    const { columns, maxRows, signal } = options
    const reason = this.#link.unavailable()
    if (reason !== null) throw new StoreError('store_unavailable', reason)
    const queryId = randomUUID()
    const started = performance.now()
    try {
      const { stream } = await this.#link.client.exec({
        query: `${statement.text}\nFORMAT ${RESULT_FORMAT}`,
        query_params: encodeParameters(statement.parameters),
        query_id: queryId,
        clickhouse_settings: querySettings(maxRows),
        abort_signal: signal,
      })
      const reader = new BlockReader(columns)
      await readAll(stream, reader, signal, this.#maxResultBytes)
      const truncated = reader.rowCount > maxRows
      const data = truncated ? reader.data.map((cells) => cells.slice(0, maxRows)) : reader.data
      const rowCount = Math.min(reader.rowCount, maxRows)
      return { table: { columns, rowCount, data }, truncated, milliseconds: performance.now() - started }
    } catch (error) {
      if (signal.aborted) this.#kill(queryId)
      throw toStoreError(error, signal.aborted)
    }
  }

  /** The embedded engine ends a query whose request is closed; a server does so only under some profiles. */
  #kill(queryId: string): void {
    if (this.#link.kind === 'embedded') return
    const query = 'KILL QUERY WHERE query_id = {id:String} ASYNC'
    this.#link.client.command({ query, query_params: { id: queryId } }).catch((error: unknown) => {
      this.#log.warn({ error: String(error) }, 'a cancelled query could not be killed')
    })
  }

  #catalogRows(signal: AbortSignal): CatalogRows {
    return async (text, columns) => {
      const result = await this.#execute({ text, parameters: [] }, { columns, signal, maxRows: CATALOG_ROWS })
      return result.table.data
    }
  }

  async #check(): Promise<void> {
    const started = performance.now()
    try {
      const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(PROBE_TIMEOUT_MILLISECONDS)])
      const reason = await probeSettings(this.#catalogRows(signal), this.#link.kind === 'server')
      this.#missed = 0
      this.#setHealth({ ready: reason === null, reason, milliseconds: performance.now() - started })
    } catch (error) {
      const reason = error instanceof StoreError ? error.message : 'ClickHouse gave an answer that could not be read.'
      this.#setHealth({ ready: false, reason, milliseconds: null })
      this.#missed += 1
      if (this.#missed % MISSED_PROBES === 0 && this.#link.unavailable() === null) this.#link.engine?.restart()
    }
  }

  #setHealth(health: StoreHealth): void {
    if (health.reason !== this.#health.reason && !this.#closing.signal.aborted) {
      if (health.ready) this.#log.info({ store: this.id }, 'ClickHouse is ready')
      else this.#log.warn({ store: this.id, reason: health.reason }, 'ClickHouse is not ready')
    }
    this.#health = health
  }
}

async function readAll(stream: Readable, reader: BlockReader, signal: AbortSignal, maxBytes: number): Promise<void> {
  if (signal.aborted) {
    stream.destroy()
    throw queryCancelled()
  }
  const stop = () => stream.destroy(queryCancelled())
  signal.addEventListener('abort', stop)
  let bytes = 0
  try {
    stream.on('data', (chunk: Buffer) => {
      try {
        bytes += chunk.length
        if (bytes > maxBytes) throw new StoreError('query_limit', TOO_LARGE)
        reader.push(chunk)
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)))
      }
    })
    await once(stream, 'end')
    reader.end()
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
