import type { RateCount, RedisHealth, RedisStore, Subscriber } from './redis.ts'

interface Entry {
  readonly value: Uint8Array
  readonly expires: number
}

interface Counter {
  count: number
  readonly expires: number
}

export interface MemoryOptions {
  /** Values past this are dropped, the one not read for longest first. */
  readonly maxBytes?: number
  /** Milliseconds that only rise. */
  readonly now?: () => number
}

const MAX_BYTES = 64 * 1024 * 1024
/** What an entry costs besides its value. */
const ENTRY_BYTES = 100
const COUNTERS_BEFORE_SWEEP = 10_000

/** Redis for a single node, in this process. */
export class MemoryRedis implements RedisStore {
  readonly kind = 'memory'
  readonly #maxBytes: number
  readonly #now: () => number
  /** In the order of last use. */
  readonly #entries = new Map<string, Entry>()
  readonly #counters = new Map<string, Counter>()
  readonly #channels = new Map<string, Set<Subscriber>>()
  #bytes = 0

  constructor({ maxBytes = MAX_BYTES, now = () => performance.now() }: MemoryOptions = {}) {
    this.#maxBytes = maxBytes
    this.#now = now
  }

  async get(key: string): Promise<Uint8Array | null> {
    const entry = this.#entries.get(key)
    if (entry === undefined) return null
    this.#remove(key)
    if (entry.expires <= this.#now()) return null
    this.#add(key, entry)
    return entry.value.slice()
  }

  async set(key: string, value: Uint8Array, milliseconds: number): Promise<void> {
    this.#remove(key)
    this.#add(key, { value: value.slice(), expires: this.#now() + milliseconds })
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      this.#remove(oldest)
    }
  }

  async delete(key: string): Promise<void> {
    this.#remove(key)
  }

  async increment(key: string, milliseconds: number): Promise<RateCount> {
    const now = this.#now()
    let counter = this.#counters.get(key)
    if (counter === undefined || counter.expires <= now) {
      if (this.#counters.size >= COUNTERS_BEFORE_SWEEP) this.#sweepCounters(now)
      counter = { count: 0, expires: now + milliseconds }
      this.#counters.set(key, counter)
    }
    counter.count += 1
    return { count: counter.count, milliseconds: Math.ceil(counter.expires - now) }
  }

  async publish(channel: string, message: string): Promise<void> {
    // Later, as over a network: a subscriber never runs inside the publisher's call.
    setImmediate(() => {
      for (const subscriber of this.#channels.get(channel) ?? []) subscriber.message(message)
    })
  }

  async subscribe(channel: string, subscriber: Subscriber): Promise<() => Promise<void>> {
    const subscribers = this.#channels.get(channel) ?? new Set()
    this.#channels.set(channel, subscribers)
    const own = { ...subscriber }
    subscribers.add(own)
    return async () => {
      subscribers.delete(own)
      if (subscribers.size === 0 && this.#channels.get(channel) === subscribers) this.#channels.delete(channel)
    }
  }

  async health(): Promise<RedisHealth> {
    return { ready: true, reason: null, milliseconds: 0 }
  }

  async close(): Promise<void> {
    this.#entries.clear()
    this.#counters.clear()
    this.#channels.clear()
    this.#bytes = 0
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    this.#bytes += entry.value.byteLength + key.length + ENTRY_BYTES
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.value.byteLength + key.length + ENTRY_BYTES
  }

  #sweepCounters(now: number): void {
    for (const [key, counter] of this.#counters) if (counter.expires <= now) this.#counters.delete(key)
  }
}
