import { expect, test } from 'vitest'
import { SharedExecutions } from './shared-executions.ts'

/** Work that ends when it is told to. */
function work() {
  let starts = 0
  let finish: (value: string) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  let stopped: AbortSignal | null = null
  const start = (signal: AbortSignal) => {
    starts += 1
    stopped = signal
    return new Promise<string>((resolve, reject) => {
      finish = resolve
      fail = reject
    })
  }
  return {
    start,
    finish: (value: string) => finish(value),
    fail: (error: Error) => fail(error),
    starts: () => starts,
    stopped: () => stopped?.aborted ?? false,
  }
}

const never = () => new AbortController().signal

test('equal work under way is done once, for all who ask', async () => {
  const shared = new SharedExecutions<string>()
  const job = work()
  const answers = [1, 2, 3].map(() => shared.run('k', never(), job.start))
  const other = shared.run('other', never(), async () => 'own')
  job.finish('rows')
  expect(await Promise.all(answers)).toEqual(['rows', 'rows', 'rows'])
  expect(await other).toBe('own')
  expect(job.starts()).toBe(1)
  expect(shared.size).toBe(0)
})

test('one who leaves hears at once and does not stop the others', async () => {
  const shared = new SharedExecutions<string>()
  const job = work()
  const leaver = new AbortController()
  const left = shared.run('k', leaver.signal, job.start)
  const stays = shared.run('k', never(), job.start)
  leaver.abort()
  await expect(left).rejects.toMatchObject({ code: 'query_cancelled' })
  expect(job.stopped()).toBe(false)
  job.finish('rows')
  expect(await stays).toBe('rows')
})

test('the last one to leave stops it, and the next asker starts anew', async () => {
  const shared = new SharedExecutions<string>()
  const job = work()
  const leavers = [new AbortController(), new AbortController()]
  const left = leavers.map((leaver) => shared.run('k', leaver.signal, job.start))
  const settled = Promise.allSettled(left)
  for (const leaver of leavers) leaver.abort()
  await settled
  expect(job.stopped()).toBe(true)
  const next = work()
  const again = shared.run('k', never(), next.start)
  job.finish('late')
  next.finish('fresh')
  expect(await again).toBe('fresh')
})

test('a failure reaches all, and is not remembered', async () => {
  const shared = new SharedExecutions<string>()
  const job = work()
  const answers = [1, 2].map(() => shared.run('k', never(), job.start))
  job.fail(new Error('broken'))
  for (const result of await Promise.allSettled(answers)) expect(result.status).toBe('rejected')
  expect(await shared.run('k', never(), async () => 'fine')).toBe('fine')
})

test('nothing starts for one who has left already', async () => {
  const shared = new SharedExecutions<string>()
  const job = work()
  await expect(shared.run('k', AbortSignal.abort(), job.start)).rejects.toMatchObject({ code: 'query_cancelled' })
  expect(job.starts()).toBe(0)
})
