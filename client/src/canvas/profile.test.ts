import type { ResultTable } from '@flowforge/core/protocol'
import { TEXT } from '@flowforge/core/schema'
import { expect, test } from 'vitest'
import { position, readBuckets, readProfile } from './profile.ts'

const table = (columns: Record<string, ResultTable['data'][number]>): ResultTable => ({
  columns: Object.keys(columns).map((name) => ({ name, type: TEXT, nullable: true })),
  rowCount: Object.values(columns)[0]?.length ?? 0,
  data: Object.values(columns),
})

test('a profile is read by the names of its columns, exact numbers as text', () => {
  const answer = table({
    name: ['delay', 'tags'],
    nulls: ['12', 0],
    distinct: [7, null],
    minimum: ['-3', null],
    maximum: ['900', null],
  })
  expect(readProfile(answer)).toEqual([
    { name: 'delay', nulls: 12, distinct: 7, minimum: '-3', maximum: '900' },
    { name: 'tags', nulls: 0, distinct: null, minimum: null, maximum: null },
  ])
})

test('buckets of numbers and of times have places; what has none is left out', () => {
  expect(readBuckets(table({ bucket: [0, 1], low: [0, null], high: ['10', null], rows: ['5', '1'] }))).toEqual([
    { low: 0, high: 10, rows: 5 },
  ])
  expect(position('2026-11-20')).toBe(Date.parse('2026-11-20'))
  expect(position('')).toBeNaN()
})
