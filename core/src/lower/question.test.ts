import { expect, test } from 'vitest'
import { catalogOf, flights, graphOf, type NodeSketch } from '../../test/graphs.ts'
import { rowsOf } from '../../test/run-node.ts'
import { type Question, questionSchema } from '../graph/index.ts'
import { columnsOf, type NamedRelation } from '../plan/index.ts'
import { propagate } from '../propagate/index.ts'
import type { JsonObject } from '../schema/index.ts'
import { type Cells, type LoweredQuestion, lowerQuestion } from './index.ts'

const source: NodeSketch = { id: 'source', type: 'source', config: { table: flights.table.id } }
const filter = (config: JsonObject): NodeSketch => ({ id: 'filter', type: 'filter', config })

function cellsOf(plan: NamedRelation): Cells {
  const types = new Map(columnsOf(plan.relation).map((column) => [column.id, column]))
  const rows = rowsOf(plan)
  return {
    columns: plan.columns.map(({ name, id }) => ({
      name,
      type: types.get(id)?.type ?? { kind: 'text' },
      nullable: true,
    })),
    data: plan.columns.map((_column, i) => rows.map((row) => row[i] ?? null)),
  }
}

function answer(question: LoweredQuestion): Cells | null {
  const cells = cellsOf(question.rows)
  if (question.next !== undefined) {
    const next = question.next(cells)
    return next === null ? null : answer(next)
  }
  return question.reshape?.(cells) ?? cells
}

/** Asks the last node of a chain; rows of the answer, or the codes of the problems. */
function ask(question: Partial<Question> & { kind: Question['kind'] }, ...chain: readonly NodeSketch[]) {
  const edges = chain.slice(1).map((node, i) => `${chain[i]?.id} ${node.id}`)
  const propagation = propagate(graphOf(chain, edges), catalogOf(flights.table))
  const lowered = lowerQuestion(propagation, chain.at(-1)?.id ?? '', questionSchema.parse(question))
  if (!lowered.ok) return lowered.problems.map((problem) => problem.code)
  const cells = answer(lowered.value)
  if (cells === null) return null
  const names = cells.columns.map(({ name }) => name)
  return (cells.data[0] ?? []).map((_cell, row) =>
    Object.fromEntries(names.map((name, i) => [name, cells.data[i]?.[row]])),
  )
}

const none = filter({ conditions: [{ id: 'c', column: 'delay', operator: 'greater', value: 9999 }] })

test('preview: the first rows in order', () => {
  const sort = { id: 'sort', type: 'sort', config: { keys: [{ id: 'k', column: 'delay', direction: 'descending' }] } }
  const select = { id: 'select', type: 'select', config: { others: 'drop', columns: [{ id: 'delay', name: 'delay' }] } }
  expect(ask({ kind: 'preview', limit: 2 }, source, sort, select)).toEqual([{ delay: 120 }, { delay: 75 }])
})

test('count: also of no rows', () => {
  expect(ask({ kind: 'count' }, source)).toEqual([{ rows: '6' }])
  expect(ask({ kind: 'count' }, source, none)).toEqual([{ rows: '0' }])
})

test('matches: each condition alone, all together, and all rows', () => {
  const conditions = [
    { id: 'late', column: 'delay', operator: 'greater', value: 60 },
    { id: 'sfo', column: 'origin', operator: 'contains', value: 'sfo' },
    { id: 'new' },
  ]
  const expected = { total: '6', kept: '1', condition_late: '3', condition_sfo: '2' }
  expect(ask({ kind: 'matches' }, source, filter({ conditions }))).toEqual([expected])
  expect(ask({ kind: 'matches' }, source, filter({}))).toEqual([{ total: '6', kept: '6' }])
})

test('matches can be counted while another condition is wrong', () => {
  const conditions = [
    { id: 'late', column: 'delay', operator: 'greater', value: 60 },
    { id: 'bad', column: 'none', operator: 'is', value: 1 },
  ]
  expect(ask({ kind: 'matches' }, source, filter({ conditions }))).toMatchObject([{ condition_late: '3' }])
})

test.each<[string, string, string, JsonObject[]]>([
  [
    'the most frequent first, missing ones too',
    'price',
    '',
    [
      { value: '5.00', rows: '2' },
      { value: '0.00', rows: '1' },
      { value: '19.99', rows: '1' },
      { value: '123.45', rows: '1' },
      { value: '600.00', rows: '1' },
    ],
  ],
  [
    'searched, whatever the case',
    'origin',
    'sF',
    [
      { value: 'SFO', rows: '1' },
      { value: 'sfo', rows: '1' },
    ],
  ],
  [
    'numbers searched by their digits',
    'delay',
    '6',
    [
      { value: 60, rows: '1' },
      { value: 61, rows: '1' },
    ],
  ],
  ['days searched by their digits', 'day', '2026-11-2', [{ value: '2026-11-20', rows: '1' }]],
  ['floats by value', 'distance', '60.0', [{ value: 60, rows: '1' }]],
  ['floats by no value', 'distance', 'x', []],
])('values: %s', (_name, column, search, rows) => {
  expect(ask({ kind: 'values', column, search }, source)).toEqual(rows)
})

