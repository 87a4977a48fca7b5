import type { Connection } from '../transport/transport.ts'
import type { Pacer } from './pacer.ts'
import type { Member, Room } from './room.ts'
import { step2Frame, updateFrame } from './wire.ts'

/** Documents above this size are sent to a few joiners at a time, and a joiner hears nothing else meanwhile. */
const LARGE_BYTES = 256 * 1024

/**
 * Sends the document to one socket that asked with SyncStep1. A large one is exempt from the limit on waiting bytes: while
 * it is on its way the room's frames are held back, and follow merged.
 */
export class Joins {
  readonly #connection: Connection
  readonly #pacer: Pacer
  readonly #leaves = new Set<() => void>()
  #draining: (() => void)[] = []
  #stopped = false

  constructor(connection: Connection, pacer: Pacer) {
    this.#connection = connection
    this.#pacer = pacer
    connection.onDrain(() => this.#drained())
  }

  send(room: Room, member: Member, stateVector: Uint8Array): void {
    const missing = room.state.missing(stateVector)
    if (missing.reduce((sum, update) => sum + update.length, 0) <= LARGE_BYTES) {
      this.#write(missing)
      return
    }
    const paused = room.pause(member)
    this.#pacer.enter((leave) => {
      if (this.#stopped) {
        leave()
        return
      }
      this.#leaves.add(leave)
      this.#write(missing)
      this.#draining.push(() => {
        this.#leaves.delete(leave)
        leave()
        paused.resume()
      })
      this.#drained()
    })
  }

  /** The socket is gone: others may have its places. */
  stop(): void {
    this.#stopped = true
    this.#draining = []
    for (const leave of this.#leaves) leave()
    this.#leaves.clear()
  }

  /** The provider calls itself synced at the first step 2, so that is the last part. */
  #write(missing: readonly Uint8Array[]): void {
    for (const update of missing.slice(0, -1)) this.#connection.send(updateFrame(update))
    const last = missing.at(-1)
    if (last !== undefined) this.#connection.send(step2Frame(last))
  }

  #drained(): void {
    if (this.#draining.length === 0 || this.#connection.buffered() > LARGE_BYTES) return
    for (const done of this.#draining.splice(0)) done()
  }
}
