import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Whether a redis-server is on the PATH; tests that need one say so in their names and are skipped without. */
export const HAS_REDIS_SERVER = spawnSync('redis-server', ['--version']).status === 0

export interface TestRedis {
  readonly url: string
  /** Ends it as a crash would, without warning. */
  kill(): Promise<void>
  /** Starts it again at the same address, empty. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A real redis-server on a free port that keeps nothing. */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'flowforge-redis-'))
  const port = await freePort()
  let child = await launch(folder, port)
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: async () => {
      await kill()
      child = await launch(folder, port)
    },
    close: async () => {
      await kill()
      await rm(folder, { recursive: true })
    },
  }
}

async function launch(folder: string, port: number): Promise<ChildProcess> {
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const child = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout }))
    if (/ready to accept connections/i.test(line)) {
      child.stdout.resume()
      return child
    }
  throw new Error('redis-server ended before it was ready')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
