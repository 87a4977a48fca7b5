import { expect, test } from 'vitest'
import { ascending, at, filter, greater, integer, named, scan, sort, text } from '../../test/plans.ts'
import type { NamedRelation, Scan } from './index.ts'
import {
  and,
  bind,
  call,
  executionFingerprint,
  literal,
  NOW,
  parametersOf,
  planFingerprint,
  timeShift,
} from './index.ts'

const t = scan('a integer32', 'b text?', 'c datetime(3)@UTC')
const big = greater(at(t, 'a'), integer(5))
const named5 = call('equal', at(t, 'b'), text('x'))
const plan = (relation: NamedRelation['relation']): NamedRelation => named(relation, t.columns.slice(0, 2))

/** The same table with other column numbers and in another order. */
const renumbered: Scan = {
  ...t,
  columns: [...t.columns].reverse().map((item) => ({ ...item, id: item.id * 10, name: 'other' })),
}
const again = (name: string) => {
  const found = renumbered.columns.find(({ source }) => source === name)
  if (found === undefined) throw new Error(name)
  return { kind: 'column', id: found.id, type: found.type, nullable: found.nullable } as const
}

test('column numbers, names, the order of conditions and of list elements do not count', () => {
  const list = (...values: string[]) =>
    literal({ kind: 'array', element: { kind: 'text' }, elementNullable: false }, values)
  const one = plan(filter(t, and([big, named5, call('in', at(t, 'b'), list('x', 'y'))])))
  const other: NamedRelation = {
    relation: filter(
      renumbered,
      and([
        call('in', again('b'), list('y', 'x')),
        call('equal', text('x'), again('b')),
        greater(again('a'), integer(5)),
      ]),
    ),
    columns: [
      { id: 10, name: 'first' },
      { id: 20, name: 'second' },
    ],
  }
  expect(planFingerprint(other)).toBe(planFingerprint(one))
  expect(planFingerprint(one)).toMatch(/^[0-9a-f]{64}$/)
})

test.each([
  ['another value', plan(filter(t, greater(at(t, 'a'), integer(6))))],
  ['another type of value', plan(filter(t, greater(at(t, 'a'), integer(5, 64))))],
  ['sides exchanged', plan(filter(t, greater(integer(5), at(t, 'a'))))],
  ['another order of columns', { ...plan(filter(t, big)), columns: [...plan(t).columns].reverse() }],
  ['another table', plan(filter({ ...t, table: { ...t.table, id: 'store/demo.u' } }, big))],
  ['a sort', plan(sort(filter(t, big), ascending(at(t, 'a'))))],
])('%s counts', (_title, other) => {
  expect(planFingerprint(other)).not.toBe(planFingerprint(plan(filter(t, big))))
})

test('a plan keeps its fingerprint from run to run, an execution does not', () => {
  const recent = plan(filter(t, greater(at(t, 'c'), timeShift(NOW, -7, 'day'))))
  expect([...parametersOf(recent.relation)]).toEqual(['now'])
  const scope = { store: 'clickhouse', catalogVersion: '1' }
  const [first, second] = [1n, 2n].map((days) =>
    bind(recent, new Map([['now', days * 86_400_000_000_000n + 10n ** 18n]])),
  )
  if (first === undefined || second === undefined) throw new Error('two plans')
  expect(parametersOf(first.relation).size).toBe(0)
  expect(executionFingerprint(first, scope)).not.toBe(executionFingerprint(second, scope))
  expect(executionFingerprint(first, scope)).not.toBe(executionFingerprint(first, { ...scope, catalogVersion: '2' }))
  expect(() => bind(recent, new Map())).toThrow('parameter now is not bound')
})
