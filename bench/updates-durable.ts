// P2: document updates taken in durably, per CPU second of the server process, against @hocuspocus/server, which is not durable.
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
import { compare, report } from './lib/compare.ts'
import { Measured, postgresCpu } from './lib/cpu.ts'
import { flowForge, hocuspocus, type Protocol, updatesOf } from './lib/writers.ts'

/**
 * A few people in each of many rooms; busy rooms, where everybody hears everybody; and bursts, as of somebody who pastes,
 * drags or comes back from offline. Each writer sends `perTurn` updates at once, 100 `turns` a second.
 */
const ROOMS = [
  { documents: 20, writersEach: 4, perTurn: 1, turns: 100 },
  { documents: 3, writersEach: 32, perTurn: 1, turns: 100 },
  { documents: 20, writersEach: 4, perTurn: 20, turns: 10 },
]
type Rooms = (typeof ROOMS)[number]
const TURN_MILLISECONDS = 10

const home = mkdtempSync(join(tmpdir(), 'flowforge-bench-'))
const postgres = await startEmbeddedPostgres({ home, log: quiet })
const { host, port, user } = postgres.connection
const url = `postgresql://${user}@${encodeURIComponent(host ?? '')}:${port}/flowforge`
const database = await openDatabase({ source: { url }, migrations: MIGRATIONS, log: quiet })
const ours = await Measured.start('./document-child.ts', JSON.stringify(postgres.connection))
const theirs = await Measured.start('./hocuspocus-child.ts')

let clients = 1_000
let postgresSeconds = 0

/** CPU seconds of the server per thousand updates taken in and acknowledged. */
async function measure(
  server: Measured,
  protocol: Protocol,
  documents: readonly string[],
  { writersEach, perTurn, turns }: Rooms,
): Promise<number> {
  const writers = await Promise.all(
    documents.flatMap((document) =>
      Array.from({ length: writersEach }, async () => {
        const client = clients++
        return {
          writer: await protocol.open(server.port, document, client),
          updates: updatesOf(client, turns * perTurn),
        }
      }),
    ),
  )
  await Promise.all(writers.map(({ writer }) => writer.acknowledged()))
  const before = await server.cpu()
  for (let turn = 0; turn < turns; turn++) {
    const started = performance.now()
    for (const { writer, updates } of writers) {
      for (const update of updates.slice(turn * perTurn, (turn + 1) * perTurn)) writer.send(update)
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, TURN_MILLISECONDS - (performance.now() - started))))
  }
  await Promise.all(writers.map(({ writer }) => writer.acknowledged()))
  const seconds = (await server.cpu()) - before
  for (const { writer } of writers) writer.close()
  return (seconds / (writers.length * turns * perTurn)) * 1_000
}

async function measureOurs(rooms: Rooms): Promise<number> {
  const { documents, writersEach, perTurn, turns } = rooms
  const from = clients
  const people = documents * writersEach
  await addUsers(
    database.pool,
    Array.from({ length: people }, (_, index) => `u${from + index}`),
  )
  const ids: string[] = []
  const update = buildEdit(null, 1, (document) => void renameWorkflow(document, 'Bench'))
  while (ids.length < documents && update !== null) {
    const principal = testUser(`u${from}`)
    const id = await insertWorkflow(database.pool, { id: undefined, principal, update, clientId: 1 })
    if (id !== null) ids.push(id)
  }
  const before = postgresCpu(postgres.pid())
  const result = await measure(ours, flowForge, ids, rooms)
  postgresSeconds = ((postgresCpu(postgres.pid()) - before) / (people * turns * perTurn)) * 1_000
  return result
}

function measureTheirs(rooms: Rooms): Promise<number> {
  const names = Array.from({ length: rooms.documents }, (_, index) => `bench-${clients}-${index}`)
  return measure(theirs, hocuspocus, names, rooms)
}

try {
  for (const rooms of ROOMS) {
    const result = await compare(
      () => measureOurs(rooms),
      () => measureTheirs(rooms),
      { pairs: 10, warmUp: 1 },
    )
    report('updates-durable', 'P2: ≥ 8x the updates per core-second of hocuspocus', {
      rooms: rooms.documents,
      'writers in each': rooms.writersEach,
      'updates at once': rooms.perTurn,
      'times more updates per core-second': 1 / result.ratio.median,
      'interval low': 1 / result.ratio.high,
      'interval high': 1 / result.ratio.low,
      pairs: result.pairs,
      'ours, durable: updates per core-second': 1_000 / result.ours.p50,
      'hocuspocus, in memory: updates per core-second': 1_000 / result.theirs.p50,
      'PostgreSQL beside ours: CPU seconds per 1,000 updates': postgresSeconds,
    })
  }
} finally {
  ours.stop()
  theirs.stop()
  await database.close()
  await postgres.close()
  rmSync(home, { recursive: true, force: true })
}
