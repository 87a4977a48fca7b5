/**
 * What FlowForge asks of Redis: short-lived values, counters for rate limits, news between nodes. Implemented by a real
 * Redis (connection.ts) and by an in-process twin (memory.ts) for a single node. Everything in it may be lost at any
 * moment: it holds only what can be made again. Failures are StoreError `store_unavailable`.
 */
export interface RedisStore {
  readonly kind: 'redis' | 'memory'
  /** Null where there is no such key, or its time is over. */
  get(key: string): Promise<Uint8Array | null>
  set(key: string, value: Uint8Array, milliseconds: number): Promise<void>
  delete(key: string): Promise<void>
  /** Counts one more in a window that starts with the first count and is forgotten after `milliseconds`. */
  increment(key: string, milliseconds: number): Promise<RateCount>
  /** To every subscriber on every node, this one included. */
  publish(channel: string, message: string): Promise<void>
  /** Resolves when messages arrive from now on, with the function that ends it. */
  subscribe(channel: string, subscriber: Subscriber): Promise<() => Promise<void>>
  health(): Promise<RedisHealth>
  close(): Promise<void>
}

export interface RateCount {
  readonly count: number
  /** Until the window ends. */
  readonly milliseconds: number
}

export interface Subscriber {
  message(text: string): void
  /** The connection was away and is back: messages may have been missed, look at the state itself. */
  gap(): void
}

export interface RedisHealth {
  readonly ready: boolean
  /** One sentence where it is not. */
  readonly reason: string | null
  readonly milliseconds: number | null
}