test('values: no more than asked for', () => {
  expect(ask({ kind: 'values', column: 'price', limit: 1 }, source)).toEqual([{ value: '5.00', rows: '2' }])
})

test('profile: one row per column; types without an order have no extremes', () => {
  const rows = ask({ kind: 'profile' }, source)
  expect(rows).toHaveLength(flights.table.columns.length)
  expect(rows).toMatchObject([
    { name: 'origin', nulls: '1', distinct: '5', minimum: '', maximum: 'sfo' },
    { name: 'delay', nulls: '1', distinct: '5', minimum: '-5', maximum: '120' },
    { name: 'distance', nulls: '0', distinct: '5', minimum: '-1.5', maximum: '2475' },
    { name: 'price', nulls: '0', distinct: '5', minimum: '0.00', maximum: '600.00' },
    { name: 'day', nulls: '1', distinct: '5', minimum: '2025-12-31', maximum: '2026-11-20' },
    { name: 'departure', nulls: '1', distinct: '5' },
    { name: 'cancelled', nulls: '2', distinct: '2', minimum: 'false', maximum: 'true' },
    { name: 'ticket', nulls: '2', distinct: '3' },
    { name: 'stops', nulls: '3', distinct: null, minimum: null, maximum: null },
    { name: 'shape', nulls: '4', distinct: null, minimum: null, maximum: null },
  ])
})

const histogram = (column: string, buckets: number, ...chain: NodeSketch[]) =>
  ask({ kind: 'histogram', column, buckets }, source, ...chain)

test.each<[string, string, number, [low: unknown, high: unknown, rows: string][]]>([
  [
    'whole numbers in buckets of whole width',
    'delay',
    3,
    [
      [-5, 37, '1'],
      [37, 79, '3'],
      [79, 121, '1'],
    ],
  ],
  [
    'floats; the last bucket holds the maximum',
    'distance',
    2,
    [
      [-1.5, 1236.75, '4'],
      [1236.75, 2475, '1'],
    ],
  ],
  [
    'decimals',
    'price',
    2,
    [
      [0, 300, '5'],
      [300, 600, '1'],
    ],
  ],
  [
    'days by the month',
    'day',
    12,
    [
      ['2025-12-01', '2026-01-01', '1'],
      ...Array.from({ length: 9 }, (_, i): [string, string, string] => [month(i + 1), month(i + 2), '0']),
      ['2026-10-01', '2026-11-01', '1'],
      ['2026-11-01', '2026-12-01', '3'],
    ],
  ],
  [
    'times by the year where no finer unit is coarse enough',
    'departure',
    2,
    [
      ['2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '1'],
      ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', '4'],
    ],
  ],
])('histogram: %s', (_name, column, buckets, expected) => {
  expect(histogram(column, buckets)).toEqual(expected.map(([low, high, rows], bucket) => ({ bucket, low, high, rows })))
})

function month(number: number): string {
  return `2026-${String(number).padStart(2, '0')}-01`
}

test('histogram: every row with a value is in one bucket, for any number of buckets', () => {
  for (let buckets = 2; buckets <= 100; buckets += 7) {
    for (const column of ['delay', 'distance', 'price', 'day', 'departure']) {
      const rows = (histogram(column, buckets) ?? []) as { rows: string }[]
      expect([column, rows.reduce((sum, bucket) => sum + Number(bucket.rows), 0)]).toEqual([
        column,
        column === 'price' ? 6 : 5,
      ])
      expect(rows.length).toBeLessThanOrEqual(buckets)
    }
  }
})

test('histogram: of no values there is none, of one value one bucket', () => {
  expect(histogram('delay', 5, none)).toBeNull()
  const one = filter({ conditions: [{ id: 'c', column: 'distance', operator: 'is', value: 60 }] })
  expect(histogram('distance', 5, one)).toMatchObject([{ bucket: 0, low: 60, rows: '1' }])
  expect(
    histogram('day', 5, filter({ conditions: [{ id: 'c', column: 'delay', operator: 'is', value: 60 }] })),
  ).toEqual([{ bucket: 0, low: '2026-11-20', high: '2026-11-21', rows: '1' }])
})

test.each<[string, Partial<Question> & { kind: Question['kind'] }, NodeSketch[], string[]]>([
  ['values of a column that is not there', { kind: 'values', column: 'none' }, [source], ['column_missing']],
  ['values of a list', { kind: 'values', column: 'stops' }, [source], ['column_not_operable']],
  ['a histogram of text', { kind: 'histogram', column: 'origin' }, [source], ['column_not_operable']],
  ['matches of another node', { kind: 'matches' }, [source], ['bad_request']],
  ['matches of a filter without an input', { kind: 'matches' }, [filter({})], ['bad_request']],
  [
    'a node that does not work',
    { kind: 'preview' },
    [{ id: 'source', type: 'source' }, filter({})],
    ['table_not_chosen'],
  ],
])('refused: %s', (_name, question, chain, codes) => {
  expect(ask(question, ...chain)).toEqual(codes)
})
