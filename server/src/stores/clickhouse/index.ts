import { type EmbeddedOptions, ENGINE_CONCURRENCY, type EngineLog } from './embedded/supervisor.ts'
import { linkEmbedded, linkServer } from './link.ts'
import { DEFAULT_LIMITS, type QueryLimits } from './settings.ts'
import { ClickHouseStore } from './store.ts'

export { BUILDING_PREFIX } from './discover.ts'
export type { AdministrativeEngine } from './embedded/supervisor.ts'
export { quoteName, quoteText } from './quote.ts'
export { ClickHouseStore } from './store.ts'

export type ClickHouseOptions = {
  readonly log: EngineLog
  readonly limits?: Partial<QueryLimits>
  /** Queries at the same time; the others wait their turn. */
  readonly concurrency?: number
} & ({ readonly url: string } | { readonly embedded: Omit<EmbeddedOptions, 'settings' | 'log'> })

const SERVER_CONCURRENCY = 16

/**
 * Opens the store on the server at `url`, or with an engine of its own (`store.engine`). A server that does not answer
 * is no error: `health()` says so and it is asked again four times a second. An embedded engine that cannot start is:
 * rejects with StoreError `store_unavailable`.
 */
export async function openClickHouse(options: ClickHouseOptions): Promise<ClickHouseStore> {
  const { log } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const link =
    'url' in options ? linkServer(options.url, limits) : await linkEmbedded({ ...options.embedded, log }, limits)
  const concurrency = options.concurrency ?? (link.kind === 'server' ? SERVER_CONCURRENCY : ENGINE_CONCURRENCY)
  const store = new ClickHouseStore({ link, concurrency, maxResultBytes: limits.maxResultBytes, log })
  await store.connect()
  return store
}
