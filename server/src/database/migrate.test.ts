import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATIONS, startTestPostgres, type TestPostgres } from '../../test/postgres.ts'
import { createPool } from './database.ts'
import { migrate } from './migrate.ts'

let postgres: TestPostgres
let folder: string
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.close())

async function fresh(name: string) {
  folder = await mkdtemp(join(tmpdir(), 'flowforge-migrations-'))
  await cp(MIGRATIONS, folder, { recursive: true })
  const pool = createPool((await postgres.createDatabase(name)).connection, { warn: () => undefined })
  return {
    pool,
    [Symbol.asyncDispose]: async () => {
      await pool.end()
      await rm(folder, { recursive: true })
    },
  }
}

test('applies all once, and only the new ones later', async () => {
  const { pool, ...resource } = await fresh('once')
  const first = await migrate(pool, folder)
  expect(first.length).toBeGreaterThan(1)
  expect(await migrate(pool, folder)).toEqual([])
  expect(first).toContain('001_documents.sql')
  await resource[Symbol.asyncDispose]()
})
