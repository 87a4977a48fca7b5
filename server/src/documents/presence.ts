import { type AwarenessEntry, isShowable } from './awareness.ts'
import type { Member, Room } from './room.ts'

/**
 * How one socket shows itself: under one client id, the one that its hello named or that it showed first. What it says
 * about others is dropped, never punished, because the provider echoes what it hears.
 */
export class Presence {
  readonly #room: Room
  readonly #member: Member
  readonly #claim: (client: number, after: () => void) => void
  #client: number | null = null
  #claimed = false
  #held: AwarenessEntry | null = null

  /** `claim` makes a client id the sender's own, durably, and then calls back; only writers have one. */
  constructor(room: Room, member: Member, claim: (client: number, after: () => void) => void) {
    this.#room = room
    this.#member = member
    this.#claim = claim
  }

  show(entries: readonly AwarenessEntry[]): void {
    for (const entry of entries) {
      if (!isShowable(entry)) continue
      if (this.#client === null) this.bind(entry.client)
      if (entry.client !== this.#client) continue
      // A writer's id becomes its own before anybody sees it: otherwise a peer could claim what it saw.
      if (!this.#claimed) this.#held = entry
      else if (this.#room.awareness.put(entry)) this.#room.awarenessChanged()
    }
  }

  /** Takes the client id, unless it is somebody else's. */
  bind(client: number): void {
    if (this.#client !== null || !this.#room.bind(client, this.#member)) return
    this.#client = client
    this.#claim(client, () => {
      this.#claimed = true
      const held = this.#held
      this.#held = null
      if (held !== null && this.#room.awareness.put(held)) this.#room.awarenessChanged()
    })
  }

  leave(): void {
    if (this.#client !== null) this.#room.release(this.#client, this.#member)
  }
}
