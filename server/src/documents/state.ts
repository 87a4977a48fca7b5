import * as Y from 'yjs'

/** The tail may grow to this share of the base before the base is made anew, so that encoding stays rare. */
const TAIL_SHARE = 0.25
const TAIL_BYTES = 64 * 1024
const TAIL_UPDATES = 1_000
/** The encoding of a state vector without entries: a replica that has nothing. */
const EMPTY_VECTOR_BYTES = 1

/**
 * The encoded document for those who join: a base that is encoded once, and the updates since. A hundred joiners of a
 * large document then cost one encoding.
 */
export class StateCache {
  readonly #doc: Y.Doc
  #base: Uint8Array | null = null
  #tail: Uint8Array[] = []
  #tailBytes = 0
  /** Positions of the tail's first update and of the next one, counted over the room's life. */
  #tailStart = 0
  #next = 0

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** An update was applied to the document. */
  add(update: Uint8Array): void {
    this.#next += 1
    this.#tail.push(update)
    this.#tailBytes += update.length
    const limit = Math.max(TAIL_BYTES, (this.#base?.length ?? 0) * TAIL_SHARE)
    if (this.#tailBytes > limit || this.#tail.length > TAIL_UPDATES) this.#forget()
  }

  /** What a replica with this state vector lacks, in the order it is to be applied. */
  missing(stateVector: Uint8Array): readonly Uint8Array[] {
    if (stateVector.length > EMPTY_VECTOR_BYTES) return [Y.encodeStateAsUpdate(this.#doc, stateVector)]
    const base = this.#freshBase()
    return this.#tail.length === 0 ? [base] : [base, this.#merged(this.#tail)]
  }

  /** Where the document stands now, for `since`. */
  position(): number {
    return this.#next
  }

  /** The updates after a position, merged; the whole document where the cache no longer has them. */
  since(position: number): readonly Uint8Array[] {
    if (position === this.#next) return []
    if (position < this.#tailStart) return [Y.encodeStateAsUpdate(this.#doc)]
    return [this.#merged(this.#tail.slice(position - this.#tailStart))]
  }

  #freshBase(): Uint8Array {
    if (this.#base === null) {
      this.#forget()
      this.#base = Y.encodeStateAsUpdate(this.#doc)
    }
    return this.#base
  }

  #forget(): void {
    this.#base = null
    this.#tail = []
    this.#tailBytes = 0
    this.#tailStart = this.#next
  }

  #merged(updates: readonly Uint8Array[]): Uint8Array {
    const [first] = updates
    return updates.length === 1 && first !== undefined ? first : Y.mergeUpdates([...updates])
  }
}
