import { mkdirSync } from 'node:fs'
import { CLOSE } from '@flowforge/core/protocol'
import type { Logger } from 'pino'
import { LocalSessions } from '../access/session.ts'
import { createHttpHandlers } from '../api/index.ts'
import { CatalogRegistry } from '../catalog/index.ts'
import type { Config } from '../config/config.ts'
import { createDocuments } from '../documents/documents.ts'
import { createMetrics, type Metrics } from '../observability/metrics.ts'
import { createQueryService } from '../query/query-service.ts'
import { createRunHandler } from '../query/socket-runs.ts'
import { DEFAULT_LIMITS, openTransport } from '../transport/open.ts'
import { checkDataFolder, type Progress, prepareLocalData } from './local-data.ts'
import { programPaths } from './paths.ts'
import { openStores } from './stores.ts'

export interface App {
  readonly address: string
  /** Commits what waits, tells every socket, ends the stores. Safe to call twice. */
  close(): Promise<void>
}

/** Everything of one running server, in the order in which it depends on itself; closed in the opposite order. */
export async function startApp(
  config: Config,
  logger: Logger,
  progress: Progress,
  onLost: (reason: Error) => void,
): Promise<App> {
  checkDataFolder(config.data, config.clickHouseUrl === null)
  const paths = programPaths()
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  const opened = <T>(part: T, end: (part: T) => Promise<void> | void): T => {
    closing.push(() => end(part))
    return part
  }
  try {
    mkdirSync(config.home, { recursive: true })
    const metrics = createMetrics()
    const stores = opened(await openStores(config, paths, logger, onLost), (all) => all.close())
    const { database, clickHouse, redis } = stores
    await prepareLocalData(clickHouse, config.data, progress)
    const catalog = opened(new CatalogRegistry({ stores: [clickHouse], log: logger }), (registry) => registry.close())
    await catalog.start()
    const queries = opened(
      createQueryService({
        stores: [clickHouse],
        catalog: () => catalog.current(),
        kysely: database.kysely,
        redis,
        log: logger,
        observe: ({ store, outcome, milliseconds }) => metrics.query(store, outcome, milliseconds / 1000),
      }),
      (service) => service.close(),
    )
    const transport = await openTransport({
      limits: DEFAULT_LIMITS,
      onError: (error) => logger.error({ error }, 'A request handler failed'),
      onFallback: (reason) =>
        logger.warn({ reason }, 'uWebSockets.js did not load: serving through node:http and ws, which is slower'),
    })
    const documents = opened(
      createDocuments({
        pool: database.pool,
        createGroup: () => transport.group(),
        runs: createRunHandler({ queries, log: logger }),
        logger,
      }),
      (service) => service.close(),
    )
    observeDocuments(metrics, documents)
    closing.push(() => transport.close(CLOSE.stopping, 'The server is stopping'))
    let port = config.port
    const handlers = createHttpHandlers({
      sessions: new LocalSessions(database.kysely),
      documents,
      queries,
      catalog,
      health: () => stores.health(),
      metrics,
      logger,
      clientFolder: paths.client,
      port: () => port,
    })
    port = await transport.listen(config.host, config.port, handlers)
    logger.info({ transport: transport.name, port }, 'Listening')
    return { address: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, close }
  } catch (error) {
    await close()
    throw error
  }
}

function observeDocuments(metrics: Metrics, documents: ReturnType<typeof createDocuments>): void {
  metrics.observe('rooms', 'Documents held in memory', 'gauge', () => documents.stats().rooms)
  metrics.observe('sockets', 'Open document sockets', 'gauge', () => documents.stats().sockets)
  metrics.observe('commits_total', 'Transactions of document updates', 'counter', () => documents.stats().commits)
  metrics.observe('updates_total', 'Document updates stored', 'counter', () => documents.stats().updates)
}
