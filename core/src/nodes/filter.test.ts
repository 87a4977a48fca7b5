import { expect, test } from 'vitest'
import { flights } from '../../test/graphs.ts'
import { filterOf, runChain } from '../../test/run-node.ts'
import { type JsonObject, TEXT, typeClass } from '../schema/index.ts'
import { filter } from './filter.ts'
import { filterConfigSchema, operatorsFor } from './index.ts'

/** Prices name the rows in what follows: SFO 19.99, LAX 5.00, sfo 5.00, '' 0.00, missing 123.45, JFK 600.00. */
const ROWS = ['SFO', 'LAX', 'sfo', 'blank', 'missing', 'JFK']
const NAMES = new Map(flights.rows.rows.map((row, i) => [String(row[2]), ROWS[i] ?? '']))

function kept(node: { type: 'filter'; config: JsonObject }): readonly string[] {
  const distance = flights.table.columns.findIndex((column) => column.name === 'distance')
  return runChain(node).rows.map((row) => NAMES.get(String(row[distance])) ?? '?')
}

const condition = (column: string, operator: string, more: JsonObject = {}): JsonObject => ({
  column,
  operator,
  ...more,
})

test.each<[string, JsonObject, string]>([
  ['text is, case counts', condition('origin', 'is', { value: 'SFO' }), 'SFO'],
  ['text is not keeps missing', condition('origin', 'is_not', { value: 'SFO' }), 'LAX sfo blank missing JFK'],
  ['text is one of', condition('origin', 'is_one_of', { values: ['SFO', 'JFK'] }), 'SFO JFK'],
  [
    'text is none of keeps missing',
    condition('origin', 'is_none_of', { values: ['SFO', 'JFK'] }),
    'LAX sfo blank missing',
  ],
  ['contains, whatever the case', condition('origin', 'contains', { value: 'Sf' }), 'SFO sfo'],
  ['contains, matching case', condition('origin', 'contains', { value: 'SF', matchCase: true }), 'SFO'],
  ['does not contain keeps missing', condition('origin', 'does_not_contain', { value: 'f' }), 'LAX blank missing'],
  ['starts with', condition('origin', 'starts_with', { value: 's' }), 'SFO sfo'],
  ['ends with', condition('origin', 'ends_with', { value: 'K' }), 'JFK'],
  ['a number for text', condition('origin', 'contains', { value: 5 }), ''],
  ['text is empty: missing or of no characters', condition('origin', 'is_empty'), 'blank missing'],
  ['text is not empty', condition('origin', 'is_not_empty'), 'SFO LAX sfo JFK'],
  ['=', condition('delay', 'is', { value: 60 }), 'sfo'],
  ['= of text', condition('delay', 'is', { value: ' 60 ' }), 'sfo'],
  ['≠ keeps missing', condition('delay', 'is_not', { value: 60 }), 'SFO LAX blank missing JFK'],
  ['>', condition('delay', 'greater', { value: 60 }), 'SFO LAX JFK'],
  ['≥', condition('delay', 'greater_or_equal', { value: 60 }), 'SFO LAX sfo JFK'],
  ['<', condition('delay', 'less', { value: 60 }), 'blank'],
  ['≤', condition('delay', 'less_or_equal', { value: 60 }), 'sfo blank'],
  ['a fraction beside whole numbers', condition('delay', 'greater', { value: '60.5' }), 'SFO LAX JFK'],
  [
    'a number beyond the column',
    condition('delay', 'less', { value: '9999999999999999999999' }),
    'SFO LAX sfo blank JFK',
  ],
  ['between, both ends included', condition('delay', 'between', { value: 60, upper: 75 }), 'SFO LAX sfo'],
  ['number is one of', condition('delay', 'is_one_of', { values: [61, '120'] }), 'LAX JFK'],
  ['number is none of', condition('delay', 'is_none_of', { values: [61, '120'] }), 'SFO sfo blank missing'],
  ['number is empty', condition('delay', 'is_empty'), 'missing'],
  ['≠ of floats keeps what is no number', condition('distance', 'is_not', { value: 60 }), 'SFO LAX sfo blank JFK'],
  ['decimal =', condition('price', 'is', { value: '5' }), 'LAX sfo'],
  ['decimal beyond its scale', condition('price', 'greater', { value: '19.985' }), 'SFO missing JFK'],
  ['date on', condition('day', 'on', { value: '2026-11-19' }), 'LAX'],
  ['date before', condition('day', 'before', { value: '2026-11-18' }), 'blank JFK'],
  ['date after', condition('day', 'after', { value: '2026-11-18' }), 'LAX sfo'],
  ['date on or before', condition('day', 'on_or_before', { value: '2026-11-18' }), 'SFO blank JFK'],
  ['date on or after', condition('day', 'on_or_after', { value: '2026-11-19' }), 'LAX sfo'],
  ['date between', condition('day', 'between', { value: '2026-11-18', upper: '2026-11-19' }), 'SFO LAX'],
  ['date in the last day', condition('day', 'in_last', { amount: 1, unit: 'day' }), 'sfo'],
  ['date in the last 2 days', condition('day', 'in_last', { amount: 2, unit: 'day' }), 'LAX sfo'],
  ['date in the last month', condition('day', 'in_last', { amount: 1, unit: 'month' }), 'SFO LAX sfo blank'],
  ['date today', condition('day', 'in_period', { unit: 'day', period: 'this' }), 'sfo'],
  ['date this week, from Monday', condition('day', 'in_period', { unit: 'week', period: 'this' }), 'SFO LAX sfo'],
  ['date previous month', condition('day', 'in_period', { unit: 'month', period: 'previous' }), 'blank'],
  ['date previous year', condition('day', 'in_period', { unit: 'year', period: 'previous' }), 'JFK'],
  ['date is empty', condition('day', 'is_empty'), 'missing'],
  ['time on a day is the whole day', condition('departure', 'on', { value: '2026-11-18' }), 'SFO'],
  ['time before a day', condition('departure', 'before', { value: '2026-11-19' }), 'SFO blank JFK'],
  ['time after a day is after all of it', condition('departure', 'after', { value: '2026-11-18' }), 'LAX sfo'],
  ['time on or before a day', condition('departure', 'on_or_before', { value: '2026-11-18' }), 'SFO blank JFK'],
  ['time between days', condition('departure', 'between', { value: '2026-11-18', upper: '2026-11-18' }), 'SFO'],
  ['time before a time', condition('departure', 'before', { value: '2026-11-18T23:59:59.999Z' }), 'blank JFK'],
  ['time after a time', condition('departure', 'after', { value: '2026-11-20T09:29:59Z' }), 'sfo'],
  ['time in the last 30 minutes', condition('departure', 'in_last', { amount: 31, unit: 'minute' }), 'sfo'],
  [
    'time in the last 2 days, to the second',
    condition('departure', 'in_last', { amount: 2, unit: 'day' }),
    'SFO LAX sfo',
  ],
  ['time yesterday', condition('departure', 'in_period', { unit: 'day', period: 'previous' }), 'LAX'],
  ['time this quarter', condition('departure', 'in_period', { unit: 'quarter', period: 'this' }), 'SFO LAX sfo blank'],
  ['is true', condition('cancelled', 'is_true'), 'LAX JFK'],
  ['is false', condition('cancelled', 'is_false'), 'SFO blank'],
  ['boolean is empty', condition('cancelled', 'is_empty'), 'sfo missing'],
  [
    'uuid, whatever the case',
    condition('ticket', 'is', { value: '00000000-0000-4000-8000-000000000001' }),
    'SFO blank',
  ],
  [
    'uuid is not',
    condition('ticket', 'is_not', { value: '00000000-0000-4000-8000-000000000001' }),
    'LAX sfo missing JFK',
  ],
  ['list is empty', condition('stops', 'is_empty'), 'sfo blank missing'],
  ['list is not empty', condition('stops', 'is_not_empty'), 'SFO LAX JFK'],
])('%s', (_name, only, rows) => {
  expect(kept(filterOf(only)).join(' ')).toBe(rows)
})

