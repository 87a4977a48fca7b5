import { CLOSE } from '@flowforge/core/protocol'
import * as encoding from 'lib0/encoding'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Database } from '../../src/database/database.ts'
import { writeAwareness } from '../../src/documents/awareness.ts'
import { awarenessFrame } from '../../src/documents/wire.ts'
import { startTestDatabase } from '../postgres.ts'
import { RawClient } from '../sync/raw-client.ts'
import { contentOf, Replica, until } from '../sync/replica.ts'
import { addUsers, type SyncServer, startSyncServer, testUser } from '../sync/server.ts'

const EMPTY = Y.encodeStateAsUpdate(new Y.Doc())

let database: Database
let server: SyncServer
let id: string
let victim: Replica
let attacker: RawClient
const open: { close(): void }[] = []

beforeAll(async () => {
  database = await startTestDatabase()
  await addUsers(database.pool, ['ann', 'bob', 'eve'])
  server = await startSyncServer({ pool: database.pool })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

beforeEach(async () => {
  const created = await server.documents.create({ name: 'Forgery' }, testUser('ann'))
  if (!created.ok) throw new Error(created.refusal.message)
  id = created.value.id
  victim = track(new Replica({ url: server.url, document: id, user: 'ann' }))
  await victim.synced()
  victim.nodes.set('a/type', 'source')
  victim.nodes.set('b/type', 'filter')
  await victim.allSaved()
  attacker = track(await RawClient.open(server.url, id, 'eve', 4_000_000_001))
})
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function track<T extends { close(): void }>(one: T): T {
  open.push(one)
  return one
}

/** Everything the database holds of the document, but for the attacker's own client id, which its hello claims. */
async function stored() {
  const { pool } = database
  const [document, updates, clients] = await Promise.all([
    pool.query('SELECT head FROM document WHERE id = $1', [id]),
    pool.query('SELECT sequence, update FROM document_update WHERE document_id = $1 ORDER BY 1', [id]),
    pool.query('SELECT client, principal_id FROM document_client WHERE document_id = $1 AND client <> $2 ORDER BY 1', [
      id,
      EVE,
    ]),
  ])
  return { document: document.rows, updates: updates.rows, clients: clients.rows }
}

/** The victim's next hundred edits reach a peer and the log, whatever was tried. */
async function expectVictimUnharmed(): Promise<void> {
  for (let index = 0; index < 100; index++) victim.nodes.set(`v${index}/pos`, { x: index, y: 0 })
  await victim.allSaved()
  expect(victim.closes).toEqual([])
  const peer = track(new Replica({ url: server.url, document: id, user: 'bob' }))
  await peer.synced()
  await until(() => peer.nodes.has('v99/pos'), 'the hundredth edit')
  expect(contentOf(peer.doc)).toEqual(contentOf(victim.doc))
  expect([...peer.nodes.keys()].filter((key) => key.startsWith('v'))).toHaveLength(100)
}

/** A V1 update of raw structs: [client, clock, bytes of one struct], and delete ranges. */
function forge(
  structs: readonly (readonly [number, number, readonly number[]])[],
  deletes: readonly (readonly [number, number, number])[] = [],
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, structs.length)
  for (const [client, clock, bytes] of structs) {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeUint8Array(encoder, Uint8Array.from(bytes))
  }
  encoding.writeVarUint(encoder, deletes.length)
  for (const [client, clock, length] of deletes) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarUint(encoder, length)
  }
  return encoding.toUint8Array(encoder)
}

const varUint = (number: number): number[] => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, number)
  return [...encoding.toUint8Array(encoder)]
}
const gc = (length: number): number[] => [0, ...varUint(length)]
/** A first value of a key in `nodes`. */
const value = [0x28, 1, 5, ...Buffer.from('nodes'), 1, 'k'.charCodeAt(0), 1, 126]
/** A value right of `client:clock`. */
const valueAfter = (client: number, clock: number): number[] => [0x88, ...varUint(client), ...varUint(clock), 1, 126]

