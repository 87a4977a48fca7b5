import { toGraphJson } from '@flowforge/core/document'
import type { GraphJson } from '@flowforge/core/graph'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startTestDatabase } from '../../test/postgres.ts'
import { Replica, until } from '../../test/sync/replica.ts'
import { addUsers, type SyncServer, startSyncServer, testUser } from '../../test/sync/server.ts'
import type { Database } from '../database/database.ts'
import type { Documents, Result } from './service.ts'

const ann = testUser('ann')
const bob = testUser('bob')

const GRAPH: GraphJson = {
  format: 1,
  name: 'Late flights',
  description: 'more than an hour',
  nodes: [
    { id: 'flights', type: 'source', x: 0, y: 0, config: { table: 'flights' } },
    { id: 'late', type: 'limit', x: 200, y: 0, config: { count: 10 } },
  ],
  edges: [{ from: { node: 'flights', port: 'out' }, to: { node: 'late', port: 'rows' } }],
  notes: [],
}

let database: Database
let server: SyncServer
let documents: Documents
beforeAll(async () => {
  database = await startTestDatabase()
  await addUsers(database.pool, ['ann', 'bob'])
})
afterAll(() => database.close())
beforeEach(async () => {
  server = await startSyncServer({ pool: database.pool })
  documents = server.documents
})
afterEach(() => server.close())

function expectOk<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.message)
  return result.value
}

async function graphOf(id: string): Promise<GraphJson> {
  return toGraphJson(expectOk(await documents.read(id)).graph)
}

test('creates from a graph, lists it, reads it back, and duplicates it', async () => {
  const created = expectOk(await documents.create({ graph: GRAPH }, ann))
  expect(created).toMatchObject({ name: 'Late flights', nodeCount: 2, head: 1, createdBy: { id: 'ann' } })
  expect(await graphOf(created.id)).toEqual(GRAPH)
  const copy = expectOk(await documents.duplicate(created.id, bob))
  expect(copy).toMatchObject({ name: 'Late flights (copy)', nodeCount: 2, createdBy: { id: 'bob' } })
  const found = await documents.list({ search: 'flights (c', deleted: false })
  expect(found.map(({ id }) => id)).toEqual([copy.id])
  expect(await documents.list({ search: 'flights%c', deleted: false })).toEqual([])
})

test('an id minted offline is created once, and is nobody else’s to take', async () => {
  const request = { id: 'minted-offline-1', name: 'Mine' }
  const first = expectOk(await documents.create(request, ann))
  expect(expectOk(await documents.create(request, ann))).toEqual(first)
  expect(await documents.create(request, bob)).toMatchObject({ ok: false, refusal: { code: 'exists' } })
})

test('renaming reaches open replicas and the list, as an edit of whoever asked', async () => {
  const { id } = expectOk(await documents.create({ graph: GRAPH }, ann))
  const replica = new Replica({ url: server.url, document: id })
  await replica.synced()
  const renamed = expectOk(await documents.rename(id, { name: 'On time', description: 'or not' }, bob))
  expect(renamed).toMatchObject({ name: 'On time', description: 'or not', head: 2, updatedBy: { id: 'bob' } })
  await until(() => replica.doc.getMap('meta').get('name') === 'On time', 'the name')
  expect(expectOk(await documents.rename(id, { name: 'On time' }, bob)).head).toBe(2)
  const { rows } = await database.pool.query(
    'SELECT principal_id FROM document_update WHERE document_id = $1 ORDER BY sequence',
    [id],
  )
  expect(rows.map((row) => row.principal_id)).toEqual(['ann', 'bob'])
  replica.close()
})

test('replacing takes the head it was read at, writes changed keys only, and merges with who edits meanwhile', async () => {
  const { id, head } = expectOk(await documents.create({ graph: GRAPH }, ann))
  const replica = new Replica({ url: server.url, document: id })
  await replica.allSaved()
  replica.provider.disconnect()
  replica.nodes.set('flights/title', 'All flights')
  const [source, limit] = GRAPH.nodes
  if (source === undefined || limit === undefined) throw new Error('two nodes')
  const next = { ...GRAPH, nodes: [source, { ...limit, config: { count: 20 } }] }
  expect(expectOk(await documents.replace(id, next, head, bob))).toEqual({ head: 2 })
  const { rows } = await database.pool.query(
    'SELECT update FROM document_update WHERE document_id = $1 AND sequence = 2',
    [id],
  )
  expect(Y.decodeUpdate(rows[0].update).structs).toHaveLength(1)
  expect(await documents.replace(id, GRAPH, head, bob)).toMatchObject({ ok: false, refusal: { code: 'changed' } })
  replica.provider.connect()
  await replica.allSaved()
  expect((await graphOf(id)).nodes).toEqual([{ ...source, title: 'All flights' }, next.nodes[1]])
  replica.close()
})

test('what cannot be written is refused with the reason', async () => {
  const twice = { ...GRAPH, nodes: [...GRAPH.nodes, ...GRAPH.nodes] }
  expect(await documents.create({ graph: twice }, ann)).toMatchObject({ ok: false, refusal: { code: 'bad_graph' } })
  const { id, head } = expectOk(await documents.create({ graph: GRAPH }, ann))
  expect(await documents.replace(id, twice, head, ann)).toMatchObject({ ok: false, refusal: { code: 'bad_graph' } })
  const newer = new Replica({ url: server.url, document: id })
  await newer.synced()
  newer.doc.getMap('meta').set('minReader', 99)
  await newer.allSaved()
  expect(await documents.rename(id, { name: 'x' }, ann)).toMatchObject({ ok: false, refusal: { code: 'read_only' } })
  newer.close()
})

test('missing and deleted documents are said to be so', async () => {
  expect(await documents.read('nothing-here')).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
  const { id } = expectOk(await documents.create({ graph: GRAPH }, ann))
  expectOk(await documents.remove(id, ann))
  expect(await documents.rename(id, { name: 'x' }, ann)).toMatchObject({ ok: false, refusal: { code: 'deleted' } })
  expect((await documents.list({ deleted: true })).map((one) => one.id)).toContain(id)
  expect(expectOk(await documents.restore(id, bob))).toMatchObject({ id, deletedAt: null })
  expect(await graphOf(id)).toEqual(GRAPH)
})

test('many edits by the server at once all stand', async () => {
  const { id } = expectOk(await documents.create({ graph: GRAPH }, ann))
  const names = Array.from({ length: 20 }, (_, index) => `name ${index}`)
  const results = await Promise.all(names.map((name) => documents.rename(id, { name }, bob)))
  expect(results.every(({ ok }) => ok)).toBe(true)
  expect(expectOk(await documents.get(id))).toMatchObject({ head: 21, name: expect.stringMatching(/^name \d+$/) })
})