const late = { id: 'late', column: 'delay', operator: 'greater', value: 60 }
const west = (parent: string): JsonObject[] => [
  { id: 'sfo', parent, column: 'origin', operator: 'is', value: 'SFO' },
  { id: 'lax', parent, column: 'origin', operator: 'is', value: 'LAX' },
]

test.each<[string, JsonObject, string, string]>([
  ['no condition keeps all', {}, 'SFO LAX sfo blank missing JFK', 'No conditions yet'],
  ['all', { conditions: [late, ...west('root').slice(0, 1)] }, 'SFO', 'delay > 60 and origin is SFO'],
  ['any', { match: 'any', conditions: west('root') }, 'SFO LAX', 'origin is SFO or origin is LAX'],
  [
    'any within all',
    { groups: [{ id: 'g', match: 'any' }], conditions: [late, ...west('g')] },
    'SFO LAX',
    'delay > 60 and (origin is SFO or origin is LAX)',
  ],
  [
    'a group within a group',
    {
      match: 'any',
      groups: [{ id: 'g' }, { id: 'h', parent: 'g', match: 'any' }],
      conditions: [{ ...late, parent: 'g' }, ...west('h'), { id: 'e', column: 'origin', operator: 'is_empty' }],
    },
    'SFO LAX blank missing',
    'origin is empty or (delay > 60 and (origin is SFO or origin is LAX))',
  ],
  [
    'an empty group says nothing',
    { groups: [{ id: 'g', match: 'any' }], conditions: [late] },
    'SFO LAX JFK',
    'delay > 60',
  ],
  ['what stood in a removed group is removed', { conditions: [late, ...west('gone')] }, 'SFO LAX JFK', 'delay > 60'],
  [
    'groups inside each other are left out',
    {
      groups: [
        { id: 'g', parent: 'h' },
        { id: 'h', parent: 'g' },
      ],
      conditions: [late, ...west('g')],
    },
    'SFO LAX JFK',
    'delay > 60',
  ],
])('groups: %s', (_name, config, rows, words) => {
  expect(kept({ type: 'filter', config }).join(' ')).toBe(rows)
  expect(filter.summary(filterConfigSchema.parse(config))).toBe(words)
})

