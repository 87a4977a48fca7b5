import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { type Database, openDatabase } from '../database/index.ts'
import { type ClickHouseStore, openClickHouse } from '../stores/clickhouse/index.ts'
import { MemoryRedis, RedisConnection, type RedisStore } from '../stores/redis/index.ts'
import type { StoreHealth } from '../stores/store.ts'
import type { ProgramPaths } from './paths.ts'

/** Every store of a server: the real one where its address is configured, otherwise the embedded one. */
export interface Stores {
  readonly database: Database
  readonly clickHouse: ClickHouseStore
  readonly redis: RedisStore
  /** By the name that the screen shows; the in-process stand-in for Redis is no store to look after. */
  health(): Promise<Readonly<Record<string, StoreHealth>>>
  close(): Promise<void>
}

/** `onLost` is called when an embedded store cannot be brought back: the server should end. */
export async function openStores(
  config: Config,
  paths: ProgramPaths,
  logger: Logger,
  onLost: (reason: Error) => void,
): Promise<Stores> {
  const opening = await Promise.allSettled([
    openDatabase({
      source: config.databaseUrl === null ? { home: config.home } : { url: config.databaseUrl },
      migrations: paths.migrations,
      log: logger,
      onLost,
    }),
    openClickHouse({
      log: logger,
      ...(config.clickHouseUrl === null
        ? { embedded: { directory: join(config.home, 'clickhouse'), childArguments: paths.engineChild } }
        : { url: config.clickHouseUrl }),
    }),
    config.redisUrl === null ? new MemoryRedis() : RedisConnection.open(config.redisUrl, logger),
  ])
  const [database, clickHouse, redis] = opening
  if (database.status === 'fulfilled' && clickHouse.status === 'fulfilled' && redis.status === 'fulfilled')
    return together(database.value, clickHouse.value, redis.value)
  await Promise.all(opening.map((store) => (store.status === 'fulfilled' ? store.value.close() : undefined)))
  throw opening.find((store) => store.status === 'rejected')?.reason
}

function together(database: Database, clickHouse: ClickHouseStore, redis: RedisStore): Stores {
  return {
    database,
    clickHouse,
    redis,
    health: async () => ({
      postgresql: await database.health(),
      clickhouse: clickHouse.health(),
      ...(redis.kind === 'redis' ? { redis: await redis.health() } : {}),
    }),
    close: async () => {
      await Promise.all([clickHouse.close(), redis.close()])
      await database.close()
    },
  }
}
