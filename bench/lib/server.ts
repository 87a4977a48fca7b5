import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The built server on a home folder of its own with the demo data. Build first: `node scripts/build.mjs`. */
export class BenchServer {
  readonly home = mkdtempSync(join(tmpdir(), 'flowforge-bench-'))
  #process: ChildProcess | null = null
  origin = ''

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['server/dist/main.js'], {
      env: { ...process.env, FLOWFORGE_HOME: this.home, PORT: '0', LOG_FORMAT: 'json', NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#process = child
    const lines = createInterface({ input: child.stdout })
    this.origin = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)))
      lines.on('line', (line) => {
        const address = /FlowForge is ready: (\S+)/.exec(line)?.[1]
        if (address !== undefined) resolve(address)
      })
    })
  }

  get pid(): number {
    return this.#process?.pid ?? 0
  }

  async stop(): Promise<void> {
    const child = this.#process
    if (child === null || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    await ended
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true })
  }

  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    const response = await fetch(this.origin + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
}

interface ChdbSession {
  queryBind(sql: string, parameters: Record<string, unknown>, format: string): string
}

/** The engine alone, in this process, on a copy of the server's data: what `raw` means in the targets. */
export function rawEngine(home: string): { session: ChdbSession; remove: () => void } {
  const copy = mkdtempSync(join(tmpdir(), 'flowforge-raw-'))
  cpSync(join(home, 'clickhouse'), copy, { recursive: true })
  const require = createRequire(new URL('../../server/package.json', import.meta.url))
  const { Session } = require('chdb') as { Session: new (path: string) => ChdbSession }
  return { session: new Session(copy), remove: () => rmSync(copy, { recursive: true, force: true }) }
}
