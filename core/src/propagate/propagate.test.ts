import { expect, test } from 'vitest'
import { catalogOf, edgeOf, flights, graphOf, type NodeSketch, tableOf } from '../../test/graphs.ts'
import type { Graph } from '../graph/index.ts'
import { TEXT } from '../schema/index.ts'
import { canConnect, propagate } from './index.ts'

const catalog = catalogOf(flights.table, tableOf('people', [{ name: 'name', type: TEXT, nullable: false }]))
const source = (id = 'source', table = flights.table.id): NodeSketch => ({ id, type: 'source', config: { table } })
const limit = (id: string): NodeSketch => ({ id, type: 'limit' })
const chain = (): Graph =>
  graphOf([source(), limit('a'), limit('b'), { id: 't', type: 'table' }], ['source a', 'a b', 'b t'])

const codes = (graph: Graph): Record<string, string[]> =>
  Object.fromEntries(
    [...propagate(graph, catalog).nodes].map(([id, { problems }]) => [
      id,
      problems.map(({ code, place }) => `${code} ${place.port ?? ''}`.trim()),
    ]),
  )

test('columns flow from the source to the output', () => {
  const { nodes } = propagate(chain(), catalog)
  for (const state of nodes.values()) {
    expect(state.schema?.map(({ name }) => name)).toEqual(flights.table.columns.map(({ name }) => name))
    expect(state).toMatchObject({ problems: [], runnable: true })
  }
})

test.each<[string, Graph, Record<string, string[]>]>([
  ['nothing connected', graphOf([limit('a')]), { a: ['input_missing rows'] }],
  [
    'a broken node breaks what reads from it',
    graphOf([limit('a'), limit('b')], ['a b']),
    { a: ['input_missing rows'], b: ['input_broken rows'] },
  ],
  [
    'two inputs where one may enter',
    { ...graphOf([source(), source('two'), limit('a')]), edges: [edgeOf('source a'), edgeOf('two a')] },
    { source: [], two: [], a: ['too_many_inputs rows'] },
  ],
  [
    'a port that is not there',
    graphOf([source(), limit('a')], ['source a', 'source a/left']),
    { source: [], a: ['unknown_port left'] },
  ],
  [
    'an output that reads on',
    graphOf([source(), { id: 't', type: 'table' }, limit('a')], ['source t', 't a']),
    { source: [], t: [], a: ['unknown_port rows', 'input_missing rows'] },
  ],
  [
    'a node that nobody knows',
    graphOf([source(), { id: 'x', type: 'teleport' }, limit('a')], ['source x', 'x a']),
    { source: [], x: ['unknown_node_type'], a: ['input_broken rows'] },
  ],
  [
    'a cycle, and what reads from it',
    graphOf([limit('a'), limit('b'), limit('c')], ['a b', 'b a', 'b c']),
    { a: ['cycle'], b: ['cycle'], c: ['input_broken rows'] },
  ],
  ['a node that reads from itself', graphOf([limit('a')], ['a a']), { a: ['cycle'] }],
])('%s', (_name, graph, expected) => {
  expect(codes(graph)).toEqual(expected)
})

test('a problem of a cycle names its edges', () => {
  const graph = graphOf([{ ...limit('a'), title: 'First' }, limit('b')], ['a b', 'b a'])
  const [problem] = propagate(graph, catalog).nodes.get('a')?.problems ?? []
  expect(problem?.message).toContain('First → Limit')
  expect(problem?.message).toContain('Limit → First')
})

test('an error upstream keeps what is downstream from running, not from knowing its columns', () => {
  const config = { conditions: [{ id: 'c', column: 'none', operator: 'is', value: 1 }] }
  const { nodes } = propagate(
    graphOf([source(), { id: 'f', type: 'filter', config }, limit('a')], ['source f', 'f a']),
    catalog,
  )
  expect(nodes.get('a')).toMatchObject({ problems: [], runnable: false })
  expect(nodes.get('a')?.schema).toHaveLength(flights.table.columns.length)
})

