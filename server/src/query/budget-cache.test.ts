import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BudgetCache } from './budget-cache.ts'

test('forgets after its time, drops the one not used for longest, refuses what never fits', () => {
  let now = 0
  const cache = new BudgetCache<string>({ maxBytes: 100, now: () => now })
  cache.set('a', 'A', 40, 1_000)
  cache.set('b', 'B', 40, 10)
  expect(cache.get('a')).toBe('A')
  cache.set('c', 'C', 40, 1_000)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C'])
  cache.set('huge', 'H', 101, 1_000)
  expect(cache.get('huge')).toBeUndefined()
  now = 1_000
  expect(cache.get('a')).toBeUndefined()
  cache.sweep()
  expect(cache.bytes).toBe(0)
})

test('what has expired goes before what has not', () => {
  let now = 0
  const cache = new BudgetCache<string>({ maxBytes: 100, now: () => now })
  cache.set('old', 'O', 50, 1_000)
  cache.set('gone', 'G', 50, 10)
  now = 20
  cache.set('new', 'N', 50, 1_000)
  expect(cache.get('old')).toBe('O')
})

test('never holds more than its budget, whatever happens', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    bytes: fc.integer({ min: 0, max: 120 }),
    milliseconds: fc.integer({ min: 0, max: 30 }),
    pass: fc.integer({ min: 0, max: 10 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 0
      const cache = new BudgetCache<number>({ maxBytes: 100, now: () => now })
      for (const { key, bytes, milliseconds, pass } of steps) {
        cache.set(key, bytes, bytes, milliseconds)
        expect(cache.bytes).toBeLessThanOrEqual(100)
        now += pass
        const value = cache.get(key)
        expect(value).toBe(bytes <= 100 && milliseconds > pass ? bytes : undefined)
      }
    }),
  )
})
