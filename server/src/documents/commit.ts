import type { Logger } from 'pino'
import { LIMITS } from './limits.ts'
import { type Batch, StorageError, type UpdateLog } from './log.ts'

/** What a room hands over for one commit. */
export interface Work extends Batch {
  /** Client ids that appear for the first time, and whose they shall be. */
  readonly claims: readonly { readonly client: number; readonly principalId: string }[]
}

/** A room as the committer sees it: `take` is followed by exactly one `committed` or `failed`. */
export interface CommitRoom {
  readonly documentId: string
  /** Everything that waits; null where nothing does. */
  take(): Work | null
  /** The work is durable and the log ends at `head`: apply, broadcast, acknowledge. */
  committed(head: number): void
  /** The work is not durable, or nobody can know: the room must unload, its clients resend. */
  failed(reason: string): void
}

export interface CommitterOptions {
  readonly log: UpdateLog
  readonly logger: Pick<Logger, 'warn' | 'error'>
  /** Told when the database stops taking commits, and when it takes them again. */
  readonly onTrouble: (trouble: boolean) => void
}

const FIRST_RETRY_MILLISECONDS = 100
const LAST_RETRY_MILLISECONDS = 2_000
/** After a batch of this many entries the next one gathers for a moment: a commit costs the same for one or a hundred. */
const BUSY_ENTRIES = 24
const GATHER_MILLISECONDS = 4

/**
 * Group commit: what waits in all rooms at one moment goes into one transaction; the next one starts when it is done, so
 * that batches grow with the load and a lone edit does not wait. While the database is down nothing is given up: the batch
 * waits and is tried again.
 */
export class Committer {
  readonly #options: CommitterOptions
  readonly #waiting = new Set<CommitRoom>()
  #running: Promise<void> | null = null
  #closed = false
  #wake: (() => void) | null = null
  readonly #counts = { commits: 0, updates: 0, bytes: 0 }

  constructor(options: CommitterOptions) {
    this.#options = options
  }

  /** The room has something to commit. */
  add(room: CommitRoom): void {
    this.#waiting.add(room)
    this.#running ??= this.#run()
  }

  /** Waits for what was added; with the database down, gives up on it. */
  async close(): Promise<void> {
    this.#closed = true
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    // Frames that arrive in the same turn of the event loop share the first commit.
    await new Promise((resolve) => setImmediate(resolve))
    try {
      while (this.#waiting.size > 0) {
        const batch = this.#takeBatch()
        await this.#commit(batch)
        const entries = batch.reduce((sum, { work }) => sum + work.updates.length, 0)
        if (entries >= BUSY_ENTRIES && !this.#closed) await this.#pause(GATHER_MILLISECONDS)
      }
    } finally {
      this.#running = null
    }
  }

  #takeBatch(): Taken[] {
    const taken: Taken[] = []
    let bytes = 0
    const rooms = [...this.#waiting].sort((a, b) => (a.documentId < b.documentId ? -1 : 1))
    for (const room of rooms) {
      if (bytes > LIMITS.batchBytes) break
      this.#waiting.delete(room)
      const work = room.take()
      if (work === null) continue
      for (const { update } of work.updates) bytes += update.length
      taken.push({ room, work })
    }
    return taken
  }

  async #commit(batch: readonly Taken[]): Promise<void> {
    try {
      const claimed = await this.#claim(batch)
      const heads = await this.#append(claimed)
      this.#count(claimed)
      for (const { room, work } of claimed) {
        const head = work.updates.length === 0 ? work.head : heads.get(work.documentId)
        if (head === undefined) room.failed('another server wrote to this document')
        else this.#committed(room, head)
      }
    } catch (error) {
      await this.#failed(batch, error)
    }
  }

  /** Transactions so far, the updates stored in them, and their bytes. */
  get counts(): Readonly<Record<'commits' | 'updates' | 'bytes', number>> {
    return this.#counts
  }

  #count(batch: readonly Taken[]): void {
    this.#counts.commits += 1
    for (const { work } of batch) {
      this.#counts.updates += work.updates.length
      for (const { update } of work.updates) this.#counts.bytes += update.length
    }
  }

  /** A bug in one room is that room's: the others of its batch are committed all the same. */
  #committed(room: CommitRoom, head: number): void {
    try {
      room.committed(head)
    } catch (error) {
      this.#options.logger.error({ err: error, document: room.documentId }, 'A committed batch could not be applied')
      room.failed('a committed batch could not be applied')
    }
  }

  async #failed(batch: readonly Taken[], error: unknown): Promise<void> {
    if (error instanceof StorageError && error.outcome === 'refused' && batch.length > 1) {
      // One room's rows were refused and took the transaction with them: each room by itself.
      for (const taken of batch) await this.#commit([taken])
      return
    }
    this.#options.logger.error({ err: error, documents: batch.length }, 'A commit failed')
    for (const { room } of batch) room.failed('a commit failed')
  }

  /** Claims come first and stand by themselves: one whose edit is then lost only keeps an id for its owner. */
  async #claim(batch: readonly Taken[]): Promise<readonly Taken[]> {
    const claims = batch.flatMap(({ work }) => work.claims.map((claim) => ({ documentId: work.documentId, ...claim })))
    if (claims.length === 0) return batch
    const wanted = new Map(claims.map((claim) => [`${claim.documentId} ${claim.client}`, claim.principalId]))
    const owners = await this.#patiently(() => this.#options.log.claim(claims))
    const lost = new Set(
      owners
        .filter((owner) => wanted.get(`${owner.documentId} ${owner.client}`) !== owner.principalId)
        .map((owner) => owner.documentId),
    )
    for (const { room } of batch) if (lost.has(room.documentId)) room.failed('a client id was claimed elsewhere')
    return batch.filter(({ room }) => !lost.has(room.documentId))
  }

  async #append(batch: readonly Taken[]): Promise<ReadonlyMap<string, number>> {
    const batches = batch.map(({ work }) => work).filter((work) => work.updates.length > 0)
    if (batches.length === 0) return new Map()
    return this.#patiently(() => this.#options.log.append(batches))
  }

  /** Tries until the database answers; only certain failures to store are tried again. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    let delay = FIRST_RETRY_MILLISECONDS
    let troubled = false
    for (;;) {
      try {
        const result = await work()
        if (troubled) this.#options.onTrouble(false)
        return result
      } catch (error) {
        if (!(error instanceof StorageError) || error.outcome !== 'down' || this.#closed) throw error
        if (!troubled) this.#options.logger.warn({ err: error }, 'The database takes no commits; waiting for it')
        troubled = true
        this.#options.onTrouble(true)
        await this.#pause(delay)
        delay = Math.min(delay * 2, LAST_RETRY_MILLISECONDS)
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

interface Taken {
  readonly room: CommitRoom
  readonly work: Work
}
