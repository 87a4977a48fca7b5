import { MESSAGE } from '@flowforge/core/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/database/database.ts'
import { openUpdateLog, StorageError, type UpdateLog } from '../../src/documents/log.ts'
import { replayLog } from '../kill/ledger.ts'
import { MIGRATIONS, startTestPostgres, type TestPostgres } from '../postgres.ts'
import { contentOf, Replica, type ReplicaOptions, until } from './replica.ts'
import { addUsers, quiet, type SyncServer, startSyncServer, testUser } from './server.ts'

let postgres: TestPostgres
let database: Database
let server: SyncServer
let id: string
const open: Replica[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
  const { url } = await postgres.createDatabase('outage')
  database = await openDatabase({ source: { url }, migrations: MIGRATIONS, log: quiet })
  await addUsers(database.pool, ['ann', 'bob'])
})
afterAll(async () => {
  await database.close()
  await postgres.close()
})
beforeEach(() => begin())
afterEach(async () => {
  for (const replica of open.splice(0)) replica.close()
  await server.close()
})

async function begin(log?: UpdateLog): Promise<void> {
  server = await startSyncServer({ pool: database.pool, ...(log === undefined ? {} : { log }) })
  const created = await server.documents.create({ name: 'Outage' }, testUser('ann'))
  if (!created.ok) throw new Error(created.refusal.message)
  id = created.value.id
}

async function beginAgain(log: UpdateLog): Promise<void> {
  await server.close()
  await begin(log)
}

function join(options: Partial<ReplicaOptions> = {}): Replica {
  const replica = new Replica({ url: server.url, document: id, ...options })
  open.push(replica)
  return replica
}

test('with the database stopped nothing is saved or relayed, the clients are told, and it heals by itself', async () => {
  const ann = join()
  const bob = join({ user: 'bob' })
  await Promise.all([ann.allSaved(), bob.allSaved()])
  await postgres.stop()
  ann.nodes.set('a/type', 'source')
  bob.nodes.set('b/type', 'filter')
  bob.nodes.set('b/title', 'Late')
  bob.nodes.delete('b/title')
  await until(() => ann.trouble === 'storage_down' && bob.trouble === 'storage_down', 'the trouble')
  expect(server.documents.stats().trouble).toBe(true)
  const late = join({ user: 'bob' })
  await until(() => late.trouble === 'storage_down', 'trouble for who comes later')
  // Who comes later reads what is committed, and cannot save either.
  await late.synced()
  expect([ann.isSaved, bob.isSaved, late.isSaved]).toEqual([false, false, false])
  expect([ann.nodes.has('b/type'), bob.nodes.has('a/type')]).toEqual([false, false])

  await postgres.start()
  await Promise.all([ann.allSaved(), bob.allSaved(), late.allSaved()])
  await until(() => [ann, bob, late].every(({ trouble }) => trouble === null), 'the end of the trouble')
  await until(() => [ann, bob, late].every(({ nodes }) => nodes.has('a/type') && nodes.has('b/type')), 'all edits')
  expect(contentOf(await replayLog(database.pool, id))).toEqual(contentOf(ann.doc))
})

