import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { UpdateLog } from './log.ts'
import { projectStale, projectWorkflow } from './project.ts'
import type { Room } from './room.ts'

export interface MaintenanceOptions {
  readonly pool: Pool
  readonly log: UpdateLog
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
}

/** A projection follows its document at most this much later. */
const PROJECT_MILLISECONDS = 500

/** What follows commits without holding them up: projections now, compaction when a log has grown. */
export class Maintenance {
  readonly #options: MaintenanceOptions
  readonly #due = new Map<Room, NodeJS.Timeout>()
  readonly #running = new Set<Promise<unknown>>()
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
    if (this.#due.has(room) || this.#closed) return
    const timer = setTimeout(() => {
      this.#due.delete(room)
      if (!room.closed) this.#track(this.project(room))
    }, PROJECT_MILLISECONDS)
    this.#due.set(room, timer)
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
    const timer = this.#due.get(room)
    clearTimeout(timer)
    return this.#due.delete(room)
  }

  #track(work: Promise<unknown>): void {
    const done = work
      .catch((error: unknown) => this.#options.logger.warn({ err: error }, 'Upkeep of documents failed'))
      .finally(() => this.#running.delete(done))
    this.#running.add(done)
  }

  /** Does what is due and waits for it. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#running])
  }
}
