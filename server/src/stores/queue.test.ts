import fc from 'fast-check'
import { expect, test } from 'vitest'
import { QueryQueue } from './queue.ts'
import type { QueryClass } from './store.ts'

interface Job {
  readonly name: string
  readonly class?: QueryClass
  readonly principal?: string
}

/** A queue whose jobs run until they are finished by name; `started` tells in which order they began. */
function track(concurrency: number, maxWaiting = 100) {
  const queue = new QueryQueue({ concurrency, maxWaiting })
  const started: string[] = []
  const finishers = new Map<string, () => void>()
  const add = (job: Job, signal = new AbortController().signal) => {
    const ticket = { class: job.class ?? 'interactive', principalId: job.principal ?? 'one', signal } as const
    return queue.run(ticket, () => {
      started.push(job.name)
      return new Promise<string>((resolve) => finishers.set(job.name, () => resolve(job.name)))
    })
  }
  const finish = async (name: string) => {
    await settled()
    finishers.get(name)?.()
    await settled()
  }
  return { queue, started, add, finish }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('runs as many at once as it may, the others in the order they came', async () => {
  const { queue, started, add, finish } = track(2)
  for (const name of ['a', 'b', 'c', 'd']) void add({ name })
  await settled()
  expect(started).toEqual(['a', 'b'])
  expect([queue.running, queue.waiting]).toEqual([2, 2])
  await finish('b')
  expect(started).toEqual(['a', 'b', 'c'])
  await finish('a')
  expect(started).toEqual(['a', 'b', 'c', 'd'])
})

test('a person waits for no tick and no export', async () => {
  const { started, add, finish } = track(1)
  void add({ name: 'first' })
  void add({ name: 'export', class: 'export' })
  void add({ name: 'refresh', class: 'refresh' })
  void add({ name: 'person' })
  await finish('first')
  await finish('person')
  expect(started).toEqual(['first', 'person', 'refresh'])
})

test('exports wait longer but not for ever', async () => {
  const { started, add, finish } = track(1)
  void add({ name: '0' })
  void add({ name: 'export', class: 'export' })
  for (let index = 1; index < 6; index += 1) void add({ name: String(index) })
  for (let index = 0; index < 3; index += 1) await finish(String(index))
  expect(started).toContain('export')
})

test('one place is always left to others than exports', async () => {
  const { started, add } = track(3)
  for (const name of ['a', 'b', 'c', 'd']) void add({ name, class: 'export' })
  void add({ name: 'person' })
  await settled()
  expect(started).toEqual(['a', 'b', 'person'])
})

test('who has fewer running goes first', async () => {
  const { started, add, finish } = track(2)
  for (const name of ['a1', 'a2', 'a3', 'a4']) void add({ name, principal: 'a' })
  void add({ name: 'b1', principal: 'b' })
  await finish('a1')
  expect(started).toEqual(['a1', 'a2', 'b1'])
})

test('leaves the line when aborted, and a full line refuses', async () => {
  const { queue, started, add, finish } = track(1, 2)
  void add({ name: 'a' })
  const controller = new AbortController()
  const leaving = add({ name: 'b' }, controller.signal)
  void add({ name: 'c' })
  await expect(add({ name: 'd' })).rejects.toMatchObject({ code: 'query_limit' })
  controller.abort()
  await expect(leaving).rejects.toMatchObject({ code: 'query_cancelled' })
  await expect(add({ name: 'e' }, AbortSignal.abort())).rejects.toMatchObject({ code: 'query_cancelled' })
  expect(queue.waiting).toBe(1)
  await finish('a')
  expect(started).toEqual(['a', 'c'])
})

test('a failing job frees its place', async () => {
  const queue = new QueryQueue({ concurrency: 1, maxWaiting: 1 })
  const ticket = { class: 'export', principalId: 'one', signal: new AbortController().signal } as const
  await expect(queue.run(ticket, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await queue.run(ticket, () => Promise.resolve('works'))).toBe('works')
  expect([queue.running, queue.waiting]).toEqual([0, 0])
})

test('never runs too many, runs everything that is not aborted, and ends empty', async () => {
  const job = fc.record({
    class: fc.constantFrom<QueryClass>('interactive', 'refresh', 'export'),
    principal: fc.constantFrom('a', 'b', 'c'),
    abort: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(job, { maxLength: 30 }), async (concurrency, jobs) => {
      const queue = new QueryQueue({ concurrency, maxWaiting: 100 })
      let most = 0
      const outcomes = jobs.map((each) => {
        const controller = new AbortController()
        const ticket = { class: each.class, principalId: each.principal, signal: controller.signal }
        const outcome = queue.run(ticket, async () => {
          most = Math.max(most, queue.running)
          await settled()
          return 'ran'
        })
        if (each.abort) controller.abort()
        return outcome.catch(() => 'left')
      })
      for (const [index, outcome] of (await Promise.all(outcomes)).entries())
        if (outcome === 'left') expect(jobs[index]?.abort).toBe(true)
      expect(most).toBeLessThanOrEqual(concurrency)
      expect([queue.running, queue.waiting]).toEqual([0, 0])
    }),
  )
})
