import { chmodSync, rmSync } from 'node:fs'
import { version } from 'chdb'
import { createFront } from './front.ts'
import type { ChildOptions, FromChild, ToChild } from './messages.ts'
import { Sessions } from './sessions.ts'

/**
 * The process that holds the embedded engine: chDB on one data directory, queries over a Unix socket, the
 * administrator's commands over the IPC channel. It ends, hard, with its parent: an ordinary exit would wait for running
 * queries, and the tables survive a kill.
 */
const MAX_STATEMENT_BYTES = 4 * 1024 * 1024

function send(message: FromChild): void {
  process.send?.(message)
}

function stop(): void {
  process.kill(process.pid, 'SIGKILL')
}

async function command(sessions: Sessions, id: number, sql: string, format: string): Promise<void> {
  const session = sessions.openWritable()
  try {
    const result = await session.queryAsync(sql, { format })
    send({ kind: 'result', id, text: result.text() })
  } catch (error) {
    send({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) })
  } finally {
    session.close()
  }
}

function start(options: ChildOptions): void {
  const sessions = new Sessions(options.directory, options.settings)
  process.on('message', (message: ToChild) => {
    if (message.kind === 'stop') stop()
    else void command(sessions, message.id, message.sql, message.format)
  })
  const front = createFront(sessions, MAX_STATEMENT_BYTES)
  // The socket is never open to others, not even before chmod.
  process.umask(0o077)
  // A killed predecessor leaves its socket.
  rmSync(options.socketPath, { force: true })
  front.listen(options.socketPath, () => {
    chmodSync(options.socketPath, 0o600)
    send({ kind: 'ready', version: version().libchdb.replaceAll('"', '') })
  })
}

process.on('disconnect', stop)
// The terminal's Ctrl-C reaches the whole group; the parent decides when the engine ends.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)

try {
  start(JSON.parse(process.argv[2] ?? '{}') as ChildOptions)
} catch (error) {
  const message: FromChild = { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  process.send?.(message, undefined, undefined, stop)
}
