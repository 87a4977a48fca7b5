import { expect, test } from 'vitest'
import { z } from 'zod'
import { flights } from '../../test/graphs.ts'
import { runChain, runNode } from '../../test/run-node.ts'
import type { JsonObject, Problem } from '../schema/index.ts'
import {
  columnItemId,
  definitionOf,
  initialConfig,
  NODE_DEFINITIONS,
  type NodeKind,
  nearestName,
  portTakesMany,
  readConfig,
} from './index.ts'

const all = flights.table.columns.map(({ name }) => name)
const column = (columns: readonly string[], rows: readonly (readonly unknown[])[], name: string): unknown[] =>
  rows.map((row) => row[columns.indexOf(name)])

const item = (name: string, included = true) => ({ id: columnItemId(name), name, included })

test.each<[string, JsonObject, readonly string[]]>([
  ['all columns', {}, all],
  ['one unticked', { columns: [item('delay', false)] }, all.filter((name) => name !== 'delay')],
  ['only the ticked', { others: 'drop', columns: [item('price'), item('origin')] }, ['price', 'origin']],
  [
    'one moved: columns that are not listed stay beside those they follow',
    { columns: [item('price'), item('origin')] },
    ['price', 'day', 'departure', 'cancelled', 'ticket', 'stops', 'shape', 'origin', 'delay', 'distance'],
  ],
  [
    'one listed twice counts once',
    { others: 'drop', columns: [item('price'), { ...item('price'), id: 'x' }] },
    ['price'],
  ],
  ['an unticked one that went away is no matter', { columns: [item('temperature', false)] }, all],
])('select and source, %s', (_name, config, names) => {
  const selected = runChain({ type: 'select', config })
  expect(selected.columns).toEqual(names)
  expect(selected.problems).toEqual([])
  expect(column(names, selected.rows, 'price')).toEqual(['19.99', '5.00', '5.00', '0.00', '123.45', '600.00'])
  const source = runNode([{ id: 's', type: 'source', config: { table: flights.table.id, ...config } }], [], 's')
  expect(source).toEqual(selected)
})

test.each<[string, JsonObject, Partial<Problem>]>([
  [
    'a ticked column that went away',
    { columns: [item('dellay')] },
    { code: 'column_missing', fix: { label: 'Use “delay”', field: 'columns/dellay/name', value: 'delay' } },
  ],
  ['nothing ticked', { others: 'drop' }, { code: 'no_columns', hint: 'Tick at least one column.' }],
])('select, %s', (_name, config, problem) => {
  const { problems, rows } = runChain({ type: 'select', config })
  expect(problems).toMatchObject([{ severity: 'error', ...problem }])
  expect(rows).toEqual([])
})

test.each<[string, JsonObject, Partial<Problem>]>([
  ['no table', {}, { code: 'table_not_chosen' }],
  [
    'a table that is not there',
    { table: 'clickhouse/demo.none' },
    { code: 'table_missing', found: 'clickhouse/demo.none' },
  ],
])('source, %s', (_name, config, problem) => {
  expect(runNode([{ id: 's', type: 'source', config }], [], 's').problems).toMatchObject([
    { severity: 'error', ...problem },
  ])
})

test('source reads no more rows than its limit', () => {
  const config = { table: flights.table.id, limit: 2 }
  expect(runNode([{ id: 's', type: 'source', config }], [], 's').rows).toHaveLength(2)
})

const sorted = (...keys: JsonObject[]) => ({
  type: 'sort',
  config: { keys: keys.map((key, i) => ({ id: `k${i}`, ...key })) },
})

test.each<[string, JsonObject[], readonly unknown[]]>([
  ['ascending, missing last', [{ column: 'delay' }], [-5, 60, 61, 75, 120, null]],
  ['descending, missing last', [{ column: 'delay', direction: 'descending' }], [120, 75, 61, 60, -5, null]],
  ['missing first', [{ column: 'delay', nulls: 'first' }], [null, -5, 60, 61, 75, 120]],
  ['two keys', [{ column: 'price', direction: 'descending' }, { column: 'delay' }], [120, null, 75, 60, 61, -5]],
  ['a key without a column is left out', [{}, { column: 'delay' }], [-5, 60, 61, 75, 120, null]],
])('sort, %s', (_name, keys, delays) => {
  const { columns, rows } = runChain(sorted(...keys))
  expect(column(columns, rows, 'delay')).toEqual(delays)
})

test('rows keep their order through nodes that do not change it, and ties keep that of an earlier sort', () => {
  const bySort = sorted({ column: 'delay' })
  const drop = { type: 'select', config: { others: 'drop', columns: [item('price')] } }
  const dear = { type: 'filter', config: { conditions: [{ id: 'c', column: 'price', operator: 'greater', value: 1 }] } }
  const first = { type: 'limit', config: { count: 3 } }
  expect(runChain(bySort, drop, dear, first).rows).toEqual([['5.00'], ['5.00'], ['19.99']])
  const { columns, rows } = runChain(bySort, sorted({ column: 'price', direction: 'descending' }))
  expect(column(columns, rows, 'delay')).toEqual([120, null, 75, 60, 61, -5])
})

