import { createHash } from 'node:crypto'
import type { Catalog, CatalogTable } from '@flowforge/core/schema'
import type { Logger } from 'pino'
import { type Drift, driftBetween, isEmptyDrift } from './drift.ts'

/** What the registry needs of a store: its own catalog. */
export interface CatalogStore {
  readonly id: string
  discover(signal: AbortSignal): Promise<readonly CatalogTable[]>
}

export interface CatalogRegistryOptions {
  readonly stores: readonly CatalogStore[]
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly everyMilliseconds?: number
}

export type DriftListener = (drift: Drift, catalog: Catalog) => void

const EVERY_MILLISECONDS = 30_000
const DISCOVERY_MILLISECONDS = 10_000

/**
 * The tables of all stores, as they last said: asked at start, periodically and on demand. A store that does not answer
 * keeps its last tables, so that its being down for a moment does not break every graph that reads it; the catalog names
 * it as unavailable.
 */
export class CatalogRegistry {
  readonly #options: CatalogRegistryOptions
  readonly #tables = new Map<string, readonly CatalogTable[]>()
  readonly #unavailable = new Set<string>()
  readonly #listeners = new Set<DriftListener>()
  readonly #closing = new AbortController()
  #catalog: Catalog = { version: versionOf([], []), tables: [] }
  #refreshing: Promise<Catalog> | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(options: CatalogRegistryOptions) {
    this.#options = options
  }

  /** Discovers once and then periodically, until closed. */
  async start(): Promise<void> {
    await this.refresh()
    this.#timer = setInterval(() => void this.refresh(), this.#options.everyMilliseconds ?? EVERY_MILLISECONDS)
    this.#timer.unref()
  }

  current(): Catalog {
    return this.#catalog
  }

  /** Asks every store again; requests at the same time share one round. Never rejects. */
  refresh(): Promise<Catalog> {
    this.#refreshing ??= this.#discover().finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  /** Called after the catalog's structure changed. Returns the way out. */
  onDrift(listener: DriftListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#closing.abort()
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  async #discover(): Promise<Catalog> {
    const { stores, log } = this.#options
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(DISCOVERY_MILLISECONDS)])
    await Promise.all(
      stores.map(async (store) => {
        try {
          this.#tables.set(store.id, await store.discover(signal))
          this.#unavailable.delete(store.id)
        } catch (error) {
          const first = !this.#unavailable.has(store.id)
          this.#unavailable.add(store.id)
          // Told once, not every half minute.
          if (first && !this.#closing.signal.aborted)
            log.warn({ store: store.id, error }, 'The catalog of a store was not read')
        }
      }),
    )
    return this.#replace([...this.#tables.values()].flat().sort((a, b) => (a.id < b.id ? -1 : 1)))
  }

  #replace(tables: readonly CatalogTable[]): Catalog {
    const before = this.#catalog
    const unavailable = [...this.#unavailable].sort()
    this.#catalog = { version: versionOf(tables, unavailable), tables, ...(unavailable.length > 0 && { unavailable }) }
    if (this.#catalog.version === before.version) return this.#catalog
    const drift = driftBetween(before, this.#catalog)
    if (isEmptyDrift(drift)) return this.#catalog
    if (before.tables.length > 0) this.#options.log.info({ drift }, 'The catalog changed')
    for (const listener of this.#listeners) listener(drift, this.#catalog)
    return this.#catalog
  }
}

/** A digest of everything but row counts, which move all the time. */
function versionOf(tables: readonly CatalogTable[], unavailable: readonly string[]): string {
  const structure = tables.map(({ rowCount: _, ...table }) => table)
  return createHash('sha256')
    .update(JSON.stringify([structure, unavailable]))
    .digest('base64url')
    .slice(0, 22)
}
