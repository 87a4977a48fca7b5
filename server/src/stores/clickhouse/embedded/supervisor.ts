import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { StoreError } from '../../store-error.ts'
import type { ChildOptions, FromChild, ToChild } from './messages.ts'
import { endLeftover, placeSocket, removeRecord, type SocketPlace, writeRecord } from './place.ts'

export interface EmbeddedOptions {
  /** Data directory of the engine; one engine per directory. */
  readonly directory: string
  /** Arguments for node that start the child: `['dist/engine.mjs']`, in development `['--import', 'tsx', '…/child.ts']`. */
  readonly childArguments: readonly string[]
  /** Settings of every query. */
  readonly settings: Readonly<Record<string, string>>
  readonly log: EngineLog
}

/** The part of a logger that the stores use; pino's fits. */
export interface EngineLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

const START_MILLISECONDS = 30_000
const FIRST_RETRY_MILLISECONDS = 50
const LAST_RETRY_MILLISECONDS = 5_000
const STDERR_CHARACTERS = 4_000
/** Queries that the engine works on at the same time, with one thread over for commands and kills. */
export const ENGINE_CONCURRENCY = 6

interface PendingCommand {
  readonly resolve: (text: string) => void
  readonly reject: (error: StoreError) => void
}

export type EngineState =
  | { readonly kind: 'starting'; readonly reason: string }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'closed' }

/** For statements that the server composes itself, to make demo data and load files. */
export interface AdministrativeEngine {
  /** Output in `format`, TabSeparated by default. Rejects with StoreError. */
  command(sql: string, format?: string): Promise<string>
}

/**
 * Starts the engine's process, restarts it when it dies, ends it. Queries go to `socketPath` and fail with the socket when
 * the process dies; commands are rejected with `store_unavailable`.
 */
export class EngineSupervisor implements AdministrativeEngine {
  readonly #options: EmbeddedOptions
  readonly #place: SocketPlace
  readonly #commands = new Map<number, PendingCommand>()
  #state: EngineState = { kind: 'starting', reason: 'The query engine is starting.' }
  #child: ChildProcess | null = null
  #retry: NodeJS.Timeout | null = null
  #retryMilliseconds = FIRST_RETRY_MILLISECONDS
  #commandCount = 0

  /** Resolves when the engine answers. Rejects with `store_unavailable` where the directory is taken or unusable. */
  static async start(options: EmbeddedOptions): Promise<EngineSupervisor> {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 })
    await endLeftover(options.directory)
    const supervisor = new EngineSupervisor(options)
    try {
      await supervisor.#spawn()
    } catch (error) {
      await supervisor.close()
      throw error
    }
    return supervisor
  }

  private constructor(options: EmbeddedOptions) {
    this.#options = options
    this.#place = placeSocket(options.directory)
  }

  get socketPath(): string {
    return this.#place.path
  }

  get state(): EngineState {
    return this.#state
  }

  /** The engine's process id while it runs. */
  get processId(): number | undefined {
    return this.#child?.pid
  }

  /**
   * Runs one administrative statement and returns its output in `format`. Writable and unlimited: only for statements
   * that this server composes itself, never for a user's.
   */
  command(sql: string, format = 'TabSeparated'): Promise<string> {
    const child = this.#child
    if (this.#state.kind !== 'ready' || child === null) return Promise.reject(unavailable())
    this.#commandCount += 1
    const id = this.#commandCount
    return new Promise((resolve, reject) => {
      this.#commands.set(id, { resolve, reject })
      post(child, { kind: 'command', id, sql, format })
    })
  }

  /** Ends an engine that hangs; it is started again like one that died. */
  restart(): void {
    this.#options.log.error({ processId: this.processId }, 'the query engine does not answer: ending it')
    this.#child?.kill('SIGKILL')
  }

  async close(): Promise<void> {
    this.#state = { kind: 'closed' }
    if (this.#retry !== null) clearTimeout(this.#retry)
    const child = this.#child
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    }
    this.#place.remove()
    removeRecord(this.#options.directory)
  }

  #spawn(): Promise<void> {
    const { directory, childArguments, settings } = this.#options
    const options: ChildOptions = { directory, socketPath: this.#place.path, settings }
    const child = spawn(process.execPath, [...childArguments, JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Each running query holds a thread of libuv's pool, which has four by default.
      env: { ...process.env, UV_THREADPOOL_SIZE: String(ENGINE_CONCURRENCY + 2) },
    })
    this.#child = child
    if (child.pid !== undefined) writeRecord(directory, { engine: child.pid, server: process.pid })
    let trouble = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      trouble = (trouble + text).slice(-STDERR_CHARACTERS)
    })
    return new Promise((resolve, reject) => {
      const slow = setTimeout(() => child.kill('SIGKILL'), START_MILLISECONDS)
      child.on('message', (message: FromChild) => {
        if (message.kind === 'ready') {
          clearTimeout(slow)
          this.#retryMilliseconds = FIRST_RETRY_MILLISECONDS
          this.#state = { kind: 'ready', version: message.version }
          resolve()
        } else if (message.kind === 'failed') trouble += message.message
        else this.#settle(message)
      })
      child.on('error', (error) => {
        trouble += error.message
      })
      child.once('close', (code, signal) => {
        clearTimeout(slow)
        this.#ended(child, { code, signal, trouble })
        reject(new StoreError('store_unavailable', 'The query engine could not start.', { detail: trouble }))
      })
    })
  }

  #ended(child: ChildProcess, how: { code: number | null; signal: string | null; trouble: string }): void {
    if (this.#child !== child) return
    this.#child = null
    for (const { reject } of this.#commands.values()) reject(unavailable())
    this.#commands.clear()
    if (this.#state.kind === 'closed') return
    const first = this.#state.kind === 'starting' && this.#retryMilliseconds === FIRST_RETRY_MILLISECONDS
    this.#state = { kind: 'starting', reason: 'The query engine stopped and is being restarted.' }
    const { log } = this.#options
    log.error({ ...how, first }, 'the query engine ended; starting it again')
    this.#retry = setTimeout(() => {
      this.#spawn().then(
        () => log.info({ processId: this.processId }, 'the query engine is back'),
        (error: unknown) => log.error({ error }, 'the query engine did not start'),
      )
    }, this.#retryMilliseconds)
    this.#retryMilliseconds = Math.min(this.#retryMilliseconds * 2, LAST_RETRY_MILLISECONDS)
  }

  #settle(message: Extract<FromChild, { id: number }>): void {
    const pending = this.#commands.get(message.id)
    this.#commands.delete(message.id)
    if (message.kind === 'result') pending?.resolve(message.text)
    else
      pending?.reject(
        new StoreError('query_failed', 'The engine refused an administrative statement.', { detail: message.message }),
      )
  }
}

function unavailable(cause?: unknown): StoreError {
  return new StoreError('store_unavailable', 'The query engine is not available just now: try again in a moment.', {
    cause,
  })
}

function post(child: ChildProcess, message: ToChild): void {
  child.send(message)
}
