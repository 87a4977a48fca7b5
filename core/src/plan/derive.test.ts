import { expect, test } from 'vitest'
import { ascending, at, descending, filter, greater, integer, project, scan, sort, top } from '../../test/plans.ts'
import {
  type Aggregate,
  column,
  columnsOf,
  isDeterministic,
  keysOf,
  measure,
  orderOf,
  type Relation,
  rowBound,
} from './index.ts'

const t = scan('a integer32', 'b text?')
const [a, b] = [at(t, 'a'), at(t, 'b')]
const big = greater(a, integer(5))
const grouped: Aggregate = {
  operator: 'aggregate',
  input: t,
  keys: [{ id: 10, name: 'b', type: { kind: 'text' }, nullable: true, expression: b }],
  measures: [measure(11, 'rows', 'count', [], { keyed: true })],
}
const key = column(grouped.keys[0] ?? { id: 0, type: { kind: 'text' }, nullable: false })

test.each<[string, Relation, number | null]>([
  ['a table', t, null],
  ['a filter of a limit', filter(top(t, 5), big), 5],
  ['a limit after so many of a bounded one', top(top(t, 5), 10, [], 3), 2],
  ['groups', grouped, null],
  ['one group', { ...grouped, keys: [] }, 1],
  ['a limit per group', { ...top(t, 5), partition: [b] }, null],
])('%s has at most so many rows: %s', (_title, relation, expected) => {
  expect(rowBound(relation)).toBe(expected)
})

test('the order of stable sorts passes through filters, limits and projections that keep the keys', () => {
  const sorted = top(filter(sort(sort(t, ascending(b)), descending(a)), big), 5)
  expect(orderOf(sorted).map(({ expression, descending: down }) => [expression, down])).toEqual([
    [a, true],
    [b, false],
  ])
  const [first] = project(sorted, b).columns
  expect(orderOf(project(sorted, b))).toEqual([])
  expect(orderOf(project(sort(t, ascending(b)), b)).map(({ expression }) => expression)).toEqual([
    first && column(first),
  ])
  expect(orderOf({ ...grouped, input: sorted })).toEqual([])
})

test.each<[string, Relation, boolean]>([
  ['a limit of a table', top(t, 5), false],
  ['a sorted limit of a table, of which no key is known', top(t, 5, [ascending(a)]), false],
  ['a limit of groups sorted by their key', top(grouped, 5, [ascending(key)]), true],
  ['a limit of groups sorted by something else', top(grouped, 5, [ascending(integer(1))]), false],
  ['a limit of sorted groups', top(sort(grouped, ascending(key)), 5), true],
  ['what reads an undetermined limit', filter(top(t, 5), big), false],
])('%s is deterministic: %s', (_title, relation, expected) => {
  expect(isDeterministic(relation)).toBe(expected)
})

test('keys and columns', () => {
  expect(keysOf(grouped)).toEqual([[10]])
  expect(keysOf(project(grouped, key))).toEqual([[101]])
  expect(keysOf(project(grouped, integer(1)))).toEqual([])
  expect(columnsOf(sort(grouped, ascending(key))).map(({ name }) => name)).toEqual(['b', 'rows'])
})
