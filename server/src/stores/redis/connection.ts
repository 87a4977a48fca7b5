import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { StoreError } from '../store-error.ts'
import type { RateCount, RedisHealth, RedisStore, Subscriber } from './redis.ts'

const PREFIX = 'flowforge:'
/** Nothing waits for Redis longer than for making the value again. */
const COMMAND_MILLISECONDS = 1_000
const LONGEST_RETRY_MILLISECONDS = 2_000

/** A real Redis. Reconnects by itself for ever; a command while it is away fails at once. */
export class RedisConnection implements RedisStore {
  readonly kind = 'redis'
  readonly #commands: Redis
  readonly #news: Redis
  readonly #channels = new Map<string, Set<Subscriber>>()

  private constructor(commands: Redis, news: Redis) {
    this.#commands = commands
    this.#news = news
    let connected = false
    news.on('message', (channel: string, text: string) => {
      for (const subscriber of this.#channels.get(channel) ?? []) subscriber.message(text)
    })
    news.on('ready', () => {
      if (connected) this.#afterReconnect()
      connected = true
    })
  }

  /** Resolves connected. Rejects with one sentence where nothing answers at `url`. */
  static async open(url: string, log: Pick<Logger, 'warn'>): Promise<RedisConnection> {
    const client = () => {
      const redis = new Redis(url, {
        lazyConnect: true,
        connectTimeout: 5_000,
        commandTimeout: COMMAND_MILLISECONDS,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        autoResubscribe: false,
        retryStrategy: (attempt) => Math.min(LONGEST_RETRY_MILLISECONDS, 25 * 2 ** attempt) * (0.5 + Math.random() / 2),
      })
      redis.on('error', (error: Error) => log.warn({ error: error.message }, 'Redis connection'))
      return redis
    }
    const commands = client()
    const news = client()
    const connection = new RedisConnection(commands, news)
    try {
      await Promise.all([commands.connect(), news.connect()])
      return connection
    } catch (error) {
      await connection.close()
      const { host } = new URL(url)
      throw new StoreError('store_unavailable', `Redis at ${host} (REDIS_URL) cannot be reached.`, {
        detail: (error as Error).message,
        cause: error,
      })
    }
  }

  async get(key: string): Promise<Uint8Array | null> {
    return attempt(this.#commands.getBuffer(PREFIX + key))
  }

  async set(key: string, value: Uint8Array, milliseconds: number): Promise<void> {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    await attempt(this.#commands.set(PREFIX + key, bytes, 'PX', Math.ceil(milliseconds)))
  }

  async delete(key: string): Promise<void> {
    await attempt(this.#commands.del(PREFIX + key))
  }

  async increment(key: string, milliseconds: number): Promise<RateCount> {
    const name = `${PREFIX}count:${key}`
    const steps = this.#commands.multi().set(name, 0, 'PX', Math.ceil(milliseconds), 'NX').incr(name).pttl(name)
    const replies = await attempt(steps.exec())
    const [count, left] = [replies?.[1]?.[1], replies?.[2]?.[1]]
    if (typeof count !== 'number' || typeof left !== 'number') throw unavailable(replies?.[1]?.[0])
    return { count, milliseconds: left }
  }

  async publish(channel: string, message: string): Promise<void> {
    await attempt(this.#commands.publish(PREFIX + channel, message))
  }

  async subscribe(channel: string, subscriber: Subscriber): Promise<() => Promise<void>> {
    const name = PREFIX + channel
    const own = { ...subscriber }
    const subscribers = this.#channels.get(name) ?? new Set()
    this.#channels.set(name, subscribers)
    subscribers.add(own)
    const end = async () => {
      if (!subscribers.delete(own) || subscribers.size > 0) return
      this.#channels.delete(name)
      // Away, the connection forgets its subscriptions by itself.
      await this.#news.unsubscribe(name).catch(() => undefined)
    }
    try {
      await this.#news.subscribe(name)
    } catch (error) {
      await end()
      throw unavailable(error)
    }
    return end
  }

  async health(): Promise<RedisHealth> {
    const started = performance.now()
    try {
      await this.#commands.ping()
      return { ready: true, reason: null, milliseconds: performance.now() - started }
    } catch {
      return { ready: false, reason: 'Redis does not answer.', milliseconds: null }
    }
  }

  async close(): Promise<void> {
    this.#channels.clear()
    this.#commands.disconnect()
    this.#news.disconnect()
  }

  #afterReconnect(): void {
    const names = [...this.#channels.keys()]
    if (names.length === 0) return
    this.#news.subscribe(...names).then(
      () => {
        for (const name of names) for (const subscriber of this.#channels.get(name) ?? []) subscriber.gap()
      },
      // The connection broke again: the next one subscribes.
      () => undefined,
    )
  }
}

async function attempt<Result>(command: Promise<Result>): Promise<Result> {
  try {
    return await command
  } catch (error) {
    throw unavailable(error)
  }
}

function unavailable(cause: unknown): StoreError {
  const detail = cause instanceof Error ? cause.message : 'unexpected reply'
  return new StoreError('store_unavailable', 'Redis does not answer.', { detail, cause })
}