test.each<[string, JsonObject, Partial<Problem>]>([
  ['no column yet', {}, { code: 'value_missing', severity: 'warning', place: { node: 'n0', field: 'keys/k0/column' } }],
  ['a column that went away', { column: 'prize' }, { code: 'column_missing', severity: 'error' }],
  ['a list', { column: 'stops' }, { code: 'column_not_operable', severity: 'error' }],
])('sort, %s', (_name, key, problem) => {
  expect(runChain(sorted(key)).problems).toMatchObject([problem])
})

test('sort, a column twice: a warning', () => {
  const { problems, rows } = runChain(sorted({ column: 'delay' }, { column: 'delay', direction: 'descending' }))
  expect(problems).toMatchObject([
    { code: 'column_duplicate', severity: 'warning', place: { field: 'keys/k1/column' } },
  ])
  expect(rows).toHaveLength(6)
})

test('limit keeps the first rows; a limit of a limit is the smaller one', () => {
  const count = (n: number) => ({ type: 'limit', config: { count: n } })
  expect(runChain(count(4)).rows).toHaveLength(4)
  expect(runChain(count(2), count(4)).rows).toHaveLength(2)
})

test('table shows what comes in', () => {
  const { columns, rows } = runChain({
    type: 'table',
    config: { columns: [{ id: 'delay', name: 'delay', hidden: true }] },
  })
  expect(columns).toEqual(all)
  expect(rows).toHaveLength(6)
})

test.each<[NodeKind, JsonObject, string]>([
  ['source', {}, 'No table yet'],
  ['source', { table: 'clickhouse/demo.flights' }, 'demo.flights'],
  [
    'source',
    { table: 'clickhouse/demo.flights', columns: [item('tail', false)], limit: 9 },
    'demo.flights: all but tail, at most 9 rows',
  ],
  ['select', {}, 'all columns'],
  ['select', { others: 'drop', columns: [item('origin'), item('delay')] }, 'origin, delay'],
  ['select', { columns: [item('delay')] }, 'delay, then the others'],
  ['sort', {}, 'No column yet'],
  [
    'sort',
    {
      keys: [
        { id: 'a', column: 'delay', direction: 'descending' },
        { id: 'b', column: 'origin' },
      ],
    },
    'delay descending, then origin',
  ],
  ['limit', {}, 'first 100 rows'],
  ['limit', { count: 1 }, 'first row'],
  ['table', {}, 'all columns'],
  ['table', { columns: [{ id: 'a', name: 'a', hidden: true }] }, '1 column hidden'],
])('%s %j in words: %s', (kind, config, words) => {
  const reading = readConfig({ id: 'n', type: kind, config })
  expect(reading.definition?.summary(reading.config)).toBe(words)
})

test.each<[string, string, JsonObject, Partial<Problem>]>([
  ['a type nobody knows', 'teleport', {}, { code: 'unknown_node_type', place: { node: 'n' } }],
  ['a newer version', 'limit', { version: 99 }, { code: 'newer_version' }],
  [
    'a value of the wrong kind',
    'limit',
    { count: 'many' },
    { code: 'config_unreadable', place: { node: 'n', field: 'count' } },
  ],
  [
    'a value of the wrong kind in a list',
    'sort',
    { keys: [{ id: 'k1' }, { id: 'k2', direction: 'sideways' }] },
    { code: 'config_unreadable', place: { node: 'n', field: 'keys/k2/direction' } },
  ],
  ['a list that is none', 'sort', { keys: 5 }, { place: { node: 'n', field: 'keys' } }],
])('a config with %s is a problem', (_name, type, config, problem) => {
  expect(readConfig({ id: 'n', type, config }).problems).toMatchObject([{ severity: 'error', ...problem }])
})

test('fields of a newer version beside those known are no problem', () => {
  expect(readConfig({ id: 'n', type: 'limit', config: { count: 5, colour: 'red' } })).toMatchObject({
    config: { count: 5 },
  })
})

test('every node has its kind, a readable empty config, and a JSON Schema', () => {
  for (const [kind, definition] of Object.entries(NODE_DEFINITIONS)) {
    expect(definition.kind).toBe(kind)
    expect(readConfig({ id: 'n', type: kind, config: initialConfig(kind as NodeKind) }).problems).toEqual([])
    expect(z.toJSONSchema(definition.config, { io: 'input' })).toMatchObject({ type: 'object' })
    for (let v = 1; v < definition.version; v += 1) expect(definition.upgrades[v]).toBeTypeOf('function')
    expect(definition.inputs.every((port) => portTakesMany(kind, port.name) === port.many)).toBe(true)
  }
  expect(definitionOf('toString')).toBeUndefined()
})

test('the id of a column follows from its name, and different names have different ids', () => {
  expect(columnItemId('delay')).toBe('delay')
  const ids = ['a b', 'a/b', 'é', 'u-61', 'a', '', '✈️'].map(columnItemId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/)
})

test.each([
  ['dely', 'delay'],
  ['DELAY', 'delay'],
  ['xyz', null],
  ['orig', 'origin'],
])('the nearest name to %s is %s', (name, nearest) => {
  expect(nearestName(name, ['delay', 'distance', 'origin'])).toBe(nearest)
})
