import pg from 'pg'
import type { Logger } from 'pino'
import { type ClusterOptions, createCluster, type RunningCluster, runCluster } from './cluster.ts'
import { DatabaseStartError } from './errors.ts'
import { placeCluster } from './placement.ts'

/** The database of the documents within the cluster. */
export const DATABASE = 'flowforge'

const APPLICATION = 'flowforge server'
/** Key of the advisory lock that says which server this cluster belongs to. */
const SERVER_LOCK = 4_400_001
/** How long the connections of a killed server may take to be noticed. */
const LOCK_MILLISECONDS = 5_000

export interface EmbeddedOptions {
  /** FLOWFORGE_HOME. */
  readonly home: string
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly cluster?: ClusterOptions
  /** Called when the database cannot be brought back, or another server took it: the server should end. */
  readonly onLost?: (reason: Error) => void
}

export interface EmbeddedPostgres {
  readonly connection: pg.ClientConfig
  /** Process id of PostgreSQL. */
  readonly pid: () => number
  /** True where it was still running from a server that was killed. */
  readonly takenOver: boolean
  close(): Promise<void>
}

/**
 * PostgreSQL for one home folder: made at the first start, taken over where a killed server left it running, started again
 * when it dies. Belongs to one server, by an advisory lock on a connection that dies with the process; a second server is
 * refused with DatabaseStartError. `close` ends it.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const placement = await placeCluster(options.home)
  await createCluster(placement, options.cluster)
  let running = await runCluster(placement, options.cluster)
  const { takenOver } = running
  let closing = false
  let owner = await own(running, options.home)
  watch()
  await createDatabase(owner)

  function watch(): void {
    owner.once('end', () => {
      if (closing) return
      options.log.warn('The embedded PostgreSQL closed its connections; bringing it back')
      recover().catch((error: unknown) =>
        options.onLost?.(error instanceof Error ? error : new DatabaseStartError(String(error))),
      )
    })
  }

  async function recover(): Promise<void> {
    running = await runCluster(placement, options.cluster)
    const next = await own(running, options.home)
    if (closing) return void (await next.end())
    owner = next
    watch()
    options.log.info({ pid: running.pid }, 'The embedded PostgreSQL is back')
  }

  return {
    connection: { ...running.connection, database: DATABASE },
    pid: () => running.pid,
    takenOver,
    close: async () => {
      closing = true
      await owner.end().catch(() => undefined)
      await running.stop()
    },
  }
}

/** Takes the lock. Throws DatabaseStartError where a living server has it. */
async function own(running: RunningCluster, home: string): Promise<pg.Client> {
  const deadline = Date.now() + LOCK_MILLISECONDS
  for (;;) {
    const client = new pg.Client({
      ...running.connection,
      database: 'postgres',
      application_name: `${APPLICATION} ${process.pid}`,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
        SERVER_LOCK,
      ])
      if (rows[0]?.locked) return client
      if (Date.now() > deadline) throw await refusal(client, home)
    } catch (error) {
      await client.end().catch(() => undefined)
      if (error instanceof DatabaseStartError || Date.now() > deadline) throw error
    }
    await client.end().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function refusal(client: pg.Client, home: string): Promise<DatabaseStartError> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted`,
    [SERVER_LOCK],
  )
  const holder = rows[0]?.name.slice(APPLICATION.length).trim()
  const process = holder ? ` (process ${holder})` : ''
  return new DatabaseStartError(
    `Another FlowForge server${process} is running on ${home}: stop it, or set FLOWFORGE_HOME to another folder.`,
  )
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
}
