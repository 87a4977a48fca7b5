import { expect, test } from 'vitest'
import { withAnySignal } from './signals.ts'

const aborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('aborted')))

test.each([0, 1])('aborts with signal %i', async (index) => {
  const controllers = [new AbortController(), new AbortController()]
  const signals = controllers.map(({ signal }) => signal)
  const result = withAnySignal(signals, aborted)
  controllers[index]?.abort()
  expect(await result).toBe('aborted')
})

test('is aborted from the start where a signal is', async () => {
  const signals = [new AbortController().signal, AbortSignal.abort()]
  expect(await withAnySignal(signals, async (signal) => signal.aborted)).toBe(true)
})

test('lets go of a long-lived signal when the work is done, also when it fails', async () => {
  const long = new AbortController()
  const signal = await withAnySignal([long.signal], async (own) => own)
  const failing = withAnySignal([long.signal], async () => Promise.reject(new Error('broken')))
  await expect(failing).rejects.toThrow('broken')
  long.abort()
  expect(signal.aborted).toBe(false)
})
