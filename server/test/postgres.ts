import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { copyBinaries, hasLibraryLinks, installedBinaries } from '../src/database/binaries.ts'
import { createCluster, runCluster } from '../src/database/cluster.ts'
import { type Database, openDatabase } from '../src/database/database.ts'
import { layOut, nobody, othersCanEnter } from '../src/database/placement.ts'

/** The migrations of this repository. */
export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url))

/** Nothing a test writes has to outlive the machine. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '32MB' }

export interface TestPostgres {
  /** To an empty database; `types` are those of `pg`. */
  readonly connection: pg.ClientConfig
  readonly pool: pg.Pool
  /** A new empty database of this cluster, with an address for DATABASE_URL. */
  createDatabase(name: string): Promise<{ readonly url: string; readonly connection: pg.ClientConfig }>
  /** Ends it as an operator would, its data kept; `start` brings it back at the same address. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** A real PostgreSQL in a temporary folder, gone after `close`; takes about a second. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'flowforge-pg-'))
  await chmod(folder, 0o755)
  const root = process.getuid?.() === 0
  const installed = await installedBinaries()
  const usable = (await hasLibraryLinks(installed)) && (!root || (await othersCanEnter(installed.folder)))
  const binaries = usable ? installed : await copyBinaries(installed, folder)
  const placement = await layOut(join(folder, 'pg'), binaries, root ? nobody() : null)
  await createCluster(placement, { throwAway: true })
  let running = await runCluster(placement, { settings: FAST })
  const connection = { ...running.connection, database: 'postgres' }
  const pool = new pg.Pool(connection)
  pool.on('error', () => undefined)
  return {
    connection,
    pool,
    createDatabase: async (name) => {
      await pool.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
      const { host = '', port, user, password } = running.connection
      const secret = typeof password === 'string' ? `:${password}` : ''
      const url = `postgresql://${user}${secret}@${encodeURIComponent(host)}:${port}/${name}`
      return { url, connection: { ...running.connection, database: name } }
    },
    stop: () => running.stop(),
    start: async () => {
      running = await runCluster(placement, { settings: FAST })
    },
    close: async () => {
      await pool.end()
      await running.stop()
      await rm(folder, { recursive: true, force: true })
      await rm(placement.socket, { recursive: true, force: true })
    },
  }
}

/** A migrated database on a PostgreSQL of its own. */
export async function startTestDatabase(): Promise<Database> {
  const postgres = await startTestPostgres()
  const { url } = await postgres.createDatabase('flowforge')
  const quiet = { info: () => undefined, warn: () => undefined }
  const database = await openDatabase({ source: { url }, migrations: MIGRATIONS, log: quiet })
  return {
    ...database,
    close: async () => {
      await database.close()
      await postgres.close()
    },
  }
}
