import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomFrom, seed, size } from '../../test/sizes.ts'
import { mutate, randomHistory } from '../../test/sync/random-doc.ts'
import { judge, type Knowledge, type Verdict } from './ownership.ts'
import { ROOTS } from './roots.ts'
import { readUpdate, UpdateError } from './update.ts'

/** Knowledge of one document; client `n` belongs to the principal named `n`, unknown ids to nobody. */
function knowledgeOf(doc: Y.Doc, clients: readonly number[]): Knowledge {
  return {
    clock: (client) => Y.getState(doc.store, client),
    owner: (client) => (clients.includes(client) ? String(client) : null),
    deleted: ({ client, clock, length }) => {
      const structs = doc.store.clients.get(client) ?? []
      return structs.every(
        ({ id, length: size, deleted }) => deleted || id.clock + size <= clock || id.clock >= clock + length,
      )
    },
  }
}

const read = (update: Uint8Array) => readUpdate(update, ROOTS.workflow)

function docOf(clientId: number, write: (nodes: Y.Map<unknown>) => void, from?: Y.Doc): Y.Doc {
  const doc = new Y.Doc()
  if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
  doc.clientID = clientId
  write(doc.getMap('nodes'))
  return doc
}

const difference = (doc: Y.Doc, since: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc, Y.encodeStateVector(since))

const base = docOf(1, (nodes) => {
  nodes.set('a/type', 'source')
  nodes.set('b/type', 'filter')
})
const knowledge = knowledgeOf(base, [1, 2])

test('own edits are accepted, under old and new client ids', () => {
  const own = docOf(1, (nodes) => nodes.set('a/type', 'sort'), base)
  expect(judge(read(difference(own, base)), knowledge, '1')).toMatchObject({ kind: 'accept', claims: [] })
  const fresh = docOf(9, (nodes) => nodes.set('a/type', 'sort'), base)
  expect(judge(read(difference(fresh, base)), knowledge, '1')).toMatchObject({
    kind: 'accept',
    claims: [9],
    clocks: new Map([[9, 1]]),
  })
})

test('deleting what others wrote is allowed, their client ids are not', () => {
  const other = docOf(2, (nodes) => nodes.delete('a/type'), base)
  expect(judge(read(Y.encodeStateAsUpdate(other)), knowledge, '2')).toMatchObject({ kind: 'accept' })
  const forged = docOf(1, (nodes) => nodes.set('x', 1), base)
  expect(judge(read(difference(forged, base)), knowledge, '2')).toEqual({ kind: 'foreign', client: 1 })
})

test('what is known changes nothing, and of a full state only the news are kept', () => {
  expect(judge(read(Y.encodeStateAsUpdate(base)), knowledge, '2')).toEqual({ kind: 'nothing' })
  const own = docOf(2, (nodes) => nodes.set('c/type', 'sort'), base)
  const verdict = judge(read(Y.encodeStateAsUpdate(own)), knowledge, '2')
  expect(verdict).toMatchObject({ kind: 'accept' })
  if (verdict.kind === 'accept') {
    expect(read(verdict.update).structs.map(({ client }) => client)).toEqual([2])
    expect(verdict.update.length).toBeLessThan(Y.encodeStateAsUpdate(own).length)
  }
})

test('what builds on unknown things is unmet', () => {
  const first = docOf(2, (nodes) => nodes.set('c/type', 'sort'), base)
  const second = docOf(2, (nodes) => nodes.set('c/type', 'limit'), first)
  const third = docOf(9, (nodes) => nodes.set('c/type', 'table'), second)
  const deletion = docOf(9, (nodes) => nodes.delete('c/type'), second)
  for (const [name, doc] of Object.entries({ second, third, deletion })) {
    const update = difference(doc, name === 'second' ? first : second)
    expect(judge(read(update), knowledge, '2'), name).toEqual({ kind: 'unmet' })
  }
  expect(judge(read(difference(third, base)), knowledge, '2')).toMatchObject({ kind: 'accept', claims: [9] })
})

test('whatever is accepted from mutated traffic, Yjs applies whole, and nobody else’s clock moves', () => {
  const start = seed()
  const random = randomFrom(start)
  const verdicts: Record<string, number> = {}
  for (let round = 0; round < size(40, 1_000); round++) {
    const { docs, updates } = randomHistory(random, 3, 40)
    const server = new Y.Doc()
    for (const doc of docs.slice(0, 2)) Y.applyUpdate(server, Y.encodeStateAsUpdate(doc))
    for (const { client, update } of updates) {
      const bytes = random() < 0.3 ? update : mutate(update, random)
      const sender = random() < 0.9 ? client : 1
      const verdict = judged(server, bytes, sender)
      verdicts[verdict?.kind ?? 'malformed'] = (verdicts[verdict?.kind ?? 'malformed'] ?? 0) + 1
      if (verdict?.kind !== 'accept') continue
      expectWholeAndOwn(server, sender, verdict, `seed ${start}, update ${Buffer.from(bytes).toString('hex')}`)
    }
  }
  expect(Object.keys(verdicts).sort()).toEqual(['accept', 'foreign', 'malformed', 'nothing', 'unmet'])
})

function judged(server: Y.Doc, bytes: Uint8Array, sender: number): Verdict | null {
  try {
    return judge(read(bytes), knowledgeOf(server, [1, 2, 3]), String(sender))
  } catch (error) {
    if (error instanceof UpdateError) return null
    throw error
  }
}

function expectWholeAndOwn(
  server: Y.Doc,
  sender: number,
  verdict: Extract<Verdict, { kind: 'accept' }>,
  context: string,
): void {
  const replica = new Y.Doc()
  Y.applyUpdate(replica, Y.encodeStateAsUpdate(server))
  Y.applyUpdate(replica, verdict.update)
  expect(replica.store.pendingStructs, context).toBeNull()
  expect(replica.store.pendingDs, context).toBeNull()
  const expected = new Map([...Y.decodeStateVector(Y.encodeStateVector(server)), ...verdict.clocks])
  expect(new Map(Y.decodeStateVector(Y.encodeStateVector(replica))), context).toEqual(expected)
  for (const author of verdict.clocks.keys()) expect([sender, ...verdict.claims]).toContain(author)
}