test.each<[string, JsonObject, string]>([
  ['no column yet', {}, 'column'],
  ['no operator yet', { column: 'delay' }, 'operator'],
  ['no value yet', { column: 'delay', operator: 'greater' }, 'value'],
  ['an empty value', { column: 'origin', operator: 'is', value: '' }, 'value'],
  ['only spaces where a number is due', { column: 'delay', operator: 'is', value: '  ' }, 'value'],
  ['no second value yet', { column: 'delay', operator: 'between', value: 5 }, 'upper'],
  ['no value in the list yet', { column: 'origin', operator: 'is_one_of', values: [] }, 'values'],
  ['no amount yet', { column: 'day', operator: 'in_last' }, 'amount'],
])('unfinished, %s: a warning, and all rows stay', (_name, only, field) => {
  const { rows, problems } = runChain(filterOf(only))
  expect(rows).toHaveLength(6)
  expect(problems).toMatchObject([
    { code: 'value_missing', severity: 'warning', place: { field: `conditions/c0/${field}` } },
  ])
})

test.each<[string, JsonObject, object]>([
  [
    'a column that went away, with a near name',
    condition('dely', 'greater', { value: 1 }),
    { code: 'column_missing', place: { node: 'n0', field: 'conditions/c0/column' }, fix: { value: 'delay' } },
  ],
  [
    'a column that went away, with none',
    condition('temperature', 'greater', { value: 1 }),
    { code: 'column_missing', hint: 'Choose another column.' },
  ],
  ['a type that is not understood', condition('shape', 'is_empty'), { code: 'column_not_operable' }],
  [
    'an operator of another type',
    condition('delay', 'contains', { value: 'x' }),
    { code: 'operator_mismatch', place: { field: 'conditions/c0/operator' }, fix: { value: 'is' } },
  ],
  ['an operator nobody knows', condition('delay', 'resembles'), { code: 'operator_mismatch' }],
  [
    'no number',
    condition('delay', 'greater', { value: 'soon' }),
    { code: 'value_type', place: { field: 'conditions/c0/value' }, message: '“soon” is not a whole number.' },
  ],
  [
    'no number as the second',
    condition('delay', 'between', { value: 1, upper: 'x' }),
    { place: { field: 'conditions/c0/upper' } },
  ],
  [
    'a list with no number',
    condition('delay', 'is_one_of', { values: [1, 'x'] }),
    { place: { field: 'conditions/c0/values' } },
  ],
  ['a day that is none', condition('day', 'on', { value: '2026-02-30' }), { code: 'value_type' }],
  [
    'a date counted in minutes',
    condition('day', 'in_last', { amount: 5, unit: 'minute' }),
    { place: { field: 'conditions/c0/unit' } },
  ],
  ['half a day', condition('day', 'in_last', { amount: 0.5 }), { place: { field: 'conditions/c0/amount' } }],
])('an error, %s: said at its field, and nothing is run', (_name, only, problem) => {
  const { rows, problems, columns } = runChain(filterOf(only))
  expect(problems).toMatchObject([{ severity: 'error', ...problem }])
  expect(rows).toEqual([])
  expect(columns, 'the columns are known all the same').toContain('origin')
})

