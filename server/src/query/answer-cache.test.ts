import { TEXT } from '@flowforge/core/schema'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { HAS_REDIS_SERVER, startTestRedis, type TestRedis } from '../../test/redis.ts'
import { RedisConnection, type RedisStore } from '../stores/redis/index.ts'
import { AnswerCache } from './answer-cache.ts'

const columns = [{ name: 'origin', type: TEXT, nullable: true }]
const RESULT = {
  table: { columns, rowCount: 3, data: [['SFO', null, 'naïve “text”']] },
  truncated: false,
  milliseconds: 1.5,
}

test('alone, keeps an answer in memory for its time, and one that does not stand not at all', async () => {
  const cache = new AnswerCache(null)
  cache.set('stands', RESULT, 60_000)
  cache.set('live', RESULT, 0)
  expect(cache.get('stands')).toEqual(RESULT)
  expect(cache.get('live')).toBeUndefined()
  expect(await cache.fetch('stands')).toBeUndefined()
})

describe.skipIf(!HAS_REDIS_SERVER)(
  `two nodes${HAS_REDIS_SERVER ? '' : ': skipped, no redis-server on the PATH'}`,
  () => {
    let server: TestRedis
    let redis: RedisStore
    beforeAll(async () => {
      server = await startTestRedis()
      redis = await RedisConnection.open(server.url, { warn: () => undefined })
    })
    afterAll(async () => {
      await redis.close()
      await server.close()
    })

    test('one has what the other answered, for as long as that stands', async () => {
      const [first, second] = [new AnswerCache(redis), new AnswerCache(redis)]
      first.set('shared', RESULT, 500)
      await vi.waitFor(async () => expect(await second.fetch('shared')).toEqual(RESULT))
      expect(second.get('shared')).toEqual(RESULT)
      await vi.waitFor(() => expect(second.get('shared')).toBeUndefined())
      await vi.waitFor(async () => expect(await second.fetch('shared')).toBeUndefined())
    })

    test('a Redis that is away is a miss, and is left alone for a while', async () => {
      const cache = new AnswerCache(redis)
      await server.kill()
      expect(await cache.fetch('any')).toBeUndefined()
      const asked = vi.spyOn(redis, 'get')
      expect(await cache.fetch('any')).toBeUndefined()
      expect(asked).not.toHaveBeenCalled()
      cache.set('own', RESULT, 60_000)
      expect(cache.get('own')).toEqual(RESULT)
    })
  },
)
