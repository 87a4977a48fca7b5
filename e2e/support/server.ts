import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const require = createRequire(import.meta.url)
/** A real file of the `vega-datasets` package. */
const dataset = (name: string): string => join(dirname(require.resolve('vega-datasets')), '../data', name)
export const FLIGHTS = dataset('flights-3m.parquet')

const START_LIMIT_MS = 90_000
const STOP_LIMIT_MS = 15_000

/** The built server as a user starts it, on a home folder of its own and a free port. */
export class Server {
  #process: ChildProcess | null = null
  #output: string[] = []
  readonly #home: string
  readonly #data: string
  #port = 0
  origin = ''

  constructor(files: readonly string[] = [FLIGHTS]) {
    this.#home = mkdtempSync(join(tmpdir(), 'flowforge-home-'))
    this.#data = mkdtempSync(join(tmpdir(), 'flowforge-data-'))
    for (const file of files) symlinkSync(file, join(this.#data, basename(file)))
  }

  /** Starts (again, on the same port and home). Resolves when the address is printed. */
  async start(): Promise<void> {
    const { PATH, HOME, LANG, TMPDIR } = process.env
    const child = spawn(process.execPath, ['server/dist/main.js', '--data', this.#data], {
      cwd: resolve(import.meta.dirname, '../..'),
      env: { PATH, HOME, LANG, TMPDIR, FLOWFORGE_HOME: this.#home, PORT: String(this.#port), LOG_FORMAT: 'console' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    const lines = createInterface({ input: child.stdout })
    createInterface({ input: child.stderr }).on('line', (line) => this.#output.push(line))
    await new Promise<void>((ready, failed) => {
      const fail = (why: string) => failed(new Error(`${why}\n${this.#output.slice(-40).join('\n')}`))
      const limit = setTimeout(() => fail('the server printed no address in time'), START_LIMIT_MS)
      child.once('exit', (code) => fail(`the server ended with code ${code}`))
      lines.on('line', (line) => {
        this.#output.push(line)
        const address = /(http:\/\/[^\s]+)/.exec(line)?.[1]
        if (!line.includes('FlowForge is ready') || address === undefined) return
        clearTimeout(limit)
        this.origin = new URL(address).origin
        this.#port = Number(new URL(address).port)
        ready()
      })
    })
  }

  /** What it printed, for the report of a failed test. */
  get output(): string {
    return this.#output.join('\n')
  }

  /** `SIGINT` is Ctrl-C; `SIGKILL` is the power cut. Resolves when the process has ended. */
  async stop(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const child = this.#process
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.removeAllListeners('exit')
    const ended = new Promise<void>((done, failed) => {
      const limit = setTimeout(() => failed(new Error(`the server did not end after ${signal}`)), STOP_LIMIT_MS)
      child.once('exit', () => {
        clearTimeout(limit)
        done()
      })
    })
    child.kill(signal)
    await ended
    this.#process = null
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true })
    rmSync(this.#data, { recursive: true, force: true })
  }
}