test('stopped again and again in the middle of edits, the database has everything that was acknowledged', async () => {
  const ann = join()
  const bob = join({ user: 'bob' })
  await Promise.all([ann.allSaved(), bob.allSaved()])
  for (let round = 0; round < 3; round++) {
    let running = true
    const editing = (async () => {
      for (let index = 0; running; index++) {
        ann.nodes.set(`a${index % 40}/pos`, { x: index, y: round })
        bob.nodes.delete(`a${index % 30}/pos`)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    })()
    const head = ann.head
    await until(() => ann.head > head + 20, 'edits saved')
    await postgres.stop()
    await until(() => !ann.isSaved, 'something unsaved')
    await postgres.start()
    running = false
    await editing
    await Promise.all([ann.allSaved(), bob.allSaved()])
    const fromLog = contentOf(await replayLog(database.pool, id))
    await until(
      () => [ann, bob].every(({ doc }) => JSON.stringify(contentOf(doc)) === JSON.stringify(fromLog)),
      'all equal',
    )
  }
})

test('a commit whose outcome is unknown closes the room, and what was stored is not stored twice', async () => {
  const log = openUpdateLog(database.pool)
  let cut = false
  await beginAgain({
    ...log,
    append: async (batches) => {
      const heads = await log.append(batches)
      if (!cut) return heads
      cut = false
      throw new StorageError('unknown', new Error('the connection broke after COMMIT was sent'))
    },
  })
  const ann = join()
  await ann.allSaved()
  cut = true
  ann.nodes.set('a/type', 'source')
  await until(() => ann.closes.length > 0, 'the close')
  expect(ann.closes).toEqual([4500])
  await ann.allSaved()
  const { rows } = await database.pool.query('SELECT head FROM document WHERE id = $1', [id])
  expect(rows[0].head).toBe(2)
  expect(contentOf(await replayLog(database.pool, id))).toEqual(contentOf(ann.doc))
})

test('a room whose rows are refused does not take the rest of its batch with it', async () => {
  const log = openUpdateLog(database.pool)
  let poisoned = ''
  let batchesTogether = 0
  await beginAgain({
    ...log,
    append: (batches) => {
      batchesTogether = Math.max(batchesTogether, batches.length)
      if (!batches.some((batch) => batch.documentId === poisoned)) return log.append(batches)
      return Promise.reject(new StorageError('refused', new Error('a row of this document is refused')))
    },
  })
  const other = await server.documents.create({ name: 'Other' }, testUser('bob'))
  if (!other.ok) throw new Error(other.refusal.message)
  const ann = join()
  const bob = join({ user: 'bob', document: other.value.id })
  await Promise.all([ann.allSaved(), bob.allSaved()])
  poisoned = id
  for (let index = 0; index < 50; index++) {
    ann.nodes.set(`a${index}/type`, 'source')
    bob.nodes.set(`b${index}/type`, 'source')
    if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await bob.allSaved()
  expect(bob.closes).toEqual([])
  expect(batchesTogether).toBe(2)
  await until(() => ann.closes.length > 0, 'the close')
  expect(ann.closes[0]).toBe(4500)
  poisoned = ''
  await ann.allSaved()
  expect(contentOf(await replayLog(database.pool, id))).toEqual(contentOf(ann.doc))
})

test('a node that finds the head moved by another one reloads, and both agree', async () => {
  const second = await startSyncServer({ pool: database.pool })
  const ann = join()
  const bob = join({ user: 'bob', url: second.url })
  await Promise.all([ann.allSaved(), bob.allSaved()])
  ann.nodes.set('a/type', 'source')
  await ann.allSaved()
  bob.nodes.set('b/type', 'filter')
  await until(() => bob.closes.length > 0, 'the reload')
  expect(bob.closes[0]).toBe(4500)
  await bob.allSaved()
  await until(() => bob.nodes.has('a/type'), 'the other node’s edit')
  expect(contentOf(await replayLog(database.pool, id))).toEqual(contentOf(bob.doc))
  // What Bob built on is news to the first node: not foreign, not unmet, but a reason to reload.
  bob.provider.disconnect()
  const moved = join({ user: 'bob', doc: bob.doc })
  bob.nodes.set('b/type', 'sort')
  await moved.allSaved()
  await until(() => ann.nodes.get('b/type') === 'sort', 'Bob’s edit')
  expect(moved.closes.every((code) => code === 4500)).toBe(true)
  bob.close()
  await second.close()
})

test('every socket hears something in the interval that keeps it open', async () => {
  await server.close()
  server = await startSyncServer({ pool: database.pool, keepAliveMilliseconds: 20 })
  const ann = join()
  await ann.synced()
  const heard: number[] = []
  ann.provider.ws?.addEventListener('message', (event: { data: ArrayBuffer }) =>
    heard.push(new Uint8Array(event.data)[0] ?? -1),
  )
  await until(() => heard.filter((type) => type === MESSAGE.awareness).length >= 3, 'three signs of life')
  expect(ann.provider.awareness.getStates().size).toBe(1)
})