test('a disabled node hands on its rows; a disabled source has none', () => {
  const drop = { others: 'drop', columns: [{ id: 'delay', name: 'delay' }] }
  const graph = (disabled: string): Graph =>
    graphOf(
      [
        { ...source(), disabled: disabled === 'source' },
        { id: 's', type: 'select', config: drop, disabled: disabled === 's' },
        limit('a'),
      ],
      ['source s', 's a'],
    )
  expect(propagate(graph(''), catalog).nodes.get('a')?.schema).toHaveLength(1)
  expect(propagate(graph('s'), catalog).nodes.get('a')).toMatchObject({ runnable: true })
  expect(propagate(graph('s'), catalog).nodes.get('a')?.schema).toHaveLength(flights.table.columns.length)
  expect(codes(graph('source'))).toEqual({ source: [], s: ['input_broken rows'], a: ['input_broken rows'] })
})

const withNode = (graph: Graph, id: string, change: object): Graph => {
  const node = graph.nodes.get(id)
  if (node === undefined) throw new Error(`no node ${id}`)
  return { ...graph, nodes: new Map(graph.nodes).set(id, { ...node, ...change }) }
}

test.each<[string, object, readonly string[]]>([
  ['a config that changes columns', { config: { table: 'clickhouse/demo.people' } }, ['source', 'a', 'b', 't']],
  ['a config that changes none', { config: { table: flights.table.id, limit: 5 } }, ['source']],
  ['a move', { position: { x: 9, y: 9 } }, []],
  ['a title', { title: 'Trades' }, []],
  ['a config that breaks', { config: {} }, ['source', 'a', 'b', 't']],
])('after one edit only what it touches is computed: %s', (_name, change, computed) => {
  const before = propagate(chain(), catalog)
  const after = propagate(withNode(before.graph, 'source', change), catalog, before)
  expect(after.computed).toEqual(computed)
  for (const id of ['source', 'a', 'b', 't']) {
    if (!computed.includes(id)) expect(after.nodes.get(id)).toBe(before.nodes.get(id))
  }
})

test('nothing is computed where nothing changed, all where the catalog did', () => {
  const before = propagate(chain(), catalog)
  expect(propagate(before.graph, catalog, before)).toBe(before)
  expect(propagate(before.graph, { ...catalog }, before).computed).toHaveLength(4)
})

test.each<[string, string, string, string]>([
  ['source', 'free', 'ok', ''],
  ['a', 'b', 'connected', 'These two are connected already.'],
  ['source', 'b', 'occupied', '“Rows” has a connection already.'],
  ['b', 'a', 'cycle', 'That would make a loop.'],
  ['a', 'a', 'itself', 'A node cannot read from itself.'],
  ['t', 'free', 'no_output', 'A table ends the flow: it has no output.'],
  ['a', 'source', 'no_input', 'A data source has no such input.'],
  ['nobody', 'a', 'no_output', 'There is no output here.'],
  ['a', 'nobody', 'no_input', 'There is no input here.'],
])('connecting %s to %s: %s %s', (from, to, code, reason) => {
  const graph = graphOf(
    [source(), limit('a'), limit('b'), { id: 't', type: 'table' }, limit('free')],
    ['source a', 'a b', 'b t'],
  )
  const edge = edgeOf(`${from} ${to}`)
  const answer = canConnect(graph, edge.from, edge.to, propagate(graph, catalog))
  expect(answer.ok ? { code: 'ok', reason: '' } : { code: answer.code, reason: answer.reason }).toEqual({
    code,
    reason,
  })
})

test('a connection that may be made says what would be wrong with it', () => {
  const config = { keys: [{ id: 'k', column: 'delay' }] }
  const graph = graphOf([source('people', 'clickhouse/demo.people'), { id: 's', type: 'sort', config }])
  const edge = edgeOf('people s')
  const answer = canConnect(graph, edge.from, edge.to, propagate(graph, catalog))
  expect(answer).toMatchObject({ ok: true, problems: [{ code: 'column_missing', found: 'delay' }] })
})
