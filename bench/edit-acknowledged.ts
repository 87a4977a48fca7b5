// P4: from an edit to its durable acknowledgement, against one raw PostgreSQL commit of the same row.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renameWorkflow } from '@flowforge/core/document'
import { openDatabase } from '../server/src/database/database.ts'
import { startEmbeddedPostgres } from '../server/src/database/embedded.ts'
import { buildEdit } from '../server/src/documents/edits.ts'
import { insertWorkflow } from '../server/src/documents/records.ts'
import { MIGRATIONS } from '../server/test/postgres.ts'
import { addUsers, quiet, testUser } from '../server/test/sync/server.ts'
import { compare, quantile, report } from './lib/compare.ts'
import { Measured } from './lib/cpu.ts'
import { flowForge, updatesOf, type Writer } from './lib/writers.ts'

const EDITS = 100
const WRITERS = 8

const home = mkdtempSync(join(tmpdir(), 'flowforge-bench-'))
const postgres = await startEmbeddedPostgres({ home, log: quiet })
const { host, port, user } = postgres.connection
const url = `postgresql://${user}@${encodeURIComponent(host ?? '')}:${port}/flowforge`
const database = await openDatabase({ source: { url }, migrations: MIGRATIONS, log: quiet })
const server = await Measured.start('./document-child.ts', JSON.stringify(postgres.connection))

await addUsers(
  database.pool,
  Array.from({ length: 2_000 }, (_, index) => `u${index}`),
)
const update = buildEdit(null, 1, (document) => void renameWorkflow(document, 'Bench')) ?? new Uint8Array()
const document = await insertWorkflow(database.pool, { id: undefined, principal: testUser('u1'), update, clientId: 1 })
await database.pool.query('CREATE TABLE raw (sequence bigint PRIMARY KEY, update bytea NOT NULL)')
const raw = await database.pool.connect()
let sequence = 0
let clients = 100

async function one(writer: Writer, edit: Uint8Array): Promise<number> {
  const started = performance.now()
  writer.send(edit)
  await writer.acknowledged()
  return performance.now() - started
}

/** Milliseconds of each edit of one writer who waits for each. */
async function edits(count: number): Promise<number[]> {
  const client = clients++
  const writer = await flowForge.open(server.port, document ?? '', client)
  await writer.acknowledged()
  const times: number[] = []
  for (const edit of updatesOf(client, count)) times.push(await one(writer, edit))
  writer.close()
  return times
}

async function rawCommits(count: number): Promise<number[]> {
  const times: number[] = []
  for (const edit of updatesOf(1, count)) {
    const started = performance.now()
    sequence += 1
    await raw.query({ name: 'raw', text: 'INSERT INTO raw VALUES ($1, $2)', values: [sequence, edit] })
    times.push(performance.now() - started)
  }
  return times
}

try {
  const { ours, theirs, ratio, pairs } = await compare(
    async () => quantile(await edits(EDITS), 0.5),
    async () => quantile(await rawCommits(EDITS), 0.5),
    { pairs: 10 },
  )
  const together: number[] = []
  for (let round = 0; round < 5; round++) {
    together.push(...(await Promise.all(Array.from({ length: WRITERS }, () => edits(EDITS)))).flat())
  }
  report('edit-acknowledged', 'P4: p50 ≤ 3x one raw commit; p99 ≤ 10 ms with 8 writers', {
    'times one raw commit, p50': ratio.median,
    'interval low': ratio.low,
    'interval high': ratio.high,
    pairs,
    'edit to acknowledgement, p50 ms': ours.p50,
    'raw commit, p50 ms': theirs.p50,
    '8 writers, p50 ms': quantile(together, 0.5),
    '8 writers, p99 ms': quantile(together, 0.99),
  })
} finally {
  raw.release()
  server.stop()
  await database.close()
  await postgres.close()
  rmSync(home, { recursive: true, force: true })
}