test.each<[JsonObject, string]>([
  [condition('delay', 'is', { value: 60 }), 'delay = 60'],
  [condition('origin', 'is_not', { value: 'SFO' }), 'origin is not SFO'],
  [condition('origin', 'is_one_of', { values: ['SFO', 'LAX'] }), 'origin is one of SFO, LAX'],
  [condition('origin', 'is_none_of', { values: ['a', 'b', 'c', 'd', 'e'] }), 'origin is none of a, b, c and 2 more'],
  [condition('delay', 'between', { value: 1, upper: 2 }), 'delay is between 1 and 2'],
  [condition('day', 'in_last', { amount: 7, unit: 'day' }), 'day is in the last 7 days'],
  [condition('day', 'in_period', { unit: 'month', period: 'previous' }), 'day is in previous month'],
  [condition('day', 'in_period', { unit: 'day' }), 'day is today'],
  [condition('origin', 'is_empty'), 'origin is empty'],
  [condition('origin', 'is'), 'No conditions yet'],
  [condition('delay', 'between', { value: 1 }), 'No conditions yet'],
])('in words: %j is %s', (only, words) => {
  expect(filter.summary(filterConfigSchema.parse(filterOf(only).config))).toBe(words)
})

test('every operator of every type runs on a column of that type', () => {
  const samples = {
    text: 'x',
    number: 1,
    date: '2026-01-01',
    datetime: '2026-01-01T00:00:00Z',
    uuid: '00000000-0000-4000-8000-000000000001',
  }
  for (const { name, type } of flights.table.columns) {
    const sample = samples[typeClass(type) as keyof typeof samples] ?? TEXT.kind
    for (const { id, units } of operatorsFor(type)) {
      const values = {
        value: sample,
        upper: sample,
        values: [sample],
        amount: 1,
        ...(units[0] ? { unit: units[0] } : {}),
      }
      const { problems } = runChain(filterOf(condition(name, id, values)))
      expect([name, id, problems]).toEqual([name, id, []])
    }
  }
})
