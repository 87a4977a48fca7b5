import { expect, test } from 'vitest'
import { sketchOf } from './sketch.ts'

test('numbers fall into buckets in their order, exact ones given as text too', () => {
  const { bars, nulls, words } = sketchOf(['1', '1', '100', null], 'number')
  expect(bars).toHaveLength(18)
  expect([bars[0], bars[17]]).toEqual([1, 0.5])
  expect([nulls, words]).toEqual([1, '2 values'])
})

test('texts show their frequencies, the largest first; unique ones show none', () => {
  expect(sketchOf(['a', 'b', 'b', 'b'], 'text').bars).toEqual([1, 1 / 3])
  expect(sketchOf(['a', 'b', 'c'], 'text')).toMatchObject({ bars: [], words: 'unique' })
})

test.each([
  [[], 'number', 'no value'],
  [[null, null], 'text', 'no value'],
  [[5, 5], 'number', 'one value'],
  [['NaN'], 'number', 'one value'],
] as const)('%j as %s is %s', (cells, kind, words) => {
  expect(sketchOf(cells, kind).words).toBe(words)
})
