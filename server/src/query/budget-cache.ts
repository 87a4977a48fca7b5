interface Entry<Value> {
  readonly value: Value
  readonly bytes: number
  readonly expires: number
}

export interface BudgetOptions {
  readonly maxBytes: number
  /** Milliseconds that only rise. */
  readonly now?: () => number
}

/** Values kept for a time within a budget of bytes; past it the one not used for longest goes. */
export class BudgetCache<Value> {
  readonly #maxBytes: number
  readonly #now: () => number
  /** In the order of last use. */
  readonly #entries = new Map<string, Entry<Value>>()
  #bytes = 0

  constructor({ maxBytes, now = () => performance.now() }: BudgetOptions) {
    this.#maxBytes = maxBytes
    this.#now = now
  }

  get bytes(): number {
    return this.#bytes
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.delete(key)
    if (entry.expires <= this.#now()) return undefined
    this.#entries.set(key, entry)
    this.#bytes += entry.bytes
    return entry.value
  }

  /** A value larger than the whole budget is not kept. */
  set(key: string, value: Value, bytes: number, milliseconds: number): void {
    this.delete(key)
    if (bytes > this.#maxBytes || milliseconds <= 0) return
    const now = this.#now()
    this.#entries.set(key, { value, bytes, expires: now + milliseconds })
    this.#bytes += bytes
    if (this.#bytes > this.#maxBytes) this.#dropExpired(now)
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }

  /** Frees what nobody may read any more; to be called now and then. */
  sweep(): void {
    this.#dropExpired(this.#now())
  }

  #dropExpired(now: number): void {
    for (const [key, entry] of this.#entries) if (entry.expires <= now) this.delete(key)
  }
}
