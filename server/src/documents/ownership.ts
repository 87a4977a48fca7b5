import { LIMITS } from './limits.ts'
import { type DeleteRange, type Id, type Kept, type Struct, type Update, writeUpdate } from './update.ts'

/**
 * Whose edit is it? Yjs believes every update: thirteen forged bytes under somebody else's client id make all replicas
 * ignore that person's next edits. So every new struct must carry a client id of its sender, and everything an update
 * builds on must be known. What is known counts structs that are accepted and not committed yet: they come first in
 * the log.
 */
export interface Knowledge {
  /** The accepted clock of an author: durable plus queued. 0 for one never seen. */
  clock(client: number): number
  /** The principal a client id belongs to, or null while nobody has shown it. */
  owner(client: number): string | null
  /** True where everything in the range is durably deleted, so that deleting it again changes nothing. */
  deleted(range: DeleteRange): boolean
}

export type Verdict =
  /** Changes nothing that is not accepted already. */
  | { readonly kind: 'nothing' }
  /** `update` is what is new; `clocks` are the authors' clocks after it; `claims` client ids nobody had. */
  | {
      readonly kind: 'accept'
      readonly update: Uint8Array
      readonly clocks: ReadonlyMap<number, number>
      readonly claims: readonly number[]
    }
  /** Builds on something unknown: honest before this socket's SyncStep2 and when another node was faster. */
  | { readonly kind: 'unmet' }
  /** New structs under the client id of another principal. */
  | { readonly kind: 'foreign'; readonly client: number }
  | { readonly kind: 'too_large'; readonly reason: string }

/** Judges one update of one sender. Pure; linear in the update. */
export function judge(update: Update, knowledge: Knowledge, principalId: string): Verdict {
  const kept = trim(update.structs, knowledge)
  const deletes = update.deletes.filter((range) => !isDeleted(range, knowledge))
  if (kept.length === 0 && deletes.length === 0) return { kind: 'nothing' }

  const claims: number[] = []
  const authors = new Set(kept.map(({ struct }) => struct.client))
  if (authors.size > LIMITS.newClients) return { kind: 'too_large', reason: `more than ${LIMITS.newClients} authors` }
  for (const client of authors) {
    const owner = knowledge.owner(client)
    if (owner === null) claims.push(client)
    else if (owner !== principalId) return { kind: 'foreign', client }
  }

  const clocks = integrate(kept, knowledge)
  if (clocks === null) return { kind: 'unmet' }
  const clockOf = (client: number): number => clocks.get(client) ?? knowledge.clock(client)
  if (deletes.some((range) => range.clock + range.length > clockOf(range.client))) return { kind: 'unmet' }

  const whole = kept.length === update.structs.length && deletes.length === update.deletes.length
  const unchanged = whole && kept.every(({ offset }) => offset === 0)
  return { kind: 'accept', update: unchanged ? update.bytes : writeUpdate(update.bytes, kept, deletes), clocks, claims }
}

/** A range is old only where it lies within what is known. */
function isDeleted(range: DeleteRange, knowledge: Knowledge): boolean {
  return range.clock + range.length <= knowledge.clock(range.client) && knowledge.deleted(range)
}

/** Drops what is accepted already; of a struct that straddles, keeps the rest. */
function trim(structs: readonly Struct[], knowledge: Knowledge): Kept[] {
  const kept: Kept[] = []
  for (const struct of structs) {
    const known = knowledge.clock(struct.client)
    if (struct.clock + struct.length <= known) continue
    kept.push({ struct, offset: Math.max(0, known - struct.clock) })
  }
  return kept
}

/**
 * Goes through the structs as Yjs will: each author's in order, one waiting on another's until that arrives.
 * Returns the clocks afterwards, or null where something stays unmet (a gap, an unknown neighbour, or two that wait for
 * each other).
 */
function integrate(kept: readonly Kept[], knowledge: Knowledge): ReadonlyMap<number, number> | null {
  const authors = new Map<number, Author>()
  for (const item of kept) {
    const { client } = item.struct
    const author = authors.get(client)
    if (author !== undefined) author.queue.push(item)
    else authors.set(client, { client, queue: [item], position: 0, clock: knowledge.clock(client), waiters: [] })
  }
  const clockOf = (client: number): number => authors.get(client)?.clock ?? knowledge.clock(client)
  const ready = [...authors.values()]
  let integrated = 0
  for (let author = ready.pop(); author !== undefined; author = ready.pop()) {
    const before = author.position
    const missing = advance(author, clockOf)
    if (missing === 'gap') return null
    integrated += author.position - before
    if (missing !== null) {
      const bringer = authors.get(missing.client)
      // Nobody brings it: neither another author in this update, nor (a struct cannot follow itself) this one.
      if (bringer === undefined || bringer === author) return null
      bringer.waiters.push({ author, clock: missing.clock })
    }
    const { clock, waiters } = author
    for (const waiter of waiters) if (waiter.clock < clock) ready.push(waiter.author)
    author.waiters = waiters.filter((waiter) => waiter.clock >= clock)
  }
  return integrated === kept.length ? new Map([...authors].map(([client, { clock }]) => [client, clock])) : null
}

/** New structs of one client id, on their way through `integrate`. */
interface Author {
  readonly client: number
  readonly queue: Kept[]
  position: number
  clock: number
  /** Who stands still until this author has passed a clock. */
  waiters: { readonly author: Author; readonly clock: number }[]
}

/** Takes the author's structs until one misses a neighbour, which is returned; null at the end. */
function advance(author: Author, clockOf: (client: number) => number): Id | 'gap' | null {
  for (let item = author.queue[author.position]; item !== undefined; item = author.queue[author.position]) {
    const { struct, offset } = item
    if (struct.kind === 'skip' || struct.clock + offset !== author.clock) return 'gap'
    for (const id of [struct.origin, struct.rightOrigin]) {
      if (id !== null && id.clock >= clockOf(id.client)) return id
    }
    author.clock = struct.clock + struct.length
    author.position += 1
  }
  return null
}
