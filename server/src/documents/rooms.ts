import { CLOSE } from '@flowforge/core/protocol'
import type { Logger } from 'pino'
import type { Group } from '../transport/transport.ts'
import { writeAwareness } from './awareness.ts'
import { Committer } from './commit.ts'
import { type LoadedDocument, StorageError, type UpdateLog } from './log.ts'
import { Room } from './room.ts'
import type { Session } from './session.ts'
import { awarenessFrame } from './wire.ts'

export interface RoomsOptions {
  readonly log: UpdateLog
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly createGroup: () => Group
  /** An empty room stays this long, for whoever reloads the page. */
  readonly idleMilliseconds: number
  /** Something is sent to every socket this often: the provider reconnects after 30 s of silence. */
  readonly keepAliveMilliseconds: number
  readonly onCommitted: (room: Room) => void
  /** The last socket has left and everything is committed. */
  readonly onUnloaded: (room: Room) => void
}

type Slot =
  | { readonly kind: 'loading'; readonly ready: Promise<Opening>; readonly waiting: Set<Session> }
  | { readonly kind: 'open'; readonly room: Room; idle: NodeJS.Timeout | null; holds: number }

/** What opening a document came to. */
export type Opening =
  | { readonly kind: 'room'; readonly room: Room }
  | { readonly kind: 'missing' | 'deleted' | 'stopped' }

const RETRY_MILLISECONDS = 500
/** An awareness frame about nobody: every client takes it and does nothing. */
const KEEP_ALIVE = awarenessFrame(writeAwareness([]))

/** The rooms of this server: each document is loaded once, however many ask, and unloaded when idle. */
export class Rooms {
  readonly committer: Committer
  readonly #options: RoomsOptions
  readonly #slots = new Map<string, Slot>()
  readonly #keepAlive: NodeJS.Timeout
  #trouble = false
  #stopped = false
  #wakeLoads = new Set<() => void>()

