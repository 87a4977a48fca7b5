import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATIONS, startTestDatabase } from '../../test/postgres.ts'
import { type Database, openDatabase } from './database.ts'
import { DatabaseStartError } from './errors.ts'

let database: Database
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

test.each([
  ['0', 0],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['-9007199254740991', Number.MIN_SAFE_INTEGER],
])('a bigint of %s is read exactly', async (text, expected) => {
  const { rows } = await sql<{ n: number }>`SELECT ${text}::bigint AS n`.execute(database.kysely)
  expect(rows).toEqual([{ n: expected }])
})

test('a bigint that no number holds is an error, and the connection goes on', async () => {
  await expect(sql`SELECT 9007199254740993::bigint AS n`.execute(database.kysely)).rejects.toThrow('too large')
  expect(await database.health()).toMatchObject({ ready: true, reason: null })
})

test('jsonb takes lists and values alike', async () => {
  const { kysely } = database
  await kysely
    .insertInto('audit_event')
    .values({
      principal_id: 'u1',
      action: 'workflow.create',
      subject_kind: 'workflow',
      subject_id: 'w1',
      detail: JSON.stringify({ list: [1, 'two'] }),
    })
    .execute()
  const event = await kysely.selectFrom('audit_event').selectAll().executeTakeFirstOrThrow()
  expect(event.detail).toEqual({ list: [1, 'two'] })
  expect(event.at).toBeInstanceOf(Date)
})

test('an address that nobody answers is refused without its password', async () => {
  const opening = openDatabase({
    source: { url: 'postgresql://user:hunter2@127.0.0.1:1/flowforge' },
    migrations: MIGRATIONS,
    log: { info: () => undefined, warn: () => undefined },
  })
  await expect(opening).rejects.toThrow(DatabaseStartError)
  await expect(opening).rejects.toThrow('The database at 127.0.0.1:1 (DATABASE_URL) cannot be used')
  await expect(opening).rejects.not.toThrow('hunter2')
})