const EVE = 4_000_000_001
const victimClock = () => Y.getState(victim.doc.store, victim.doc.clientID)
const victimId = () => victim.doc.clientID

interface Forgery {
  readonly name: string
  readonly update: () => Uint8Array
  readonly code: number
}

const forgeries: readonly Forgery[] = [
  { name: 'the victim’s next clock', update: () => forge([[victimId(), victimClock(), value]]), code: CLOSE.notYours },
  {
    name: 'a huge run under the victim’s id',
    update: () => forge([[victimId(), victimClock(), gc(2 ** 24)]]),
    code: CLOSE.notYours,
  },
  { name: 'a far clock of the victim', update: () => forge([[victimId(), 2 ** 31, gc(1)]]), code: CLOSE.notYours },
  {
    name: 'an overlap with what the victim has',
    update: () => forge([[victimId(), 0, gc(1_000)]]),
    code: CLOSE.notYours,
  },
  { name: 'a run without end', update: () => forge([[EVE, 0, gc(2 ** 45)]]), code: CLOSE.tooLarge },
  { name: 'a gap in one’s own clock', update: () => forge([[EVE, 5, value]]), code: CLOSE.notYours },
  {
    name: 'a left neighbour that nobody has',
    update: () => forge([[EVE, 0, valueAfter(victimId(), 10_000)]]),
    code: CLOSE.notYours,
  },
  { name: 'itself as its neighbour', update: () => forge([[EVE, 0, valueAfter(EVE, 0)]]), code: CLOSE.notYours },
  {
    name: 'two that wait for each other',
    update: () =>
      forge([
        [EVE, 0, valueAfter(EVE + 1, 0)],
        [EVE + 1, 0, valueAfter(EVE, 0)],
      ]),
    code: CLOSE.notYours,
  },
  {
    name: 'deleting the victim’s future',
    update: () => forge([], [[victimId(), victimClock(), 1_000]]),
    code: CLOSE.notYours,
  },
  { name: 'deleting what nobody has', update: () => forge([], [[77, 0, 2 ** 31]]), code: CLOSE.notYours },
  {
    name: 'a V2 update',
    update: () => {
      const doc = new Y.Doc()
      doc.getMap('nodes').set('k', 1)
      return Y.encodeStateAsUpdateV2(doc)
    },
    code: CLOSE.badFrame,
  },
  {
    name: 'a small V2 bomb',
    update: () => Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1, 3, 255, 255, 127, 0, 1, 1, 255, 255, 255, 255, 15, 0]),
    code: CLOSE.badFrame,
  },
  {
    name: 'a count of structs that are not there',
    update: () => Uint8Array.from([1, 255, 255, 255, 255, 15, 1, 0]),
    code: CLOSE.tooLarge,
  },
  {
    name: 'a value nested without end',
    update: () =>
      forge([[EVE, 0, [0x28, 1, 5, ...Buffer.from('nodes'), 1, 107, 1, ...Array(100_000).fill([117, 1]).flat(), 126]]]),
    code: CLOSE.tooLarge,
  },
  {
    name: 'another root',
    update: () => {
      const doc = new Y.Doc()
      doc.getMap('grants').set('k', 1)
      return Y.encodeStateAsUpdate(doc)
    },
    code: CLOSE.badFrame,
  },
  { name: 'a run of length 0', update: () => forge([[EVE, 0, gc(0)]]), code: CLOSE.badFrame },
]

describe.each(forgeries)('$name', ({ update, code }) => {
  test.each(['step2', 'update'] as const)('as the %s', async (how) => {
    const before = await stored()
    if (how === 'update') {
      attacker.step2(EMPTY)
      attacker.update(update())
    } else attacker.step2(update())
    expect(await attacker.closedWith()).toBe(code)
    expect(await stored()).toEqual(before)
    await expectVictimUnharmed()
  })
})

