import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import { startEmbeddedPostgres } from './embedded.ts'
import { DatabaseStartError } from './errors.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

export interface DatabaseOptions {
  /** DATABASE_URL, or the home folder of an embedded PostgreSQL. */
  readonly source: { readonly url: string } | { readonly home: string }
  /** Folder of the numbered migrations. */
  readonly migrations: string
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Called when an embedded PostgreSQL cannot be brought back: the server should end. */
  readonly onLost?: (reason: Error) => void
}

interface DatabaseHealth {
  readonly ready: boolean
  /** One sentence where it is not. */
  readonly reason: string | null
  /** Of one round trip. */
  readonly milliseconds: number | null
}

/** The database of documents, users and executions. */
export interface Database {
  readonly kysely: Kysely<Tables>
  readonly pool: pg.Pool
  health(): Promise<DatabaseHealth>
  /** Waits for queries under way, and ends an embedded PostgreSQL. */
  close(): Promise<void>
}

const POOL_SIZE = 20
const CONNECT_MILLISECONDS = 5_000
const HEALTH_MILLISECONDS = 2_000

/** Connects, migrates, and is ready. Throws DatabaseStartError with one sentence for the operator. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { source, log } = options
  if ('url' in source) return connect({ connectionString: source.url }, options, async () => undefined)
  const embedded = await startEmbeddedPostgres({
    home: source.home,
    log,
    ...(options.onLost === undefined ? {} : { onLost: options.onLost }),
  })
  if (embedded.takenOver) log.info({ pid: embedded.pid() }, 'Took over the PostgreSQL of a server that was killed')
  return connect(embedded.connection, options, () => embedded.close())
}

async function connect(
  connection: pg.PoolConfig,
  options: DatabaseOptions,
  end: () => Promise<void>,
): Promise<Database> {
  const pool = createPool(connection, options.log)
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const close = async () => {
    await kysely.destroy()
    if (!pool.ended) await pool.end()
    await end()
  }
  try {
    const applied = await migrate(pool, options.migrations)
    if (applied.length > 0) options.log.info({ applied }, 'Migrated the database')
  } catch (error) {
    await close()
    throw startError(error, connection)
  }
  return { kysely, pool, health: () => health(pool), close }
}

/** A pool whose 64-bit integers arrive as numbers. */
export function createPool(connection: pg.PoolConfig, log: Pick<Logger, 'warn'>): pg.Pool {
  const pool = new pg.Pool({
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    application_name: 'flowforge',
    types: { getTypeParser: typeParser },
    ...connection,
  })
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'A database connection broke'))
  return pool
}

const INT8 = pg.types.builtins.INT8

function typeParser(type: number, format?: 'text' | 'binary') {
  return type === INT8 && format !== 'binary' ? exactNumber : pg.types.getTypeParser(type, format)
}

/** Every bigint we store is a sequence, a count or a Yjs client id, all below 2^53: a number, or an error, never rounded. */
function exactNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for an exact number`)
  return value
}

async function health(pool: pg.Pool): Promise<DatabaseHealth> {
  const started = performance.now()
  const timeout = new AbortController()
  try {
    await Promise.race([pool.query('SELECT 1'), expired(timeout.signal)])
    return { ready: true, reason: null, milliseconds: performance.now() - started }
  } catch (error) {
    return { ready: false, reason: `PostgreSQL does not answer: ${(error as Error).message}`, milliseconds: null }
  } finally {
    timeout.abort()
  }
}

function expired(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${HEALTH_MILLISECONDS} ms`)), HEALTH_MILLISECONDS)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

function startError(error: unknown, connection: pg.PoolConfig): unknown {
  if (error instanceof DatabaseStartError || connection.connectionString === undefined) return error
  // Only host and port: an address may carry a password.
  const { host } = new URL(connection.connectionString)
  return new DatabaseStartError(`The database at ${host} (DATABASE_URL) cannot be used: ${(error as Error).message}`, {
    cause: error,
  })
}
