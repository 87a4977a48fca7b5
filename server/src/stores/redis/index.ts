export { RedisConnection } from './connection.ts'
export { MemoryRedis } from './memory.ts'
export type { RedisStore } from './redis.ts'
