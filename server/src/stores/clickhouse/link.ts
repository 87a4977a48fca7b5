import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { EngineConnection } from './embedded/connection.ts'
import { type EmbeddedOptions, EngineSupervisor } from './embedded/supervisor.ts'
import { limitSettings, type QueryLimits, SEMANTIC_SETTINGS } from './settings.ts'

/** How the store reaches its ClickHouse: the same client over a Unix socket to our own process, or over HTTP to a server. */
export interface ClickHouseLink {
  readonly kind: 'embedded' | 'server'
  readonly client: ClickHouseClient
  /** The supervised process; null for a server. */
  readonly engine: EngineSupervisor | null
  /** Null while the other side can be asked; else the sentence that says why not. */
  unavailable(): string | null
  close(): Promise<void>
}

const SOCKETS = 32
/** The engine ends a query at its time limit; the client only gives up on one that does not come back even so. */
const GRACE_MILLISECONDS = 15_000

/** Starts the embedded engine and resolves when it answers. */
export async function linkEmbedded(
  options: Omit<EmbeddedOptions, 'settings'>,
  limits: QueryLimits,
): Promise<ClickHouseLink> {
  const settings = { ...SEMANTIC_SETTINGS, ...limitSettings(limits) }
  const engine = await EngineSupervisor.start({ ...options, settings })
  const client = createClient({ connection: new EngineConnection(engine.socketPath, SOCKETS) })
  return {
    kind: 'embedded',
    client,
    engine,
    unavailable: () => (engine.state.kind === 'starting' ? engine.state.reason : null),
    close: async () => {
      await client.close()
      await engine.close()
    },
  }
}

/** A client of the server at `url`; nothing is sent yet. */
export function linkServer(url: string, limits: QueryLimits): ClickHouseLink {
  const client = createClient({
    url,
    max_open_connections: SOCKETS,
    request_timeout: limits.maxExecutionSeconds * 1000 + GRACE_MILLISECONDS,
    log: { level: ClickHouseLogLevel.OFF },
  })
  return { kind: 'server', client, engine: null, unavailable: () => null, close: () => client.close() }
}
