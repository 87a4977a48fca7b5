import { CLOSE, MESSAGE, type RunStatus, type Trouble } from '@flowforge/core/protocol'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import type { Principal } from '../access/principal.ts'
import type { Connection, Group } from '../transport/transport.ts'
import { RoomAwareness } from './awareness.ts'
import type { CommitRoom, Committer, Work } from './commit.ts'
import { LIMITS } from './limits.ts'
import { applyAll, type DocumentKind, type LoadedDocument } from './log.ts'
import type { Knowledge } from './ownership.ts'
import { StateCache } from './state.ts'
import type { DeleteRange } from './update.ts'
import { awarenessFrame, jsonFrame, updateFrame } from './wire.ts'

/** Who sent something to a room and wants to know when it is durable. */
export interface Submitter {
  /** Its socket, which need not hear its own edits; null for edits by the server. */
  readonly connection: Connection | null
  /** These entries, in this order, are committed and applied; the log ends at `head`. */
  settled(entries: readonly Entry[], head: number): void
  /** The room failed before these entries were known to be durable. */
  abandoned(reason: string): void
}

/** One thing in a room's queue. Without an update it holds a place: a no-op to acknowledge, or a run behind edits. */
export interface Entry {
  readonly update: Uint8Array | null
  readonly principalId: string
  readonly claims: readonly number[]
  readonly submitter: Submitter
  /** The submitter's own count of this frame, or null for what is not counted. */
  readonly ordinal: number | null
  readonly after?: () => void
}

/** A socket in a room. */
export interface Member {
  readonly connection: Connection
  readonly principal: Principal
  /** Ends the socket with a close code. */
  end(code: number, reason: string): void
}

export interface RoomOptions {
  readonly document: LoadedDocument
  readonly committer: Committer
  readonly createGroup: () => Group
  readonly logger: Pick<Logger, 'error'>
  /** Called once when the room may no longer be used: the next socket loads it anew. */
  readonly onClosed: (room: Room) => void
  /** Called after each commit. */
  readonly onCommitted: (room: Room) => void
}

/** Updates and cursors of a busy room go out once per this many milliseconds; those of an idle one at once. */
const TICK_MILLISECONDS = 16

/**
 * One document in memory while somebody has it open. The database holds the truth: the room's document is what is
 * committed, `#queuedClocks` is what is accepted beyond it, and a room that cannot tell what was committed is thrown away.
 */
