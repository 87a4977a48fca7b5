import { filterConfigSchema } from '@flowforge/core/nodes'
import type { JsonObject } from '@flowforge/core/schema'
import { expect, test } from 'vitest'
import { keptRange } from './filter-condition.tsx'
import { readMatches } from './filter-view.ts'
import { plainNumber } from './value-editor.tsx'
import { splitValues } from './values-input.tsx'

test.each([
  ['1\u2009000', '1000'],
  ['1,000,000', '1000000'],
  ['\u22125', '-5'],
  ['1,5', '1,5'],
  ['9007199254740993', '9007199254740993'],
  ['abc', 'abc'],
])('typed or pasted %j is kept as %j', (typed, kept) => expect(plainNumber(typed)).toBe(kept))

test.each([
  ['SFO, LAX', ['SFO', 'LAX']],
  ['SFO\nLAX\r\n\nJFK', ['SFO', 'LAX', 'JFK']],
  ['a, b\tc', ['a, b', 'c']],
  ['  ', []],
])('pasted %j are the values %j', (text, values) => expect(splitValues(text)).toEqual(values))

const condition = (fields: JsonObject) => {
  const [read] = filterConfigSchema.parse({ conditions: [{ id: 'c', column: 'x', ...fields }] }).conditions
  if (read === undefined) throw new Error('no condition')
  return read
}

test.each<[JsonObject, readonly [number, number] | null]>([
  [{ operator: 'greater', value: '60' }, [60, Infinity]],
  [{ operator: 'less_or_equal', value: 5 }, [-Infinity, 5]],
  [{ operator: 'between', value: '1', upper: '9' }, [1, 9]],
  [{ operator: 'between', value: '1' }, null],
  [{ operator: 'on_or_after', value: '2026-11-20' }, [Date.parse('2026-11-20'), Infinity]],
  [{ operator: 'is_not', value: '3' }, null],
  [{ operator: 'greater' }, null],
])('%j keeps %j of the axis', (fields, range) => expect(keptRange(condition(fields))).toEqual(range))

test('matches are read by name, exact counts given as text', () => {
  const type = { kind: 'integer', bits: 64, signed: true } as const
  const columns = ['total', 'kept', 'condition_c1'].map((name) => ({ name, type, nullable: false }))
  const matches = readMatches({ columns, rowCount: 1, data: [['2000000'], [5], ['7']] })
  expect(matches).toEqual({ total: 2_000_000, kept: 5, byCondition: new Map([['c1', 7]]) })
})
