import { appendFile, cp, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { MIGRATIONS, startTestPostgres, type TestPostgres } from '../../test/postgres.ts'
import { createPool } from './database.ts'
import { migrate } from './migrate.ts'

let postgres: TestPostgres
let pool: pg.Pool
let folder: string
let count = 0

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.close())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowforge-migrations-'))
  await cp(MIGRATIONS, folder, { recursive: true })
  const database = await postgres.createDatabase(`migrate_${++count}`)
  pool = createPool(database.connection, { warn: () => undefined })
})
afterEach(async () => {
  await pool.end()
  await rm(folder, { recursive: true })
})

const tables = async () =>
  (await pool.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).rows.map(
    (row) => row.tablename,
  )

test('applies all once, and later only the new ones', async () => {
  expect(await migrate(pool, folder)).toContain('001_documents.sql')
  expect(await migrate(pool, folder)).toEqual([])
  await writeFile(join(folder, '900_more.sql'), 'CREATE TABLE more (n int);').catch(() => undefined)
  await expect(migrate(pool, folder)).rejects.toThrow('numbered')
})

test('two servers that start at once migrate once', async () => {
  const results = await Promise.all([migrate(pool, folder), migrate(pool, folder)])
  expect(results.filter((applied) => applied.length > 0)).toHaveLength(1)
})

test('a failing migration leaves nothing behind', async () => {
  await writeFile(join(folder, '002_projections.sql'), 'CREATE TABLE half (n int); SELECT no_such_function();')
  await expect(migrate(pool, folder)).rejects.toThrow('Migration 002_projections.sql failed')
  expect(await tables()).toEqual([])
})

test('a changed applied migration is refused by name', async () => {
  await migrate(pool, folder)
  await appendFile(join(folder, '001_documents.sql'), '-- changed\n')
  await expect(migrate(pool, folder)).rejects.toThrow('Migration 001_documents.sql has changed since it was applied')
})

test('other line ends are the same migration', async () => {
  await migrate(pool, folder)
  const file = join(folder, '001_documents.sql')
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'))
  expect(await migrate(pool, folder)).toEqual([])
})

test('a database of a newer FlowForge is refused', async () => {
  const applied = await migrate(pool, folder)
  const newest = applied.at(-1) ?? ''
  await unlink(join(folder, newest))
  await expect(migrate(pool, folder)).rejects.toThrow(`migration ${newest}, which this FlowForge does not know`)
})
