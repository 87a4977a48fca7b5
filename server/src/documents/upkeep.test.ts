import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { replayLog } from '../../test/kill/ledger.ts'
import { startTestDatabase } from '../../test/postgres.ts'
import { contentOf, Replica, until } from '../../test/sync/replica.ts'
import { addUsers, type SyncServer, startSyncServer, testUser } from '../../test/sync/server.ts'
import type { Database } from '../database/database.ts'
import { compact } from './compact.ts'
import { openUpdateLog } from './log.ts'
import { projectStale } from './project.ts'

let database: Database
let id: string
beforeAll(async () => {
  database = await startTestDatabase()
  await addUsers(database.pool, ['ann'])
})
afterAll(() => database.close())
beforeEach(async () => {
  await withServer({}, async ({ documents }) => {
    const created = await documents.create({ name: 'Upkeep' }, testUser('ann'))
    if (created.ok) id = created.value.id
  })
})

async function withServer<T>(
  options: { compactRows?: number; idleMilliseconds?: number },
  work: (server: SyncServer) => Promise<T>,
): Promise<T> {
  const server = await startSyncServer({ pool: database.pool, ...options })
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}

async function edited(server: SyncServer, count: number, prefix: string): Promise<Replica> {
  const replica = new Replica({ url: server.url, document: id })
  await replica.synced()
  for (let index = 0; index < count; index++) {
    replica.nodes.set(`${prefix}${index % 50}/type`, `type ${index}`)
    if (index % 10 === 0) replica.nodes.delete(`${prefix}${index % 50}/type`)
  }
  await replica.allSaved()
  return replica
}

const count = async (table: 'document_update' | 'document_snapshot') =>
  Number((await database.pool.query(`SELECT count(*) FROM ${table} WHERE document_id = $1`, [id])).rows[0].count)

test('a log that has grown is folded into a snapshot, and reads the same', async () => {
  await withServer({ compactRows: 100 }, async (server) => {
    const replica = await edited(server, 300, 'a')
    await until(async () => (await count('document_snapshot')) > 0, 'a snapshot')
    expect(contentOf(await replayLog(database.pool, id))).toEqual(contentOf(replica.doc))
    replica.close()
  })
  await withServer({}, async (server) => {
    const again = await edited(server, 5, 'b')
    const loaded = await openUpdateLog(database.pool).load(id)
    expect(loaded?.hasSnapshot).toBe(true)
    expect(contentOf(await replayLog(database.pool, id))).toEqual(contentOf(again.doc))
    again.close()
  })
})

test('folded rows are kept a day, and then only until an older snapshot holds them too', async () => {
  await withServer({}, async (server) => (await edited(server, 30, 'a')).close())
  const rows = await count('document_update')
  await compact(database.pool, id)
  expect(await compact(database.pool, id)).toBeNull()
  expect(await count('document_update')).toBe(rows)
  await database.pool.query(
    `UPDATE document_update SET created_at = now() - interval '2 days' WHERE document_id = $1`,
    [id],
  )
  const content = contentOf(await replayLog(database.pool, id))
  await withServer({}, async (server) => (await edited(server, 1, 'b')).close())
  await compact(database.pool, id)
  expect(await count('document_update')).toBeLessThan(rows)
  expect(await count('document_snapshot')).toBe(2)
  expect(contentOf(await replayLog(database.pool, id))).toMatchObject(content as object)
})

test('two servers that compact at once do it once', async () => {
  await withServer({}, async (server) => (await edited(server, 100, 'a')).close())
  const results = await Promise.all([compact(database.pool, id), compact(database.pool, id)])
  expect(results.filter((result) => result !== null)).toHaveLength(1)
})

test('a log with a row that cannot be applied is not compacted', async () => {
  const gap = new Y.Doc()
  gap.getMap('nodes').set('a', 1)
  const before = Y.encodeStateVector(gap)
  gap.getMap('nodes').set('a', 2)
  await database.pool.query(
    `INSERT INTO document_update (document_id, sequence, update, principal_id) VALUES ($1, 2, $2, 'ann')`,
    [id, Y.encodeStateAsUpdate(gap, before)],
  )
  await expect(compact(database.pool, id)).rejects.toThrow('pending')
  expect(await count('document_snapshot')).toBe(0)
})

test('the projection follows the document, and is rebuilt from the log', async () => {
  const read = async () => (await database.pool.query('SELECT * FROM workflow WHERE id = $1', [id])).rows[0]
  await withServer({}, async (server) => {
    const replica = new Replica({ url: server.url, document: id })
    await replica.synced()
    replica.doc.transact(() => {
      replica.nodes.set('a/type', 'source')
      replica.nodes.set('a/pos', { x: 1, y: 2 })
      replica.doc.getMap('meta').set('name', 'Half \ud83d and NUL \u0000')
    })
    await replica.allSaved()
    await until(async () => (await read()).through_sequence === replica.head, 'the projection')
    replica.close()
  })
  const projected = await read()
  expect(projected).toMatchObject({ node_count: 1, created_by: 'ann', name: expect.stringContaining('and NUL') })
  expect(projected.graph_json).toMatchObject({ format: 1, nodes: [{ id: 'a', type: 'source', x: 1, y: 2 }] })
  await database.pool.query(
    `UPDATE workflow SET graph_json = '{}', node_count = 0, through_sequence = 0 WHERE id = $1`,
    [id],
  )
  await projectStale(database.pool, openUpdateLog(database.pool))
  expect(await read()).toEqual(projected)
})

test('a stopping server leaves its projections up to date', async () => {
  await withServer({}, async (server) => (await edited(server, 3, 'z')).close())
  const { rows } = await database.pool.query(
    'SELECT d.head, w.through_sequence, w.node_count FROM document d JOIN workflow w USING (id) WHERE id = $1',
    [id],
  )
  expect(rows[0].through_sequence).toBe(rows[0].head)
})