test('what was parked goes down with the step 2 that does not bring it', async () => {
  const before = await stored()
  attacker.update(forge([[EVE, 3, value]]))
  attacker.update(forge([[EVE, 4, value]]))
  attacker.step2(EMPTY)
  expect(await attacker.closedWith()).toBe(CLOSE.notYours)
  expect(attacker.savedFrames).toBe(0)
  expect((await stored()).updates).toEqual(before.updates)
  await expectVictimUnharmed()
})

test('parking is bounded', async () => {
  for (let index = 0; index < 6_000; index++) attacker.update(forge([[EVE, 5 + index, value]]))
  expect(await attacker.closedWith()).toBe(CLOSE.roomFailed)
  await expectVictimUnharmed()
})

test('a client id that was seen in awareness cannot be claimed before its owner’s first edit', async () => {
  const bob = track(new Replica({ url: server.url, document: id, user: 'bob' }))
  await bob.synced()
  bob.provider.awareness.setLocalStateField('name', 'Bob')
  await until(() => victim.provider.awareness.getStates().has(bob.doc.clientID), 'Bob seen')
  attacker.step2(EMPTY)
  attacker.update(forge([[bob.doc.clientID, 0, value]]))
  expect(await attacker.closedWith()).toBe(CLOSE.notYours)
  bob.nodes.set('bob/type', 'sort')
  await bob.allSaved()
  await until(() => victim.nodes.has('bob/type'), 'Bob’s edit')
})

test('showing somebody else in awareness is dropped, not punished', async () => {
  victim.provider.awareness.setLocalStateField('name', 'Ann')
  const bob = track(new Replica({ url: server.url, document: id, user: 'bob' }))
  await until(() => bob.provider.awareness.getStates().get(victimId())?.name === 'Ann', 'Ann seen')
  attacker.send(awarenessFrame(writeAwareness([{ client: victimId(), clock: 1_000, state: '{"name":"Eve"}' }])))
  attacker.send(awarenessFrame(writeAwareness([{ client: victimId(), clock: 1_001, state: 'null' }])))
  attacker.send(awarenessFrame(writeAwareness([{ client: EVE, clock: 1, state: '{"name":"Eve"}' }])))
  await until(() => bob.provider.awareness.getStates().get(EVE)?.name === 'Eve', 'Eve seen as herself')
  expect(bob.provider.awareness.getStates().get(victimId())?.name).toBe('Ann')
  expect(attacker.closed).toBeNull()
})

