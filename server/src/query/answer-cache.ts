import type { RedisStore } from '../stores/redis/index.ts'
import type { QueryResult } from '../stores/store.ts'
import { BudgetCache } from './budget-cache.ts'
import { tableBytes } from './packed-table.ts'

const MEMORY_BYTES = 64 * 1024 * 1024
/** A larger answer is made again sooner than fetched. */
const SHARED_BYTES = 1024 * 1024
/** After a Redis that failed, answers are made here alone for so long, instead of waiting for it each time. */
const PAUSE_MILLISECONDS = 5_000

/** Answers by execution fingerprint: in this process, and through Redis for the other nodes. */
export class AnswerCache {
  readonly #memory = new BudgetCache<QueryResult>({ maxBytes: MEMORY_BYTES })
  readonly #redis: RedisStore | null
  #pausedUntil = 0

  /** `redis` is null on a single node. */
  constructor(redis: RedisStore | null) {
    this.#redis = redis
  }

  /** What this process knows. */
  get(key: string): QueryResult | undefined {
    return this.#memory.get(key)
  }

  /** What another node has answered, within the time that its data stands. Never rejects. */
  async fetch(key: string): Promise<QueryResult | undefined> {
    const bytes = await this.#ask((redis) => redis.get(redisKey(key)))
    if (bytes === undefined || bytes === null) return undefined
    const { result, expires } = JSON.parse(Buffer.from(bytes).toString()) as SharedAnswer
    this.#memory.set(key, result, tableBytes(result.table), expires - Date.now())
    return result
  }

  /** Keeps an answer for so long; not at all for 0. Does not wait for Redis. */
  set(key: string, result: QueryResult, milliseconds: number): void {
    if (milliseconds <= 0) return
    const bytes = tableBytes(result.table)
    this.#memory.set(key, result, bytes, milliseconds)
    if (this.#redis === null || bytes > SHARED_BYTES) return
    const shared: SharedAnswer = { result, expires: Date.now() + milliseconds }
    void this.#ask((redis) => redis.set(redisKey(key), Buffer.from(JSON.stringify(shared)), milliseconds))
  }

  async #ask<Reply>(question: (redis: RedisStore) => Promise<Reply>): Promise<Reply | undefined> {
    if (this.#redis === null || performance.now() < this.#pausedUntil) return undefined
    try {
      return await question(this.#redis)
    } catch {
      this.#pausedUntil = performance.now() + PAUSE_MILLISECONDS
      return undefined
    }
  }
}

/** As it travels: `expires` in milliseconds since 1970. */
interface SharedAnswer {
  readonly result: QueryResult
  readonly expires: number
}

const redisKey = (key: string): string => `answer:${key}`
