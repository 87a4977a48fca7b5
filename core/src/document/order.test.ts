import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PATIENCE, runs } from '../../test/runs.ts'
import { orderBetween, orderKeys } from './order.ts'

const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
const foreign = fc.constantFrom('', '!', 'zz', 'a0', 'a1', 'a0V', 'Zz', 'a00')

test('keys are strictly increasing in the wanted sequence, whatever stood there', PATIENCE, () => {
  fc.assert(
    fc.property(ids, fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), foreign), (sequence, standing) => {
      const keys = orderKeys(sequence, new Map(Object.entries(standing)))
      expect(keys).toHaveLength(sequence.length)
      keys.slice(1).forEach((key, i) => {
        expect(key > (keys[i] ?? '')).toBe(true)
      })
    }),
    runs(100, 3_000),
  )
})

test('keys that are in sequence stay as they are', () => {
  const standing = new Map([
    ['a', 'a0'],
    ['b', 'a5'],
  ])
  const [a, between, b] = orderKeys(['a', 'x', 'b'], standing)
  expect([a, b]).toEqual(['a0', 'a5'])
  expect(between && between > 'a0' && between < 'a5').toBe(true)
})

test.each([
  ['a0', 'a0'],
  ['a1', 'a0'],
  ['!', 'a0'],
])('no room between %s and %s', (after, before) => {
  expect(orderBetween(after, before)).toBeNull()
})
