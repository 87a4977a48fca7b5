import { CLOSE, MESSAGE } from '@flowforge/core/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { startTestDatabase } from '../../test/postgres.ts'
import { contentOf, ownFrame, Replica, type ReplicaOptions, type SocketClass, until } from '../../test/sync/replica.ts'
import { addUsers, type SyncServer, startSyncServer, testUser } from '../../test/sync/server.ts'
import { describeOnTransports } from '../../test/transports.ts'
import type { Database } from '../database/database.ts'
import type { RunContext } from './runs.ts'

let database: Database
beforeAll(async () => {
  database = await startTestDatabase()
  await addUsers(database.pool, ['ann', 'bob', 'eve'])
})
afterAll(() => database.close())

describeOnTransports('documents', (transport) => {
  let server: SyncServer
  let id: string
  let runs: { kind: string; context: RunContext; nodes: unknown; id?: string }[]
  const open: (Replica | { close(): void })[] = []

  beforeEach(async () => {
    runs = []
    server = await startSyncServer({
      pool: database.pool,
      transport,
      runs: {
        run: (request, context) =>
          runs.push({ kind: 'run', id: request.requestId, context, nodes: context.document.getMap('nodes').toJSON() }),
        ask: (request, context) => runs.push({ kind: 'ask', id: request.requestId, context, nodes: null }),
        cancel: (request, context) => runs.push({ kind: 'cancel', id: request.requestId, context, nodes: null }),
      },
    })
    const created = await server.documents.create({ name: 'Delays' }, testUser('ann'))
    if (!created.ok) throw new Error(created.refusal.message)
    id = created.value.id
  })
  afterEach(async () => {
    for (const one of open.splice(0)) one.close()
    await server.close()
  })

  const join = (options: Partial<ReplicaOptions> = {}): Replica => {
    const replica = new Replica({ url: server.url, document: id, ...options })
    open.push(replica)
    return replica
  }

  test('two replicas see each other’s edits, and each is told when its own are saved', async () => {
    const ann = join()
    const bob = join({ user: 'bob' })
    await Promise.all([ann.synced(), bob.synced()])
    ann.nodes.set('a/type', 'source')
    bob.nodes.set('b/type', 'filter')
    bob.nodes.delete('b/type')
    bob.nodes.set('b/type', 'sort')
    await Promise.all([ann.allSaved(), bob.allSaved()])
    await until(() => ann.nodes.size === 2 && bob.nodes.size === 2, 'both edits on both sides')
    expect(contentOf(ann.doc)).toEqual(contentOf(bob.doc))
    expect(ann.doc.getMap('meta').get('name')).toBe('Delays')
    const { rows } = await database.pool.query('SELECT head FROM document WHERE id = $1', [id])
    expect(Math.max(ann.head, bob.head)).toBe(rows[0].head)
  })

  test('an unmodified provider reads and writes', async () => {
    const doc = new Y.Doc()
    const provider = new WebsocketProvider(server.url, id, doc, {
      WebSocketPolyfill: WebSocket as unknown as SocketClass,
    })
    open.push({ close: () => provider.destroy() })
    const errors: unknown[] = []
    provider.on('connection-error', (error) => errors.push(error))
    await until(() => provider.synced, 'synced')
    doc.getMap('nodes').set('a/type', 'source')
    const other = join({ user: 'bob' })
    await until(() => other.nodes.get('a/type') === 'source', 'the edit')
    other.nodes.set('a/title', 'Trades')
    await until(() => doc.getMap('nodes').get('a/title') === 'Trades', 'the answer')
    expect(errors).toEqual([])
  })

  test('awareness reaches the others and ends with the socket', async () => {
    const ann = join()
    const bob = join({ user: 'bob' })
    await Promise.all([ann.synced(), bob.synced()])
    ann.provider.awareness.setLocalStateField('cursor', { x: 1 })
    const seen = () => bob.provider.awareness.getStates().get(ann.doc.clientID)
    await until(() => seen()?.cursor !== undefined, 'the cursor')
    ann.close()
    await until(() => seen() === undefined, 'the cursor gone')
    expect(bob.closes).toEqual([])
  })

  test('no-ops are counted, and a step 2 that brings nothing is saved', async () => {
    const ann = join()
    await ann.synced()
    await ann.allSaved()
    expect(ann.sent).toBe(1)
    ann.nodes.set('a/type', 'source')
    await ann.allSaved()
    const update = Y.encodeStateAsUpdate(ann.doc)
    const head = ann.head
    ann.sendRaw(syncFrame(2, update))
    await ann.allSaved()
    expect(ann.sent).toBe(3)
    expect(ann.head).toBe(head)
  })

  test('a reader’s step 2 without news is fine, an edit closes with forbidden and is not stored', async () => {
    const ann = join()
    await ann.synced()
    const eve = join({ user: 'eve', canEdit: false })
    await eve.synced()
    await eve.allSaved()
    expect(eve.frames.find((frame) => frame.type === MESSAGE.welcome)?.body).toMatchObject({
      principal: { id: 'eve', canEdit: false },
    })
    eve.nodes.set('a/type', 'source')
    await until(() => eve.closes.length > 0, 'the close')
    expect(eve.closes).toEqual([CLOSE.forbidden])
    expect(ann.nodes.size).toBe(0)
  })

  test('runs and asks come behind the edits sent before, and answers reach the asker alone', async () => {
    const ann = join()
    const bob = join({ user: 'bob' })
    const plain = join({ user: 'eve', hello: false })
    await Promise.all([ann.synced(), bob.synced(), plain.synced()])
    ann.nodes.set('a/type', 'source')
    ann.sendRaw(ownFrame(MESSAGE.run, { requestId: 'r1', node: null }))
    ann.sendRaw(ownFrame(MESSAGE.ask, { requestId: 'q1', slot: 's', node: 'a', question: { kind: 'count' } }))
    ann.sendRaw(ownFrame(MESSAGE.cancel, { requestId: 'q1' }))
    await until(() => runs.length === 3, 'the runs')
    const run = runs.find((one) => one.kind === 'run')
    expect(run?.nodes).toEqual({ 'a/type': 'source' })
    expect(run?.context).toMatchObject({ documentId: id, head: 2, canEdit: true })
    const state = { requestId: 'r1', by: { id: 'ann', name: 'ann' }, head: 2, state: 'running' as const, outputs: [] }
    run?.context.status(state)
    run?.context.answer({
      requestId: 'q1',
      node: 'a',
      head: 2,
      fingerprint: null,
      milliseconds: 1,
      table: null,
      executionId: null,
      sql: null,
      problems: [],
    })
    const got = (replica: Replica, type: number) => replica.frames.filter((frame) => frame.type === type).length
    await until(() => got(ann, MESSAGE.answer) === 1 && got(bob, MESSAGE.runStatus) === 1, 'status and answer')
    expect(got(bob, MESSAGE.answer)).toBe(0)
    expect(got(plain, MESSAGE.runStatus)).toBe(0)
    expect(run?.context.signal.aborted).toBe(false)
    ann.close()
    await until(() => run?.context.signal.aborted === true, 'the abort')
  })

  test('missing, deleted and restored documents', async () => {
    const lost = join({ document: 'no-such-document' })
    await until(() => lost.closes.length > 0, 'the close')
    expect(lost.closes).toEqual([CLOSE.notFound])
    const ann = join()
    await ann.synced()
    ann.nodes.set('a/type', 'source')
    await ann.allSaved()
    await server.documents.remove(id, testUser('bob'))
    await until(() => ann.closes.length > 0, 'the close')
    expect(ann.closes).toEqual([CLOSE.deleted])
    const late = join()
    await until(() => late.closes.length > 0, 'the close')
    expect(late.closes).toEqual([CLOSE.deleted])
    const restored = await server.documents.restore(id, testUser('bob'))
    expect(restored).toMatchObject({ ok: true, value: { id, name: 'Delays', deletedAt: null } })
    const back = join()
    await back.synced()
    expect(back.nodes.toJSON()).toEqual({ 'a/type': 'source' })
  })

  test('a document survives the server', async () => {
    const ann = join()
    await ann.synced()
    for (let index = 0; index < 100; index++) ann.nodes.set(`n${index}/type`, 'source')
    await ann.allSaved()
    const content = contentOf(ann.doc)
    ann.close()
    await server.close()
    server = await startSyncServer({ pool: database.pool, transport })
    const again = join()
    await again.synced()
    expect(contentOf(again.doc)).toEqual(content)
  })
})

function syncFrame(subtype: number, update: Uint8Array): Uint8Array {
  const length: number[] = []
  for (let rest = update.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) break
  }
  return Uint8Array.from([MESSAGE.sync, subtype, ...length, ...update])
}
