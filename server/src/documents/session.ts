import { type Answer, CLOSE, MESSAGE, type RunStatus, type Trouble } from '@flowforge/core/protocol'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import type { Principal } from '../access/principal.ts'
import type { Connection } from '../transport/transport.ts'
import { Joins } from './joins.ts'
import { LIMITS } from './limits.ts'
import { judge, type Verdict } from './ownership.ts'
import type { Pacer } from './pacer.ts'
import { Presence } from './presence.ts'
import type { Entry, Member, Room, Submitter } from './room.ts'
import { ROOTS } from './roots.ts'
import type { RunContext, RunHandler } from './runs.ts'
import { readUpdate, UpdateError } from './update.ts'
import { awarenessFrame, type ClientFrame, jsonFrame, readFrame, step1Frame } from './wire.ts'

/** Frames whose order counts: edits, and what must see them. */
type RunFrame = Extract<ClientFrame, { type: 'run' | 'ask' }>
interface EditFrame {
  readonly type: 'step2' | 'update'
  readonly update: Uint8Array
  /** The how-manieth counted frame of this socket. */
  readonly ordinal: number
}

type State =
  /** The room is loading; frames wait. */
  | { readonly kind: 'waiting'; readonly frames: ClientFrame[] }
  /**
   * Before this socket's SyncStep2. What builds on things that only the step 2 brings is parked, and everything behind it
   * too, so that the order stays.
   */
  | {
      readonly kind: 'syncing'
      readonly room: Room
      readonly presence: Presence
      readonly parked: (EditFrame | RunFrame)[]
    }
  | { readonly kind: 'live'; readonly room: Room; readonly presence: Presence }
  /** Being closed, or closed: nothing is taken any more. */
  | { readonly kind: 'closed' }

export interface SessionOptions {
  readonly connection: Connection
  readonly principal: Principal
  readonly canEdit: boolean
  readonly runs: RunHandler
  readonly pacer: Pacer
  readonly logger: Pick<Logger, 'error'>
  /** Whether the document's head in the database is beyond what the room has. */
  readonly hasMoved: (room: Room) => Promise<boolean>
}

const READ_ONLY = 'You may look at this document, not edit it'

/** One connection to one document. */
export class Session implements Member, Submitter {
  readonly connection: Connection
  readonly principal: Principal
  readonly #options: SessionOptions
  readonly #joins: Joins
  readonly #abort = new AbortController()
  #state: State = { kind: 'waiting', frames: [] }
  /** Bytes of frames that this socket makes the server hold: waiting, parked, or not committed yet. */
  #heldBytes = 0
  /** From its hello: the client gets FlowForge's own frames. */
  #greeted: { readonly clientId: number } | null = null
  #trouble: Trouble | null = null
  /** Counted frames received; the longest prefix of them that is committed; those committed beyond it. */
  #received = 0
  #saved = 0
  readonly #savedAhead = new Set<number>()

