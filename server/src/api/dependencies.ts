import type { Catalog } from '@flowforge/core/schema'
import type { Logger } from 'pino'
import type { LocalSessions } from '../access/session.ts'
import type { Documents } from '../documents/service.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { QueryService } from '../query/service.ts'
import type { StoreHealth } from '../stores/store.ts'

/** What the network edge needs of the rest of the server. */
export interface HttpDependencies {
  readonly sessions: LocalSessions
  readonly documents: Documents
  readonly queries: QueryService
  readonly catalog: CatalogSource
  /** The health of every store by name, PostgreSQL among them. */
  readonly health: () => Promise<Readonly<Record<string, StoreHealth>>>
  readonly metrics: Metrics
  readonly logger: Logger
  /** Folder of the built client. */
  readonly clientFolder: string
  /** The port the server listens on, known once it does: part of Host, Origin and the cookie's name. */
  readonly port: () => number
}

export interface CatalogSource {
  /** Everything that can be read, as last discovered. */
  current(): Catalog
  /** Discovers again now. */
  refresh(): Promise<Catalog>
}
