import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { LIMITS } from './limits.ts'

/** What one client shows of itself: cursor, selection, name. `state` is JSON text, `null` when it has left. */
export interface AwarenessEntry {
  readonly client: number
  readonly clock: number
  readonly state: string
}

const GONE = 'null'

/** Reads the payload of an awareness frame. Throws where a state is not JSON: peers would throw on it too. */
export function readAwareness(payload: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(payload)
  const count = decoding.readVarUint(decoder)
  if (count > LIMITS.awarenessEntries) throw new Error('too many awareness entries')
  const entries: AwarenessEntry[] = []
  for (let index = 0; index < count; index++) {
    const client = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    const state = decoding.readVarString(decoder)
    entries.push({ client, clock, state })
  }
  return entries
}

/** True where an entry is small and says an object or nothing. */
export function isShowable(entry: AwarenessEntry): boolean {
  if (entry.state.length > LIMITS.awarenessBytes || entry.clock > LIMITS.clock) return false
  try {
    const state: unknown = JSON.parse(entry.state)
    return typeof state === 'object' && !Array.isArray(state)
  } catch {
    return false
  }
}

export function writeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}

/** The awareness of one room: the newest entry of each client, and those that changed since the last flush. */
export class RoomAwareness {
  readonly #entries = new Map<number, AwarenessEntry>()
  readonly #changed = new Set<number>()

  /** Takes a newer entry; false where it is old news. */
  put(entry: AwarenessEntry): boolean {
    const before = this.#entries.get(entry.client)
    if (
      before !== undefined &&
      before.clock >= entry.clock &&
      !(before.clock === entry.clock && entry.state === GONE)
    ) {
      return false
    }
    this.#entries.set(entry.client, entry)
    this.#changed.add(entry.client)
    return true
  }

  /** The client's socket is gone: say so to the others. */
  leave(client: number): void {
    const before = this.#entries.get(client)
    if (before !== undefined && before.state !== GONE) this.put({ client, clock: before.clock + 1, state: GONE })
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  /** The payload of what changed since the last call, one entry per client; those that left are forgotten. */
  takeChanges(): Uint8Array {
    const changes: AwarenessEntry[] = []
    for (const client of this.#changed) {
      const entry = this.#entries.get(client)
      if (entry === undefined) continue
      changes.push(entry)
      if (entry.state === GONE) this.#entries.delete(client)
    }
    this.#changed.clear()
    return writeAwareness(changes)
  }

  /** The payload with everybody present, or null in an empty room. */
  everybody(): Uint8Array | null {
    const present = [...this.#entries.values()].filter((entry) => entry.state !== GONE)
    return present.length === 0 ? null : writeAwareness(present)
  }
}
