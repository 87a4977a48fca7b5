import { randomUUID } from 'node:crypto'
import { format } from 'node:util'
import { renameWorkflow } from '@flowforge/core/document'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/database.ts'
import { buildEdit } from '../../src/documents/edits.ts'
import { insertWorkflow } from '../../src/documents/records.ts'
import { MIGRATIONS, startTestPostgres, type TestPostgres } from '../postgres.ts'
import { randomFrom, seed, size } from '../sizes.ts'
import { contentOf, until } from '../sync/replica.ts'
import { addUsers, quiet, testUser } from '../sync/server.ts'
import { EditingClient } from './client.ts'
import { missingFrom, replayLog, ticksOf } from './ledger.ts'
import { Victim } from './victim.ts'

const NAMES = ['ann', 'bob', 'eve']

let postgres: TestPostgres
let database: Database
let url: string

beforeAll(async () => {
  postgres = await startTestPostgres()
  url = (await postgres.createDatabase('kill')).url
  database = await openDatabase({ source: { url }, migrations: MIGRATIONS, log: quiet })
  await addUsers(database.pool, NAMES)
})
afterAll(async () => {
  await database.close()
  await postgres.close()
})

const say = (...words: unknown[]) => process.stdout.write(`${format(...words)}\n`)

interface Outcome {
  readonly kills: number
  readonly edits: number
  readonly deletions: number
  readonly reloads: number
  readonly offlineSpells: number
  /** Acknowledged edits and deletions that the log lacked right after a kill. */
  readonly missing: number
}

/**
 * Three people edit while the server is killed again and again. After each kill the log alone is compared with what they
 * were told is saved: later they would resend, and hide a loss. Stops early at the first loss where `untilLoss` says so.
 */
async function killAgainAndAgain(kills: number, fault: string | null, untilLoss: boolean): Promise<Outcome> {
  const start = seed()
  say(`kill test: seed ${start}`)
  const random = randomFrom(start)
  const document = await createWorkflow()
  const victim = new Victim(url, fault)
  await victim.start()
  const address = () => `ws://127.0.0.1:${victim.port}/sync/workflow`
  const clients = NAMES.map((name) => new EditingClient(name, document, address, randomFrom(random() * 2 ** 32)))
  const life = new Life(clients, random)
  let missing = 0
  let done = 0
  try {
    for (const client of clients) await client.open()
    life.begin()
    while (done < kills && !(untilLoss && missing > 0)) {
      await until(() => clients.some((client) => client.isSaved), 'somebody saved')
      await life.moments(Math.floor(20 + random() * 150))
      await victim.kill()
      done += 1
      missing += await lossAfterKill(document, clients)
      await life.moments(Math.floor(random() * 30))
      await victim.start()
    }
    await life.end()
    // What the fault lost, peers may still hold: they are refused then, and nothing converges.
    if (fault === null) await expectConvergence(document, clients)
    const total = clients.map(({ ledger }) => ledger)
    return {
      kills: done,
      edits: ticksOf(total.flatMap((ledger) => ledger.edits)),
      deletions: ticksOf(total.flatMap((ledger) => ledger.deletions)),
      reloads: clients.reduce((sum, client) => sum + client.reloads, 0),
      offlineSpells: clients.reduce((sum, client) => sum + client.offlineSpells, 0),
      missing,
    }
  } finally {
    await life.end()
    await Promise.all(clients.map((client) => client.close()))
    await victim.kill()
  }
}

async function createWorkflow(): Promise<string> {
  const update = buildEdit(null, 1, (document) => void renameWorkflow(document, 'Kill test'))
  if (update === null) throw new Error('no update')
  const id = randomUUID()
  await insertWorkflow(database.pool, { id, principal: testUser('ann'), update, clientId: 1 })
  return id
}

async function lossAfterKill(document: string, clients: readonly EditingClient[]): Promise<number> {
  const told = clients.map(({ ledger }) => ({ edits: [...ledger.edits], deletions: [...ledger.deletions] }))
  const doc = await replayLog(database.pool, document)
  return told.reduce((sum, ledger) => sum + missingFrom(doc, ledger), 0)
}

/** Everything unacknowledged has arrived: all replicas and the log alone say the same. */
async function expectConvergence(document: string, clients: readonly EditingClient[]): Promise<void> {
  for (const client of clients) client.online()
  for (const client of clients) await until(() => client.isSaved, 'everybody saved')
  const fromLog = contentOf(await replayLog(database.pool, document))
  const same = () =>
    clients.every((client) => JSON.stringify(contentOf(client.replica.doc)) === JSON.stringify(fromLog))
  await until(same, 'all replicas equal to the log')
}

/** Edits, offline spells and reloads, going on by themselves. */
class Life {
  readonly #clients: readonly EditingClient[]
  readonly #random: () => number
  #alive = false
  #over: Promise<void> = Promise.resolve()
  #moment = 0

  constructor(clients: readonly EditingClient[], random: () => number) {
    this.#clients = clients
    this.#random = random
  }

  begin(): void {
    this.#alive = true
    this.#over = Promise.all(this.#clients.map((client) => this.#live(client))).then(() => undefined)
  }

  async #live(client: EditingClient): Promise<void> {
    while (this.#alive) {
      const dice = this.#random()
      if (dice < 0.004) client.offline()
      else if (dice < 0.02) client.online()
      else if (dice < 0.024) await client.reload()
      else client.edit()
      this.#moment += 1
      await new Promise((resolve) => setTimeout(resolve, this.#random() * 6))
    }
    client.online()
  }

  /** Waits until that many more things have happened. */
  async moments(count: number): Promise<void> {
    const then = this.#moment + count
    await until(() => this.#moment >= then, 'life going on')
  }

  async end(): Promise<void> {
    this.#alive = false
    await this.#over
  }
}

test('no acknowledged edit is ever lost', { timeout: 900_000 }, async () => {
  const outcome = await killAgainAndAgain(size(8, 30), null, false)
  say('kill test:', outcome)
  expect(outcome.missing).toBe(0)
  expect(outcome.edits).toBeGreaterThan(outcome.kills * 10)
  expect(outcome.deletions).toBeGreaterThan(outcome.kills * 3)
  expect(outcome.reloads + outcome.offlineSpells).toBeGreaterThan(0)
})

test('the same test finds the loss when edits are acknowledged before they are committed', {
  timeout: 900_000,
}, async () => {
  const outcome = await killAgainAndAgain(size(20, 30), 'acknowledge-before-commit', true)
  say('kill test with the fault:', outcome)
  expect(outcome.missing).toBeGreaterThan(0)
})
