import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { HAS_REDIS_SERVER, startTestRedis, type TestRedis } from '../../../test/redis.ts'
import { RedisConnection } from './connection.ts'
import { MemoryRedis } from './memory.ts'
import type { RedisStore } from './redis.ts'

const quiet = { warn: () => undefined }
const bytes = (...values: number[]) => Uint8Array.from(values)
let server: TestRedis | null = null

beforeAll(async () => {
  if (HAS_REDIS_SERVER) server = await startTestRedis()
})
afterAll(() => server?.close())

function address(): string {
  if (server === null) throw new Error('no redis-server')
  return server.url
}

const IMPLEMENTATIONS = [
  { name: 'in this process', skip: false, open: async (): Promise<RedisStore> => new MemoryRedis() },
  {
    name: `a real Redis${HAS_REDIS_SERVER ? '' : ': skipped, no redis-server on the PATH'}`,
    skip: !HAS_REDIS_SERVER,
    open: (): Promise<RedisStore> => RedisConnection.open(address(), quiet),
  },
]

describe.each(IMPLEMENTATIONS)('$name', ({ skip, open }) => {
  const check = (name: string, run: (redis: RedisStore) => Promise<void>) =>
    test.skipIf(skip)(name, async () => {
      const redis = await open()
      try {
        await run(redis)
      } finally {
        await redis.close()
      }
    })

  check('returns the bytes that were set, any of them, and none for a key never set', async (redis) => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    await redis.set('all', all, 60_000)
    await redis.set('empty', bytes(), 60_000)
    expect([...((await redis.get('all')) ?? [])]).toEqual([...all])
    expect(await redis.get('empty')).toHaveLength(0)
    expect(await redis.get('never')).toBeNull()
  })

  check('replaces and deletes', async (redis) => {
    await redis.set('k', bytes(1), 60_000)
    await redis.set('k', bytes(2), 60_000)
    expect([...((await redis.get('k')) ?? [])]).toEqual([2])
    await redis.delete('k')
    await redis.delete('k')
    expect(await redis.get('k')).toBeNull()
  })

  check('keeps its own copy of the bytes', async (redis) => {
    const value = bytes(1, 2)
    await redis.set('copy', value, 60_000)
    value[0] = 9
    const read = await redis.get('copy')
    if (read !== null) read[1] = 9
    expect([...((await redis.get('copy')) ?? [])]).toEqual([1, 2])
  })

  check('forgets a value after its time, not before', async (redis) => {
    await redis.set('short', bytes(1), 60)
    await redis.set('long', bytes(1), 60_000)
    expect(await redis.get('short')).not.toBeNull()
    await vi.waitFor(async () => expect(await redis.get('short')).toBeNull())
    expect(await redis.get('long')).not.toBeNull()
  })

  check('counts within a window and starts again after it', async (redis) => {
    const first = await redis.increment('hits', 200)
    expect(first.count).toBe(1)
    expect(first.milliseconds).toBeGreaterThan(0)
    expect(first.milliseconds).toBeLessThanOrEqual(200)
    const second = await redis.increment('hits', 200)
    expect(second.count).toBe(2)
    expect(second.milliseconds).toBeLessThanOrEqual(first.milliseconds)
    expect((await redis.increment('other', 200)).count).toBe(1)
    let last = 0
    await vi.waitFor(async () => {
      const { count } = await redis.increment('hits', 200)
      const again = count <= last
      last = count
      expect(again).toBe(true)
    })
  })

  check('counts concurrent increments each once', async (redis) => {
    const counts = await Promise.all(Array.from({ length: 50 }, () => redis.increment('many', 60_000)))
    expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  })

  check('delivers news in order to every subscriber of the channel, and to no other', async (redis) => {
    const heard: string[] = []
    const listen = (name: string) => ({
      message: (text: string) => void heard.push(`${name}:${text}`),
      gap: () => undefined,
    })
    await redis.subscribe('documents', listen('a'))
    const endB = await redis.subscribe('documents', listen('b'))
    await redis.subscribe('elsewhere', listen('c'))
    await redis.publish('documents', '1')
    await redis.publish('documents', 'zwei — 2')
    await vi.waitFor(() => expect(heard).toHaveLength(4))
    expect(heard.filter((line) => line.startsWith('a'))).toEqual(['a:1', 'a:zwei — 2'])
    expect(heard.filter((line) => line.startsWith('b'))).toEqual(['b:1', 'b:zwei — 2'])
    await endB()
    await endB()
    await redis.publish('documents', '3')
    await vi.waitFor(() => expect(heard).toContain('a:3'))
    expect(heard).not.toContain('b:3')
  })

  check('one subscriber given twice is told twice, and can leave once', async (redis) => {
    const heard: string[] = []
    const subscriber = { message: (text: string) => void heard.push(text), gap: () => undefined }
    const end = await redis.subscribe('twice', subscriber)
    await redis.subscribe('twice', subscriber)
    await redis.publish('twice', 'x')
    await vi.waitFor(() => expect(heard).toEqual(['x', 'x']))
    await end()
    await redis.publish('twice', 'y')
    await vi.waitFor(() => expect(heard).toEqual(['x', 'x', 'y']))
  })

  check('is healthy', async (redis) => {
    expect(await redis.health()).toMatchObject({ ready: true, reason: null })
  })
})

describe('the twin', () => {
  test('drops the value not read for longest when it is full', async () => {
    const redis = new MemoryRedis({ maxBytes: 3_000 })
    for (const key of ['a', 'b']) await redis.set(key, new Uint8Array(1_000), 60_000)
    await redis.get('a')
    await redis.set('c', new Uint8Array(1_000), 60_000)
    expect(await redis.get('b')).toBeNull()
    expect(await redis.get('a')).not.toBeNull()
    expect(await redis.get('c')).not.toBeNull()
    await redis.set('huge', new Uint8Array(10_000), 60_000)
    expect(await redis.get('huge')).toBeNull()
  })
})

describe.skipIf(!HAS_REDIS_SERVER)('a real Redis that goes away', () => {
  test('commands fail at once; later all works again, and subscribers hear of the gap', async () => {
    const own = await startTestRedis()
    const redis = await RedisConnection.open(own.url, quiet)
    try {
      const heard: string[] = []
      await redis.subscribe('news', { message: (text) => void heard.push(text), gap: () => void heard.push('gap') })
      await own.kill()
      await vi.waitFor(async () => expect((await redis.health()).ready).toBe(false))
      await expect(redis.get('k')).rejects.toMatchObject({ name: 'StoreError', code: 'store_unavailable' })
      await own.restart()
      await vi.waitFor(() => expect(heard).toEqual(['gap']), { timeout: 5_000 })
      await vi.waitFor(async () => expect((await redis.health()).ready).toBe(true), { timeout: 5_000 })
      await redis.publish('news', 'again')
      await vi.waitFor(() => expect(heard).toEqual(['gap', 'again']))
    } finally {
      await redis.close()
      await own.close()
    }
  })

  test('an address where nothing answers is refused without its password', async () => {
    const opening = RedisConnection.open('redis://:hunter2@127.0.0.1:1', quiet)
    await expect(opening).rejects.toThrow('Redis at 127.0.0.1:1 (REDIS_URL) cannot be reached.')
  })
})
