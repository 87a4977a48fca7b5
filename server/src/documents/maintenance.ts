import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { compact } from './compact.ts'
import type { UpdateLog } from './log.ts'
import { projectStale, projectWorkflow } from './project.ts'
import type { Room } from './room.ts'

export interface MaintenanceOptions {
  readonly pool: Pool
  readonly log: UpdateLog
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** A log with this many rows after its snapshot, or this many bytes of them, is compacted. */
  readonly compactRows: number
  readonly compactBytes: number
}

/** A projection follows its document at most this much later. */
const PROJECT_MILLISECONDS = 500

/** What follows commits without holding them up: projections soon, compaction when a log has grown. */
export class Maintenance {
  readonly #options: MaintenanceOptions
  readonly #due = new Map<Room, NodeJS.Timeout>()
  readonly #running = new Set<Promise<unknown>>()
  /** Compactions run one after the other. */
  #compactions: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: MaintenanceOptions) {
    this.#options = options
  }

  /** Catches up on what a killed server left undone. */
  start(): void {
    const { pool, log, logger } = this.#options
    this.#track(
      projectStale(pool, log).then((count) => {
        if (count > 0) logger.info({ count }, 'Brought projections up to date')
      }),
    )
  }

  committed(room: Room): void {
    if (this.#closed) return
    const { compactRows, compactBytes } = this.#options
    const { tail } = room
    if (tail.rows >= compactRows || tail.bytes >= compactBytes) this.#compact(room)
    if (this.#due.has(room)) return
    const timer = setTimeout(() => {
      this.#due.delete(room)
      if (!room.closed) this.#track(this.project(room))
    }, PROJECT_MILLISECONDS)
    this.#due.set(room, timer)
  }

  #compact(room: Room): void {
    const { pool, logger } = this.#options
    room.tail = { rows: 0, bytes: 0 }
    this.#compactions = this.#compactions.then(async () => {
      if (this.#closed) return
      const done = await compact(pool, room.documentId)
      if (done !== null) logger.info({ document: room.documentId, ...done }, 'Compacted a log')
    })
    this.#compactions = this.#track(this.#compactions)
  }

  /** The room is about to close with everything committed: what is due is done now. */
  unloaded(room: Room): void {
    if (this.#cancel(room)) this.#track(this.project(room))
  }

  /** Brings the projection up to what the room holds. */
  async project(room: Room): Promise<void> {
    this.#cancel(room)
    if (room.kind === 'workflow') await projectWorkflow(this.#options.pool, room.documentId, room.doc, room.head)
  }

  #cancel(room: Room): boolean {
    clearTimeout(this.#due.get(room))
    return this.#due.delete(room)
  }

  #track(work: Promise<unknown>): Promise<unknown> {
    const done: Promise<unknown> = work
      .catch((error: unknown) => this.#options.logger.warn({ err: error }, 'Upkeep of documents failed'))
      .finally(() => this.#running.delete(done))
    this.#running.add(done)
    return done
  }

  /** Projects what is due, before the rooms close. */
  async flush(): Promise<void> {
    this.#closed = true
    for (const room of [...this.#due.keys()]) if (!room.closed) this.#track(this.project(room))
    await Promise.all([...this.#running])
  }
}