describe('honest traffic passes:', () => {
  const offlineDoc = (write: (nodes: Y.Map<unknown>) => void, clientId: number, from?: Y.Doc): Y.Doc => {
    const doc = new Y.Doc()
    if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
    doc.clientID = clientId
    write(doc.getMap('nodes'))
    return doc
  }
  const since = (doc: Y.Doc, before: Y.Doc) => Y.encodeStateAsUpdate(doc, Y.encodeStateVector(before))

  test('edits ahead of step 2 after an offline reload', async () => {
    const offline = offlineDoc((nodes) => nodes.set('a/title', 'Trades'), 501, victim.doc)
    const reloaded = offlineDoc((nodes) => nodes.set('a/title', 'Quotes'), 502, offline)
    const bob = track(await RawClient.open(server.url, id, 'bob', 502))
    bob.update(since(reloaded, offline))
    const again = offlineDoc((nodes) => nodes.set('a/title', 'Prices'), 502, reloaded)
    bob.update(since(again, reloaded))
    bob.step2(since(again, victim.doc))
    await until(() => bob.savedFrames === 3, 'all three saved')
    await until(() => victim.nodes.get('a/title') === 'Prices', 'the edit')
    await expectVictimUnharmed()
  })

  test('an edit made inside the provider’s connected event', async () => {
    const bob = track(new Replica({ url: server.url, document: id, user: 'bob' }))
    await bob.allSaved()
    bob.provider.disconnect()
    bob.nodes.set('c/type', 'sort')
    bob.provider.once('status', () => undefined)
    const edit = ({ status }: { status: string }) => {
      if (status === 'connected') bob.nodes.set('c/type', 'limit')
    }
    bob.provider.on('status', edit)
    bob.provider.connect()
    await until(() => bob.nodes.get('c/type') === 'limit', 'connected')
    await bob.allSaved()
    await until(() => victim.nodes.get('c/type') === 'limit', 'the edit')
    expect(bob.closes.every((code) => code < 4400)).toBe(true)
  })

  test('two tabs that both send what one of them wrote', async () => {
    const first = track(await RawClient.open(server.url, id, 'bob', 601))
    const second = track(await RawClient.open(server.url, id, 'bob', 602))
    for (const tab of [first, second]) tab.step2(EMPTY)
    const written = offlineDoc((nodes) => nodes.set('c/type', 'sort'), 601, victim.doc)
    for (const tab of [first, second]) tab.update(since(written, victim.doc))
    await until(() => first.savedFrames === 2 && second.savedFrames === 2, 'both saved')
    const { updates } = await stored()
    const copies = updates.filter(({ update }) =>
      Y.decodeUpdate(update).structs.some((struct) => struct.id.client === 601),
    )
    expect(copies).toHaveLength(1)
    await expectVictimUnharmed()
  })

  test('a second device of the same person', async () => {
    const phone = track(new Replica({ url: server.url, document: id, user: 'ann' }))
    await phone.synced()
    phone.nodes.set('a/title', 'From the phone')
    victim.nodes.set('b/title', 'From the desk')
    await Promise.all([phone.allSaved(), victim.allSaved()])
    await until(() => victim.nodes.get('a/title') === 'From the phone', 'the phone’s edit')
    await expectVictimUnharmed()
  })

  test('a step 2 that carries others’ structs and the whole delete set', async () => {
    victim.nodes.delete('b/type')
    await victim.allSaved()
    const before = await stored()
    const bob = track(await RawClient.open(server.url, id, 'bob', 701))
    const own = offlineDoc((nodes) => nodes.set('c/type', 'sort'), 701, victim.doc)
    bob.step2(Y.encodeStateAsUpdate(own))
    await until(() => bob.savedFrames === 1, 'saved')
    const { updates } = await stored()
    expect(updates).toHaveLength(before.updates.length + 1)
    const { structs, ds } = Y.decodeUpdate(updates.at(-1)?.update ?? new Uint8Array())
    expect(structs.map((struct) => struct.id.client)).toEqual([701])
    expect(ds.clients.size).toBe(0)
    await expectVictimUnharmed()
  })

  test('a frame that builds on one still queued, of the same socket and of another', async () => {
    const bob = track(await RawClient.open(server.url, id, 'bob', 801))
    const tab = track(await RawClient.open(server.url, id, 'bob', 802))
    for (const one of [bob, tab]) one.step2(EMPTY)
    const first = offlineDoc((nodes) => nodes.set('c/type', 'sort'), 801, victim.doc)
    const second = offlineDoc((nodes) => nodes.set('c/type', 'limit'), 801, first)
    const third = offlineDoc((nodes) => nodes.delete('c/type'), 802, second)
    bob.update(since(first, victim.doc))
    bob.update(since(second, first))
    tab.update(since(second, victim.doc))
    tab.update(since(third, second))
    await until(() => bob.savedFrames === 3 && tab.savedFrames === 3, 'all saved')
    expect(victim.nodes.has('c/type')).toBe(false)
    await expectVictimUnharmed()
  })

  test('setting and deleting in one transaction', async () => {
    const bob = track(new Replica({ url: server.url, document: id, user: 'bob' }))
    await bob.synced()
    bob.doc.transact(() => {
      for (let index = 0; index < 50; index++) {
        bob.nodes.set('c/pos', { x: index })
        bob.nodes.delete('c/pos')
      }
    })
    await bob.allSaved()
    await expectVictimUnharmed()
  })
})
