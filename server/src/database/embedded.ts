import pg from 'pg'
import type { Logger } from 'pino'
import { type ClusterOptions, createCluster, type RunningCluster, runCluster } from './cluster.ts'
import { DatabaseStartError } from './errors.ts'
import { type Placement, type PlacementOptions, placeCluster } from './placement.ts'

/** The database of the documents within the cluster. */
const DATABASE = 'flowforge'

const APPLICATION = 'flowforge server'
/** Key of the advisory lock that says which server this cluster belongs to. */
const SERVER_LOCK = 4_400_001
/** How long the connections of a killed server may take to be noticed. */
const LOCK_MILLISECONDS = 2_000
/** How long a PostgreSQL that says it is ready may take to answer. */
const ANSWER_MILLISECONDS = 4_000
/** PostgreSQL's code for "I am starting up, or recovering". */
const CANNOT_CONNECT_NOW = '57P03'

export interface EmbeddedOptions {
  /** FLOWFORGE_HOME. */
  readonly home: string
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly cluster?: ClusterOptions
  readonly placement?: PlacementOptions
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
  const placement = await placeCluster(options.home, options.placement)
  await createCluster(placement, options.cluster)
  let closing = false
  let { running, owner } = await runOwned(placement, options)
  const { takenOver } = running
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
    const next = await runOwned(placement, options)
    if (closing) return void (await next.owner.end())
    running = next.running
    owner = next.owner
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

interface Owned {
  readonly running: RunningCluster
  readonly owner: pg.Client
}

/** A PostgreSQL that answers and is ours; one left over that does not answer is ended first. */
async function runOwned(placement: Placement, options: EmbeddedOptions): Promise<Owned> {
  const running = await runCluster(placement, options.cluster)
  const owner = await own(running, options.home)
  if (owner !== null) return { running, owner }
  options.log.warn({ pid: running.pid }, 'The embedded PostgreSQL does not answer; starting it again')
  await running.kill()
  const again = await runCluster(placement, options.cluster)
  const next = await own(again, options.home)
  if (next === null) throw new DatabaseStartError(`The embedded PostgreSQL does not answer; see ${placement.log}.`)
  return { running: again, owner: next }
}

/** Takes the lock; null where PostgreSQL does not answer. Throws DatabaseStartError where a living server has the lock. */
async function own(running: RunningCluster, home: string): Promise<pg.Client | null> {
  const refusedAfter = Date.now() + LOCK_MILLISECONDS
  let silentAfter = Date.now() + ANSWER_MILLISECONDS
  for (;;) {
    const client = new pg.Client({
      ...running.connection,
      database: 'postgres',
      application_name: `${APPLICATION} ${process.pid}`,
      connectionTimeoutMillis: ANSWER_MILLISECONDS,
      query_timeout: ANSWER_MILLISECONDS,
    })
    client.on('error', () => undefined)
    let locked = false
    try {
      await client.connect()
      const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
        SERVER_LOCK,
      ])
      locked = rows[0]?.locked ?? false
      if (locked) return client
      if (Date.now() > refusedAfter) throw await refusal(client, home)
    } catch (error) {
      if (error instanceof DatabaseStartError) throw error
      if ((error as { code?: string }).code === CANNOT_CONNECT_NOW) silentAfter = Date.now() + ANSWER_MILLISECONDS
      if (Date.now() > silentAfter) return null
    } finally {
      if (!locked) void client.end().catch(() => undefined)
    }
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
