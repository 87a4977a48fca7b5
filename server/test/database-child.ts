// A server's database alone, in a process of its own: tests kill it. Usage: node --import tsx database-child.ts <home>
import { startEmbeddedPostgres } from '../src/database/embedded.ts'
import { DatabaseStartError } from '../src/database/errors.ts'

const say = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const postgres = await startEmbeddedPostgres({
    home: process.argv[2] ?? '',
    log: { info: () => undefined, warn: () => undefined },
  })
  say({ ready: true, pid: postgres.pid(), takenOver: postgres.takenOver, connection: postgres.connection })
  process.once('SIGTERM', () => void postgres.close().then(() => process.exit(0)))
} catch (error) {
  say({ ready: false, refused: error instanceof DatabaseStartError, message: (error as Error).message })
  process.exit(1)
}
