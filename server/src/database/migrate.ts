import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { DatabaseStartError } from './errors.ts'

interface Migration {
  readonly number: number
  readonly name: string
  readonly text: string
  readonly checksum: string
}

/** Key of the advisory lock under which one server at a time migrates. */
const MIGRATION_LOCK = 4_400_002

/**
 * Brings the database to the newest of `folder`'s numbered files (`001_name.sql`): all pending ones in one transaction.
 * Returns the names applied. Throws DatabaseStartError where an applied file has changed since, is missing, or where the
 * database is newer than this folder.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<readonly string[]> {
  const migrations = await readMigrations(folder)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await client.query(
      `CREATE TABLE IF NOT EXISTS migration (
         number     integer PRIMARY KEY,
         name       text NOT NULL,
         checksum   text NOT NULL,
         applied_at timestamptz NOT NULL DEFAULT now()
       )`,
    )
    const pending = await pendingOf(client, migrations)
    for (const migration of pending) await apply(client, migration)
    await client.query('COMMIT')
    return pending.map((migration) => migration.name)
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations: Migration[] = []
  for (const [index, name] of names.entries()) {
    const number = Number.parseInt(name, 10)
    if (number !== index + 1) throw new Error(`Migrations must be numbered 1, 2, 3 and so on; found ${name}`)
    // A checkout with other line ends is the same migration.
    const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
    migrations.push({ number, name, text, checksum: createHash('sha256').update(text).digest('hex') })
  }
  if (migrations.length === 0) throw new Error(`No migrations in ${folder}`)
  return migrations
}

async function pendingOf(client: pg.PoolClient, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    'SELECT number, name, checksum FROM migration ORDER BY number',
  )
  for (const applied of rows) {
    const known = migrations[applied.number - 1]
    if (known === undefined)
      throw new DatabaseStartError(
        `The database has migration ${applied.name}, which this FlowForge does not know: it was made by a newer one; start that.`,
      )
    if (known.checksum !== applied.checksum)
      throw new DatabaseStartError(
        `Migration ${known.name} has changed since it was applied to this database: restore the file and put the change into a new migration.`,
      )
  }
  return migrations.slice(rows.length)
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query(migration.text)
  } catch (error) {
    throw new DatabaseStartError(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error })
  }
  await client.query('INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)', [
    migration.number,
    migration.name,
    migration.checksum,
  ])
}
