import { MESSAGE } from '@flowforge/core/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Database } from '../../src/database/database.ts'
import { writeAwareness } from '../../src/documents/awareness.ts'
import { awarenessFrame, step1Frame, step2Frame, updateFrame } from '../../src/documents/wire.ts'
import { replayLog } from '../kill/ledger.ts'
import { startTestDatabase } from '../postgres.ts'
import { randomFrom, seed, size } from '../sizes.ts'
import { mutate, randomHistory } from '../sync/random-doc.ts'
import { contentOf, ownFrame, Replica, until } from '../sync/replica.ts'
import { addUsers, type SyncServer, startSyncServer, testUser } from '../sync/server.ts'

let database: Database
let server: SyncServer
const failures: unknown[] = []
beforeAll(async () => {
  database = await startTestDatabase()
  await addUsers(database.pool, ['ann', 'bob', 'eve'])
  const quiet = { info: () => undefined, warn: () => undefined, error: (fault: unknown) => failures.push(fault) }
  server = await startSyncServer({ pool: database.pool, logger: quiet })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

/** Real frames of every type. */
function traffic(random: () => number): Uint8Array[] {
  const { docs, updates } = randomHistory(random, 3, 40)
  const frames = updates.map(({ update }) => updateFrame(update))
  for (const doc of docs) frames.push(step1Frame(Y.encodeStateVector(doc)), step2Frame(Y.encodeStateAsUpdate(doc)))
  frames.push(awarenessFrame(writeAwareness([{ client: 1, clock: 1, state: '{"cursor":{"x":1}}' }])))
  frames.push(Uint8Array.from([MESSAGE.queryAwareness]), Uint8Array.from([MESSAGE.auth, 0]))
  frames.push(ownFrame(MESSAGE.hello, { protocol: 1, clientId: 3 }))
  frames.push(ownFrame(MESSAGE.run, { requestId: 'r', node: null }))
  frames.push(ownFrame(MESSAGE.ask, { requestId: 'q', slot: 's', node: 'a', question: { kind: 'count' } }))
  frames.push(ownFrame(MESSAGE.cancel, { requestId: 'q' }))
  return frames
}

/** A socket that sends what it is given and opens again when it is refused. */
class Hooligan {
  readonly #url: string
  #socket: WebSocket | null = null
  refused = 0

  constructor(url: string) {
    this.#url = url
  }

  async send(frame: Uint8Array): Promise<void> {
    const socket = await this.#open()
    await new Promise<void>((resolve) => socket.send(frame, () => resolve()))
  }

  async #open(): Promise<WebSocket> {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#socket
    this.#socket?.terminate()
    const socket = new WebSocket(this.#url)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.refused += 1
    })
    this.#socket = socket
    await new Promise((resolve) => socket.once('open', resolve))
    return socket
  }

  close(): void {
    this.#socket?.terminate()
  }
}

test('mutated real traffic: no crash, no stored damage, honest peers untouched', { timeout: 900_000 }, async () => {
  const start = seed()
  const frames = size(5_000, 200_000)
  process.stdout.write(`malformed frames: seed ${start}, ${frames} frames\n`)
  const random = randomFrom(start)
  const created = await server.documents.create({ name: 'Malformed' }, testUser('ann'))
  if (!created.ok) throw new Error(created.refusal.message)
  const { id } = created.value
  const ann = new Replica({ url: server.url, document: id, user: 'ann' })
  const bob = new Replica({ url: server.url, document: id, user: 'bob' })
  const hooligans = Array.from({ length: 8 }, () => new Hooligan(`${server.url}/${id}?user=eve`))
  try {
    await Promise.all([ann.allSaved(), bob.allSaved()])
    let corpus = traffic(random)
    for (let sent = 0; sent < frames; sent += hooligans.length) {
      if (sent % 4_000 === 0) corpus = traffic(random)
      await Promise.all(
        hooligans.map((hooligan) =>
          hooligan.send(mutate(corpus[Math.floor(random() * corpus.length)] ?? new Uint8Array(), random)),
        ),
      )
      // Lets refusals arrive, so that the next frames go to sockets that are heard.
      await new Promise((resolve) => setImmediate(resolve))
      if (sent % 80 === 0) {
        ann.nodes.set(`ann${sent}/type`, 'source')
        bob.nodes.set(`bob${sent}/type`, 'filter')
      }
    }
    await Promise.all([ann.allSaved(), bob.allSaved()])
    const fromLog = contentOf(await replayLog(database.pool, id))
    await until(
      () => [ann, bob].every(({ doc }) => JSON.stringify(contentOf(doc)) === JSON.stringify(fromLog)),
      'equal',
    )
    expect([...ann.nodes.keys()].filter((key) => /^(ann|bob)\d/.test(key)).length).toBe(2 * Math.ceil(frames / 80))
    expect([...ann.closes, ...bob.closes]).toEqual([])
    expect(failures).toEqual([])
    const refused = hooligans.reduce((sum, hooligan) => sum + hooligan.refused, 0)
    process.stdout.write(`malformed frames: ${refused} sockets refused\n`)
    expect(refused).toBeGreaterThan(frames / 20)
  } finally {
    for (const one of [ann, bob, ...hooligans]) one.close()
  }
})
