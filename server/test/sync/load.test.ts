import { randomUUID } from 'node:crypto'
import { CLOSE } from '@flowforge/core/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Database } from '../../src/database/database.ts'
import { insertWorkflow } from '../../src/documents/records.ts'
import { step1Frame } from '../../src/documents/wire.ts'
import { startTestDatabase } from '../postgres.ts'
import { size } from '../sizes.ts'
import { describeOnTransports } from '../transports.ts'
import { contentOf, Replica, until } from './replica.ts'
import { addUsers, type SyncServer, startSyncServer, testUser } from './server.ts'

let database: Database
beforeAll(async () => {
  database = await startTestDatabase()
  await addUsers(database.pool, ['ann', 'bob'])
})
afterAll(() => database.close())

/** A document of about this many bytes. */
async function createLarge(bytes: number): Promise<string> {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let index = 0; index < bytes / 150; index++) doc.getMap('notes').set(`n${index}/text`, 'x'.repeat(120))
  })
  const update = Y.encodeStateAsUpdate(doc)
  const id = randomUUID()
  await insertWorkflow(database.pool, { id, principal: testUser('ann'), update, clientId: doc.clientID })
  return id
}

describeOnTransports('documents under load', (transport) => {
  const withServer = async (limits: { maxBufferedBytes: number }, work: (server: SyncServer) => Promise<void>) => {
    const server = await startSyncServer({ pool: database.pool, transport, limits })
    try {
      await work(server)
    } finally {
      await server.close()
    }
  }

  test('many join a document larger than the limit on waiting bytes while it is edited', async () => {
    const id = await createLarge(2_000_000)
    await withServer({ maxBufferedBytes: 1_000_000 }, async (server) => {
      const writer = new Replica({ url: server.url, document: id })
      await writer.synced()
      const joiners = Array.from(
        { length: size(15, 50) },
        () => new Replica({ url: server.url, document: id, user: 'bob' }),
      )
      try {
        for (let edit = 0; !joiners.every(({ provider }) => provider.synced); edit++) {
          writer.nodes.set(`a${edit % 20}/pos`, { x: edit, y: 0 })
          await new Promise((resolve) => setTimeout(resolve, 2))
        }
        await writer.allSaved()
        const content = JSON.stringify(contentOf(writer.doc))
        for (const joiner of joiners) {
          await until(() => JSON.stringify(contentOf(joiner.doc)) === content, 'the same content')
        }
        expect([writer, ...joiners].flatMap(({ closes }) => closes)).toEqual([])
      } finally {
        for (const replica of [writer, ...joiners]) replica.close()
      }
    })
  })

  test('who does not read is closed as too slow, the others are unharmed, and a reconnect brings everything', async () => {
    const id = await createLarge(1_000)
    await withServer({ maxBufferedBytes: 100_000 }, async (server) => {
      const writer = new Replica({ url: server.url, document: id })
      const reader = new Replica({ url: server.url, document: id, user: 'bob' })
      await Promise.all([writer.synced(), reader.synced()])
      const slow = new WebSocket(`${server.url}/${id}?user=bob`)
      let code = 0
      slow.on('close', (closed) => {
        code = closed
      })
      await new Promise((resolve) => slow.once('open', resolve))
      slow.send(step1Frame(Y.encodeStateVector(new Y.Doc())))
      await until(() => server.documents.stats().sockets === 3, 'three sockets')
      slow.pause()
      for (let edit = 0; server.documents.stats().sockets === 3; edit++) {
        writer.nodes.set(`a${edit % 5}/title`, `${edit} ${'y'.repeat(50_000)}`)
        await writer.allSaved()
        if (edit > 1_000) throw new Error('the slow socket was never closed')
      }
      slow.resume()
      await until(() => code !== 0, 'the close')
      expect([CLOSE.slow, 1006]).toContain(code)
      const again = new Replica({ url: server.url, document: id, user: 'bob' })
      await again.synced()
      await until(() => JSON.stringify(contentOf(again.doc)) === JSON.stringify(contentOf(writer.doc)), 'everything')
      await until(() => JSON.stringify(contentOf(reader.doc)) === JSON.stringify(contentOf(writer.doc)), 'the reader')
      expect([...writer.closes, ...reader.closes]).toEqual([])
      for (const replica of [writer, reader, again]) replica.close()
      slow.terminate()
    })
  })
})
