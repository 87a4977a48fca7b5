import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { replayLog } from '../kill/ledger.ts'
import { startTestDatabase } from '../postgres.ts'
import { randomFrom, seed, size } from '../sizes.ts'
import { randomEdit } from './random-doc.ts'
import { contentOf, Replica, until } from './replica.ts'
import { addUsers, type SyncServer, startSyncServer, testUser } from './server.ts'

const USERS = ['ann', 'bob', 'eve', 'dan', 'fay']

let database: Database
let server: SyncServer
beforeAll(async () => {
  database = await startTestDatabase()
  await addUsers(database.pool, USERS)
  server = await startSyncServer({ pool: database.pool, idleMilliseconds: 5, compactRows: 200 })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('people who edit at once, come, go and edit offline end with what the log says', {
  timeout: 600_000,
}, async () => {
  const start = seed()
  process.stdout.write(`convergence: seed ${start}\n`)
  const random = randomFrom(start)
  for (let round = 0; round < size(4, 100); round++) {
    const id = await createWorkflow()
    const replicas = USERS.map((user) => new Replica({ url: server.url, document: id, user }))
    try {
      await Promise.all(replicas.map((replica) => replica.synced()))
      for (let edit = 0; edit < 400; edit++) await step(replicas, random)
      for (const { provider } of replicas) provider.connect()
      await Promise.all(replicas.map((replica) => replica.allSaved()))
      const fromLog = JSON.stringify(contentOf(await replayLog(database.pool, id)))
      const equal = () => replicas.every(({ doc }) => JSON.stringify(contentOf(doc)) === fromLog)
      await until(equal, `equal replicas (seed ${start}, round ${round})`)
      expect(replicas.flatMap(({ closes }) => closes).filter((code) => code >= 4000)).toEqual([])
    } finally {
      for (const replica of replicas) replica.close()
    }
  }
})

async function createWorkflow(): Promise<string> {
  const created = await server.documents.create({ name: 'Convergence' }, testUser('ann'))
  if (!created.ok) throw new Error(created.refusal.message)
  return created.value.id
}

async function step(replicas: readonly Replica[], random: () => number): Promise<void> {
  const replica = replicas[Math.floor(random() * replicas.length)]
  if (replica === undefined) return
  const dice = random()
  if (dice < 0.03) replica.provider.disconnect()
  else if (dice < 0.1) replica.provider.connect()
  else randomEdit(replica.doc, random)
  if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve))
  if (random() < 0.02) await new Promise((resolve) => setTimeout(resolve, 10))
}