export class Room implements CommitRoom, Knowledge {
  readonly documentId: string
  readonly kind: DocumentKind
  readonly doc = new Y.Doc()
  readonly awareness = new RoomAwareness()
  /** What the log has grown by since its snapshot, as far as this room knows. */
  tail: { readonly rows: number; readonly bytes: number }
  readonly #options: RoomOptions
  readonly #members = new Set<Member>()
  /** Everybody, and those that said hello. */
  readonly #group: Group
  readonly #greeted: Group
  readonly #state: StateCache
  readonly #owners: Map<number, string>
  /** Which socket shows itself under which awareness client id. */
  readonly #shown = new Map<number, Member>()
  readonly #queuedClocks = new Map<number, number>()
  readonly #epoch: number
  readonly #onSettled: (() => void)[] = []
  #head: number
  #bytes: number
  #queue: Entry[] = []
  #inFlight: readonly Entry[] = []
  #outgoing: Uint8Array[] = []
  /** The one sender of everything outgoing, who need not hear it; null where there are several. */
  #outgoingFrom: Connection | null = null
  #flushed = 0
  #flushTimer: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: RoomOptions) {
    const { document, createGroup } = options
    this.#options = options
    this.documentId = document.id
    this.kind = document.kind
    this.#head = document.head
    this.#epoch = document.epoch
    this.#owners = new Map(document.clients)
    this.#group = createGroup()
    this.#greeted = createGroup()
    for (const reason of applyAll(this.doc, document.updates))
      options.logger.error({ document: document.id, reason }, 'A stored update could not be applied')
    this.#state = new StateCache(this.doc)
    const rows = document.hasSnapshot ? document.updates.slice(1) : document.updates
    this.tail = { rows: rows.length, bytes: bytesOf(rows) }
    this.#bytes = bytesOf(document.updates)
    this.doc.on('update', (update: Uint8Array) => {
      this.#state.add(update)
      this.#outgoing.push(update)
    })
  }

  get head(): number {
    return this.#head
  }

  get closed(): boolean {
    return this.#closed
  }

  get memberCount(): number {
    return this.#members.size
  }

  /** True where nothing waits to be committed. */
  get settled(): boolean {
    return this.#queue.length === 0 && this.#inFlight.length === 0
  }

  /** Resolves once everything that waits now is committed or given up. */
  whenSettled(): Promise<void> {
    if (this.settled || this.#closed) return Promise.resolve()
    return new Promise((resolve) => this.#onSettled.push(resolve))
  }

  #tellSettled(): void {
    if (!this.settled) return
    for (const resolve of this.#onSettled.splice(0)) resolve()
  }

  /** Encoded state for a joiner, see StateCache. */
  get state(): StateCache {
    return this.#state
  }

  // Knowledge: what updates are judged by.

  clock(client: number): number {
    return this.#queuedClocks.get(client) ?? Y.getState(this.doc.store, client)
  }

  owner(client: number): string | null {
    return this.#owners.get(client) ?? null
  }

  deleted(range: DeleteRange): boolean {
    const structs = this.doc.store.clients.get(range.client)
    if (structs === undefined || range.clock + range.length > Y.getState(this.doc.store, range.client)) return false
    const end = range.clock + range.length
    for (let index = Y.findIndexSS(structs, range.clock); index < structs.length; index++) {
      const struct = structs[index]
      if (struct === undefined || struct.id.clock >= end) break
      if (!struct.deleted) return false
    }
    return true
  }

  // Intake and commit.

  /** Queues an entry that `judge` accepted (`clocks` are its verdict's), or one that only holds a place. */
  submit(entry: Entry, clocks?: ReadonlyMap<number, number>): void {
    if (this.#closed) {
      entry.submitter.abandoned('the room is closed')
      return
    }
    if (entry.update === null && entry.claims.length === 0 && this.settled) {
      entry.submitter.settled([entry], this.#head)
      return
    }
    for (const client of entry.claims) this.#owners.set(client, entry.principalId)
    if (clocks !== undefined) for (const [client, clock] of clocks) this.#queuedClocks.set(client, clock)
    this.#queue.push(entry)
    this.#options.committer.add(this)
  }

  take(): Work | null {
    if (this.#closed || this.#queue.length === 0) return null
    this.#inFlight = this.#queue
    this.#queue = []
    const updates: { update: Uint8Array; principalId: string }[] = []
    const claims: { client: number; principalId: string }[] = []
    for (const { update, principalId, claims: clients } of this.#inFlight) {
      if (update !== null) updates.push({ update, principalId })
      for (const client of clients) claims.push({ client, principalId })
    }
    return { documentId: this.documentId, head: this.#head, epoch: this.#epoch, updates, claims }
  }

  committed(head: number): void {
    const entries = this.#inFlight
    this.#head = head
    this.#apply(entries)
    this.#inFlight = []
    this.#scheduleFlush()
    const bySubmitter = new Map<Submitter, Entry[]>()
    for (const entry of entries) {
      const own = bySubmitter.get(entry.submitter)
      if (own === undefined) bySubmitter.set(entry.submitter, [entry])
      else own.push(entry)
    }
    for (const [submitter, own] of bySubmitter) submitter.settled(own, head)
    this.#tellSettled()
    this.#options.onCommitted(this)
  }

  failed(reason: string): void {
    this.close(CLOSE.roomFailed, reason)
  }

  #apply(entries: readonly Entry[]): void {
    const outgoingBefore = this.#outgoing.length
    Y.transact(this.doc, () => {
      for (const { update } of entries) if (update !== null) Y.applyUpdate(this.doc, update)
    })
    const { store } = this.doc
    if (store.pendingStructs !== null || store.pendingDs !== null) throw new Error('A committed update is pending')
    const updates = entries.flatMap(({ update }) => (update === null ? [] : [update]))
    const bytes = bytesOf(updates)
    this.tail = { rows: this.tail.rows + updates.length, bytes: this.tail.bytes + bytes }
    this.#bytes += bytes
    for (const [client, clock] of this.#queuedClocks) {
      if (Y.getState(store, client) >= clock) this.#queuedClocks.delete(client)
    }
    const senders = new Set(
      entries.filter(({ update }) => update !== null).map(({ submitter }) => submitter.connection),
    )
    if (senders.size === 0) return
    const [sender = null] = senders
    const alone = senders.size === 1 && (outgoingBefore === 0 || this.#outgoingFrom === sender)
    this.#outgoingFrom = alone ? sender : null
  }

  // Members.

  join(member: Member): void {
    this.#members.add(member)
    this.#group.add(member.connection)
  }

  /** The member said hello: it gets FlowForge's own frames. */
  greet(member: Member): void {
    this.#greeted.add(member.connection)
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return
    this.#group.delete(member.connection)
    this.#greeted.delete(member.connection)
  }

  /** Holds back the room's frames from a member that is still receiving the document; `resume` sends what it missed. */
  pause(member: Member): { resume: () => void } {
    this.#flush()
    this.#group.delete(member.connection)
    const since = this.#state.position()
    return {
      resume: () => {
        if (!this.#members.has(member)) return
        this.#flush()
        for (const update of this.#state.since(since)) member.connection.send(updateFrame(update))
        this.#group.add(member.connection)
      },
    }
  }

  sendStatus(status: RunStatus): void {
    this.#greeted.send(jsonFrame(MESSAGE.runStatus, status), 'latest')
  }

  sendTrouble(trouble: Trouble): void {
    this.#greeted.send(jsonFrame(MESSAGE.trouble, trouble), 'latest')
  }

  sendKeepAlive(frame: Uint8Array): void {
    this.#group.send(frame, 'latest')
  }

  /** Binds an awareness client id to a socket; false where it is another principal's. A reconnect takes over. */
  bind(client: number, member: Member): boolean {
    const { id } = member.principal
    const holder = this.#shown.get(client)
    if ((this.owner(client) ?? id) !== id || (holder !== undefined && holder.principal.id !== id)) return false
    this.#shown.set(client, member)
    return true
  }

  /** The socket that showed this client id is gone. */
  release(client: number, member: Member): void {
    if (this.#shown.get(client) !== member) return
    this.#shown.delete(client)
    this.awareness.leave(client)
    this.awarenessChanged()
  }

  /** Something in `awareness` changed. */
  awarenessChanged(): void {
    this.#scheduleFlush()
  }

  #scheduleFlush(): void {
    if (this.#flushTimer !== null || this.#closed) return
    const wait = TICK_MILLISECONDS - (performance.now() - this.#flushed)
    if (wait <= 0) this.#flush()
    else this.#flushTimer = setTimeout(() => this.#flush(), wait)
  }

  #flush(): void {
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer)
    this.#flushTimer = null
    this.#flushed = performance.now()
    if (this.#outgoing.length > 0) {
      const [first, ...rest] = this.#outgoing
      const update = rest.length === 0 && first !== undefined ? first : Y.mergeUpdates(this.#outgoing)
      this.#outgoing = []
      this.#group.send(updateFrame(update), 'close', this.#outgoingFrom ?? undefined)
    }
    if (this.awareness.hasChanges) this.#group.send(awarenessFrame(this.awareness.takeChanges()), 'latest')
  }

  /**
   * True where the document has reached its limit. Counts what was added, which overstates it: at the limit the document
   * itself is measured.
   */
  get isFull(): boolean {
    if (this.#bytes <= LIMITS.documentBytes) return false
    this.#bytes = Y.encodeStateAsUpdate(this.doc).length
    return this.#bytes > LIMITS.documentBytes
  }

  /** Ends the room and every socket in it. What was not committed is abandoned; clients resend what matters. */
  close(code: number, reason: string): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer)
    const abandoned = new Set([...this.#inFlight, ...this.#queue].map((entry) => entry.submitter))
    this.#inFlight = []
    this.#queue = []
    this.#options.onClosed(this)
    this.#tellSettled()
    for (const submitter of abandoned) submitter.abandoned(reason)
    for (const member of [...this.#members]) member.end(code, reason)
    this.doc.destroy()
  }
}

function bytesOf(updates: readonly Uint8Array[]): number {
  return updates.reduce((sum, update) => sum + update.length, 0)
}