  constructor(options: SessionOptions) {
    this.#options = options
    this.connection = options.connection
    this.principal = options.principal
    this.#joins = new Joins(options.connection, options.pacer)
    this.connection.onMessage((frame) => this.#message(frame))
    this.connection.onClose(() => this.#leave())
  }

  get closed(): boolean {
    return this.#state.kind === 'closed'
  }

  // Lifecycle.

  /** The room is there: syncing begins, with what has arrived meanwhile. */
  open(room: Room): void {
    if (this.#state.kind !== 'waiting') return
    const { frames } = this.#state
    this.#heldBytes = 0
    const presence = new Presence(room, this, (client, after) => this.#claim(room, client, after))
    this.#state = { kind: 'syncing', room, presence, parked: [] }
    room.join(this)
    if (this.#greeted !== null) this.#greet(room, presence, this.#greeted.clientId)
    this.connection.send(step1Frame(Y.encodeStateVector(room.doc)))
    this.#sendEverybody(room)
    for (const frame of frames) this.#handle(frame)
  }

  end(code: number, reason: string): void {
    if (this.#state.kind === 'closed') return
    this.#leave()
    this.connection.close(code, reason)
  }

  abandoned(reason: string): void {
    this.end(CLOSE.roomFailed, reason)
  }

  #leave(): void {
    const state = this.#state
    if (state.kind === 'closed') return
    this.#state = { kind: 'closed' }
    this.#abort.abort()
    this.#joins.stop()
    if (state.kind === 'waiting') return
    state.presence.leave()
    state.room.leave(this)
  }

  /** The database is down, or back. */
  trouble(trouble: Trouble): void {
    this.#trouble = trouble.reason === null ? null : trouble
    if (this.#greeted !== null) this.connection.send(jsonFrame(MESSAGE.trouble, trouble))
  }

  // Frames.

  #message(bytes: Uint8Array): void {
    if (this.#state.kind === 'closed') return
    let frame: ClientFrame
    try {
      frame = readFrame(bytes)
    } catch {
      this.end(CLOSE.badFrame, 'Not a frame of this protocol')
      return
    }
    try {
      if (this.#state.kind === 'waiting') this.#wait(this.#state.frames, frame, bytes.length)
      else this.#handle(frame)
    } catch (error) {
      this.#options.logger.error({ err: error, socket: this.connection.id }, 'A frame could not be handled')
      this.end(CLOSE.roomFailed, 'The frame could not be handled')
    }
  }

  #wait(frames: ClientFrame[], frame: ClientFrame, bytes: number): void {
    if (frame.type === 'hello') this.#handle(frame)
    else if (this.#hold(bytes, frames.length)) frames.push(frame)
  }

  /** Bounds what one socket makes the server hold; past it the client reconnects and resends. */
  #hold(bytes: number, frames: number): boolean {
    this.#heldBytes += bytes
    if (frames < LIMITS.waitingFrames && this.#heldBytes <= LIMITS.waitingBytes) return true
    this.end(CLOSE.roomFailed, 'Too much is waiting to be stored')
    return false
  }

  #handle(frame: ClientFrame): void {
    const state = this.#state
    if (frame.type === 'hello') this.#greeted = frame.body
    if (state.kind === 'closed') return
    if (state.kind === 'waiting') {
      if (this.#trouble !== null) this.trouble(this.#trouble)
      return
    }
    const { room, presence } = state
    switch (frame.type) {
      case 'hello':
        this.#greet(room, presence, frame.body.clientId)
        break
      case 'step1':
        this.#joins.send(room, this, frame.stateVector)
        break
      case 'step2':
      case 'update':
        this.#received += 1
        this.#order({ type: frame.type, update: frame.update, ordinal: this.#received })
        break
      case 'run':
      case 'ask':
        this.#order(frame)
        break
      case 'cancel':
        this.#options.runs.cancel(frame.body, this.#context(room))
        break
      case 'awareness':
        presence.show(frame.entries)
        break
      case 'queryAwareness':
        this.#sendEverybody(room)
        break
    }
  }

  #sendEverybody(room: Room): void {
    const everybody = room.awareness.everybody()
    if (everybody !== null) this.connection.send(awarenessFrame(everybody))
  }

  #greet(room: Room, presence: Presence, clientId: number): void {
    room.greet(this)
    presence.bind(clientId)
    const { principal } = this
    const role = principal.kind === 'user' ? principal.role : 'admin'
    const who = { id: principal.id, name: principal.name, role, canEdit: this.#options.canEdit }
    this.connection.send(jsonFrame(MESSAGE.welcome, { principal: who, head: room.head }))
    if (this.#trouble !== null) this.connection.send(jsonFrame(MESSAGE.trouble, this.#trouble))
    if (this.#saved > 0) this.#sendSaved(room.head)
  }

  // Edits, and what stands behind them, in order.

  #order(frame: EditFrame | RunFrame): void {
    const state = this.#state
    if (state.kind === 'live') this.#take(state.room, frame)
    if (state.kind !== 'syncing') return
    const { room, presence, parked } = state
    if (frame.type === 'step2') {
      this.#state = { kind: 'live', room, presence }
      this.#heldBytes = 0
      this.#take(room, frame)
      for (const waiting of parked) this.#take(room, waiting)
    } else if (parked.length > 0) this.#park(parked, frame)
    else this.#take(room, frame)
  }

  #park(parked: (EditFrame | RunFrame)[], frame: EditFrame | RunFrame): void {
    if (this.#hold('update' in frame ? frame.update.length : 0, parked.length)) parked.push(frame)
  }

  #take(room: Room, frame: EditFrame | RunFrame): void {
    if (this.closed) return
    if ('update' in frame) this.#takeEdit(room, frame)
    else this.#submit(room, { ...PLACE, after: () => this.#run(room, frame) })
  }

  #takeEdit(room: Room, frame: EditFrame): void {
    const verdict = this.#judge(room, frame.update)
    switch (verdict?.kind) {
      case 'nothing':
        this.#submit(room, { ...PLACE, ordinal: frame.ordinal })
        break
      case 'accept':
        if (!this.#options.canEdit) this.end(CLOSE.forbidden, READ_ONLY)
        else if (room.isFull) this.end(CLOSE.tooLarge, 'The document has reached its largest size')
        else this.#accept(room, verdict, frame.ordinal)
        break
      case 'unmet':
        if (this.#state.kind === 'syncing') this.#park(this.#state.parked, frame)
        else this.#refuse(room, 'The update builds on something that nobody has')
        break
      case 'foreign':
        this.#refuse(room, `The update has edits of somebody else (client ${verdict.client})`)
        break
      case 'too_large':
        this.end(CLOSE.tooLarge, verdict.reason)
        break
    }
  }

  #judge(room: Room, bytes: Uint8Array): Verdict | null {
    try {
      return judge(readUpdate(bytes, ROOTS[room.kind]), room, this.principal.id)
    } catch (error) {
      if (!(error instanceof UpdateError)) throw error
      this.end(error.code === 'too_large' ? CLOSE.tooLarge : CLOSE.badFrame, `The update is refused: ${error.message}`)
      return null
    }
  }

  #accept(room: Room, verdict: Extract<Verdict, { kind: 'accept' }>, ordinal: number): void {
    const { update, claims, clocks } = verdict
    if (this.#hold(update.length, 0)) this.#submit(room, { update, claims, ordinal }, clocks)
  }

  #claim(room: Room, client: number, after: () => void): void {
    const claims = this.#options.canEdit && room.owner(client) === null ? [client] : []
    this.#submit(room, { ...PLACE, claims, after })
  }

  #submit(
    room: Room,
    entry: Pick<Entry, 'update' | 'ordinal' | 'claims' | 'after'>,
    clocks?: ReadonlyMap<number, number>,
  ): void {
    room.submit({ ...entry, principalId: this.principal.id, submitter: this }, clocks)
  }

  /**
   * Refuses for good, unless another server has written to the document meanwhile: then the room is out of date, and the
   * same frames are judged again after the reconnect. Nothing is stored either way.
   */
  #refuse(room: Room, reason: string): void {
    this.#leave()
    const { connection } = this
    if (!this.#options.canEdit) {
      connection.close(CLOSE.forbidden, READ_ONLY)
      return
    }
    this.#options.hasMoved(room).then(
      (moved) => {
        if (moved) room.failed('another server wrote to this document')
        connection.close(moved ? CLOSE.roomFailed : CLOSE.notYours, reason)
      },
      () => connection.close(CLOSE.roomFailed, 'The document cannot be read just now'),
    )
  }

  settled(entries: readonly Entry[], head: number): void {
    if (this.closed) return
    const before = this.#saved
    for (const { ordinal, update } of entries) {
      if (ordinal !== null) this.#savedAhead.add(ordinal)
      this.#heldBytes -= update?.length ?? 0
    }
    while (this.#savedAhead.delete(this.#saved + 1)) this.#saved += 1
    if (this.#greeted !== null && this.#saved > before) this.#sendSaved(head)
    for (const { after } of entries) after?.()
  }

  #sendSaved(head: number): void {
    this.connection.send(jsonFrame(MESSAGE.saved, { frames: this.#saved, head }))
  }

  // Runs.

  #run(room: Room, frame: RunFrame): void {
    const { runs } = this.#options
    if (frame.type === 'run') runs.run(frame.body, this.#context(room))
    else runs.ask(frame.body, this.#context(room))
  }

  #context(room: Room): RunContext {
    return {
      documentId: room.documentId,
      document: room.doc,
      head: room.head,
      principal: this.principal,
      canEdit: this.#options.canEdit,
      socketId: this.connection.id,
      signal: this.#abort.signal,
      status: (status: RunStatus) => room.sendStatus(status),
      answer: (answer: Answer) => {
        if (!this.closed) this.connection.send(jsonFrame(MESSAGE.answer, answer))
      },
    }
  }
}

/** An entry that stores nothing and holds its place in the order. */
const PLACE = { update: null, claims: [], ordinal: null } as const
