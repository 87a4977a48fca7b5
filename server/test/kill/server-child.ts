// A server of documents alone, in a process of its own: the kill test ends it with SIGKILL.
// Usage: node --import tsx server-child.ts <database url> <port> [acknowledge-before-commit]
import { createPool } from '../../src/database/database.ts'
import { openUpdateLog, type UpdateLog } from '../../src/documents/log.ts'
import { quiet, startSyncServer } from '../sync/server.ts'

// Does not outlive a test that was itself ended.
process.stdin.once('close', () => process.exit()).resume()

const [url, port, fault = null] = process.argv.slice(2)
const pool = createPool({ connectionString: url }, quiet)

/** The fault: says that a batch is committed as soon as it is sent, as servers do that save later. */
function acknowledgingTooEarly(log: UpdateLog): UpdateLog {
  let commits: Promise<unknown> = Promise.resolve()
  return {
    ...log,
    append: async (batches) => {
      commits = commits.then(() => log.append(batches))
      return new Map(batches.map((batch) => [batch.documentId, batch.head + batch.updates.length]))
    },
  }
}

const log = openUpdateLog(pool)
// Compacts often, so that kills fall into the middle of it.
const options = { pool, port: Number(port), compactRows: 100, log: fault === null ? log : acknowledgingTooEarly(log) }
await startSyncServer(options).catch(() => process.exit(1))
process.stdout.write('ready\n')
