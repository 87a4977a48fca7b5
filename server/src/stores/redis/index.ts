export { RedisConnection } from './connection.ts'
export { MemoryRedis } from './memory.ts'
export type { RateCount, RedisHealth, RedisStore, Subscriber } from './redis.ts'