  constructor(options: RoomsOptions) {
    this.#options = options
    const { log, logger } = options
    this.committer = new Committer({ log, logger, onTrouble: (trouble) => this.#setTrouble(trouble) })
    this.#keepAlive = setInterval(() => this.#sendKeepAlive(), options.keepAliveMilliseconds)
    this.#keepAlive.unref()
  }

  get trouble(): boolean {
    return this.#trouble
  }

  get size(): number {
    return this.#slots.size
  }

  get sockets(): number {
    let count = 0
    for (const slot of this.#slots.values()) count += slot.kind === 'open' ? slot.room.memberCount : slot.waiting.size
    return count
  }

  /** The room if it is open now. */
  peek(documentId: string): Room | null {
    const slot = this.#slots.get(documentId)
    return slot?.kind === 'open' ? slot.room : null
  }

  /** Puts a session into its room, or closes it where there is none. */
  enter(documentId: string, kind: string, session: Session): void {
    const slot = this.#slot(documentId)
    if (slot.kind === 'open') {
      this.#admit({ kind: 'room', room: slot.room }, kind, session)
      return
    }
    slot.waiting.add(session)
    if (this.#trouble) session.trouble({ reason: 'storage_down' })
    session.connection.onClose(() => slot.waiting.delete(session))
    slot.ready.then(
      (opening) => this.#admit(opening, kind, session),
      (error: unknown) => {
        this.#options.logger.error({ err: error, document: documentId }, 'A document could not be loaded')
        session.end(CLOSE.roomFailed, 'The document could not be loaded')
      },
    )
  }

  #admit(opening: Opening, kind: string, session: Session): void {
    switch (opening.kind) {
      case 'missing':
        session.end(CLOSE.notFound, 'There is no such document')
        break
      case 'deleted':
        session.end(CLOSE.deleted, 'The document was deleted')
        break
      case 'stopped':
        session.end(CLOSE.stopping, 'The server is stopping')
        break
      case 'room': {
        const { room } = opening
        if (room.kind !== kind) {
          session.end(CLOSE.notFound, 'There is no such document')
          return
        }
        if (room.closed) {
          session.end(CLOSE.roomFailed, 'The room was closed')
          return
        }
        if (session.closed) return
        this.#cancelIdle(room)
        session.open(room)
        session.connection.onClose(() => this.unloadWhenIdle(room))
        if (this.#trouble) session.trouble({ reason: 'storage_down' })
      }
    }
  }

  /** Runs with the room, loading it where needed; it stays loaded meanwhile. Rejects with StorageError when the database is down. */
  async use<T>(documentId: string, work: (opening: Opening) => Promise<T>): Promise<T> {
    const slot = this.#slot(documentId)
    const opening: Opening = slot.kind === 'open' ? { kind: 'room', room: slot.room } : await slot.ready
    const held = opening.kind === 'room' ? this.#slots.get(documentId) : undefined
    if (held?.kind === 'open') held.holds += 1
    try {
      return await work(opening)
    } finally {
      if (held?.kind === 'open') held.holds -= 1
      if (opening.kind === 'room') this.unloadWhenIdle(opening.room)
    }
  }

  /** Closes the document's sockets and forgets the room. */
  evict(documentId: string, code: number, reason: string): void {
    const slot = this.#slots.get(documentId)
    if (slot?.kind === 'open') slot.room.close(code, reason)
  }

  #slot(documentId: string): Slot {
    const existing = this.#slots.get(documentId)
    if (existing !== undefined) return existing
    const waiting = new Set<Session>()
    const slot: Slot = { kind: 'loading', ready: this.#load(documentId), waiting }
    this.#slots.set(documentId, slot)
    return slot
  }

  async #load(documentId: string): Promise<Opening> {
    try {
      const document = await this.#read(documentId)
      if (this.#stopped) return { kind: 'stopped' }
      if (document === null || document.deleted) {
        this.#slots.delete(documentId)
        return { kind: document === null ? 'missing' : 'deleted' }
      }
      const room = this.#createRoom(document)
      this.#slots.set(documentId, { kind: 'open', room, idle: null, holds: 0 })
      return { kind: 'room', room }
    } catch (error) {
      this.#slots.delete(documentId)
      throw error
    }
  }

  #createRoom(document: LoadedDocument): Room {
    const { createGroup, onCommitted, logger } = this.#options
    return new Room({
      document,
      createGroup,
      logger,
      committer: this.committer,
      onClosed: (room) => {
        this.#cancelIdle(room)
        if (this.peek(room.documentId) === room) this.#slots.delete(room.documentId)
      },
      onCommitted: (room) => {
        onCommitted(room)
        this.unloadWhenIdle(room)
      },
    })
  }

  /** Reads the document, however long the database is away. */
  async #read(documentId: string): Promise<LoadedDocument | null> {
    for (;;) {
      try {
        const document = await this.#options.log.load(documentId)
        this.#setTrouble(false)
        return document
      } catch (error) {
        if (!(error instanceof StorageError) || error.outcome === 'refused' || this.#stopped) throw error
        this.#setTrouble(true)
        await this.#pause(RETRY_MILLISECONDS)
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#wakeLoads.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      this.#wakeLoads.add(wake)
    })
  }

  /** Unloads the room in a while where nobody is in it and nothing waits, unless somebody comes. */
  unloadWhenIdle(room: Room): void {
    const slot = this.#slots.get(room.documentId)
    if (slot?.kind !== 'open' || slot.room !== room || !this.#isIdle(slot)) return
    if (slot.idle !== null) return
    slot.idle = setTimeout(() => {
      slot.idle = null
      if (!this.#isIdle(slot)) return
      this.#options.onUnloaded(room)
      room.close(CLOSE.roomFailed, 'The room is idle')
    }, this.#options.idleMilliseconds)
    slot.idle.unref()
  }

  #isIdle(slot: Extract<Slot, { kind: 'open' }>): boolean {
    return slot.room.memberCount === 0 && slot.holds === 0 && slot.room.settled
  }

  #cancelIdle(room: Room): void {
    const slot = this.#slots.get(room.documentId)
    if (slot?.kind !== 'open' || slot.room !== room || slot.idle === null) return
    clearTimeout(slot.idle)
    slot.idle = null
  }

  #setTrouble(trouble: boolean): void {
    if (trouble === this.#trouble) return
    this.#trouble = trouble
    const message = { reason: trouble ? ('storage_down' as const) : null }
    if (trouble) this.#options.logger.warn('The database is away: documents are neither saved nor relayed')
    else this.#options.logger.info('The database is back')
    for (const slot of this.#slots.values()) {
      if (slot.kind === 'open') slot.room.sendTrouble(message)
      else for (const session of slot.waiting) session.trouble(message)
    }
  }

  #sendKeepAlive(): void {
    for (const slot of this.#slots.values()) {
      if (slot.kind === 'open') slot.room.sendKeepAlive(KEEP_ALIVE)
      else for (const session of slot.waiting) session.connection.send(KEEP_ALIVE)
    }
  }

  /** Commits what waits, gives up on what is still loading; sockets stay for `close`. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#keepAlive)
    for (const wake of [...this.#wakeLoads]) wake()
    await this.committer.close()
  }

  /** Closes every room and socket. */
  close(): void {
    for (const slot of [...this.#slots.values()]) {
      if (slot.kind === 'open') slot.room.close(CLOSE.stopping, 'The server is stopping')
      else for (const session of slot.waiting) session.end(CLOSE.stopping, 'The server is stopping')
    }
    this.#slots.clear()
  }
}
