import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { canEdit, configItemKey, configKey, edgeKey, LAYOUT_VERSION, nodeKey, readGraph, readMeta } from './index.ts'

const docOf = (nodes: Record<string, unknown>, edges: Record<string, unknown> = {}): Y.Doc => {
  const doc = new Y.Doc()
  for (const [key, value] of Object.entries(nodes)) doc.getMap('nodes').set(key, value)
  for (const [key, value] of Object.entries(edges)) doc.getMap('edges').set(key, value)
  return doc
}
const LIMIT = { 'n/type': 'limit', 'n/pos': { x: 1, y: 2 } }

test.each<[string, Record<string, unknown>, string]>([
  ['a Yjs type as a value', { 'n/c/count': new Y.Map() }, 'count'],
  ['bytes as a value', { 'n/c/count': new Uint8Array([1]) }, 'count'],
  ['a number that JSON lacks', { 'n/c/count': Number.NaN }, 'count'],
  ['an unreadable field of an item', { 'n/c/keys/k/order': 'a0', 'n/c/keys/k/column': new Y.Text() }, 'keys/k/column'],
])('%s is a problem on its node, and the rest is read', (_name, keys, field) => {
  const { graph, problems } = readGraph(docOf({ ...LIMIT, ...keys, 'm/type': 'sort', 'n/c/other': 'fine' }))
  expect([...graph.nodes.keys()]).toEqual(['m', 'n'])
  expect(graph.nodes.get('n')?.config).toMatchObject({ other: 'fine' })
  expect(problems).toMatchObject([{ code: 'config_unreadable', severity: 'error', place: { node: 'n', field } }])
})

test.each<[string, Record<string, unknown>]>([
  ['a key of a newer layout', { 'n/colour': 'red' }],
  ['keys of no form', { '': 1, n: 1, 'n/': 1, 'n/c': 1, 'n/c/a/b': 1, 'n/c/a/b/c/d': 1, '/type': 'x' }],
  ['keys of a node that was never made', { 'ghost/c/count': 1, 'ghost/pos': { x: 0, y: 0 } }],
  ['an item that was removed', { 'n/c/keys/k/gone': true, 'n/c/keys/k/column': 'x', 'n/c/keys/k/order': 'a0' }],
  ['an item without a place', { 'n/c/keys/k/column': 'x' }],
])('%s is left alone', (_name, keys) => {
  const { graph } = readGraph(docOf({ ...LIMIT, ...keys }))
  expect([...graph.nodes.keys()]).toEqual(['n'])
  const { keys: list, ...config } = graph.nodes.get('n')?.config ?? {}
  expect(config).toEqual({})
  expect(list ?? []).toEqual([])
})

test('fields that are not what they should be take their defaults', () => {
  const { graph } = readGraph(
    docOf({ 'n/type': 7, 'n/pos': 'here', 'n/title': 5, 'n/disabled': 'yes', 'n/gone': 'no' }),
  )
  expect(graph.nodes.get('n')).toEqual({ id: 'n', type: '', disabled: false, position: { x: 0, y: 0 }, config: {} })
})

test('a node whose id cannot stand in a key is left out with a problem', () => {
  const { graph, problems } = readGraph(docOf({ 'a b/type': 'limit' }))
  expect(graph.nodes.size).toBe(0)
  expect(problems).toMatchObject([{ code: 'config_unreadable', place: { node: 'a b' } }])
})

test('a field called __proto__ is a field like any other', () => {
  const { graph } = readGraph(docOf({ ...LIMIT, 'n/c/__proto__': { polluted: true } }))
  expect(Object.keys(graph.nodes.get('n')?.config ?? {})).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('list items stand in the order of their keys, equal ones in the order of their ids', () => {
  const item = (id: string, order: string) => ({ [`n/c/keys/${id}/order`]: order })
  const { graph } = readGraph(docOf({ ...LIMIT, ...item('z', 'a0'), ...item('b', 'a1'), ...item('a', 'a1') }))
  expect(graph.nodes.get('n')?.config).toEqual({ keys: [{ id: 'z' }, { id: 'a' }, { id: 'b' }] })
})

test('edges with an end that is gone, missing or unreadable are not read', () => {
  const nodes = { 'a/type': 'limit', 'b/type': 'limit', 'gone/type': 'limit', 'gone/gone': true }
  const { graph } = readGraph(
    docOf(nodes, {
      'b/rows': { node: 'a', port: 'out' },
      'b/other': { node: 'gone', port: 'out' },
      'gone/rows': { node: 'a', port: 'out' },
      'b/missing': { node: 'nobody', port: 'out' },
      'b/cut': null,
      'b/strange': 'a/out',
      'b/many/a': { node: 'a', port: 'out' },
      'b/many/x': { node: 'a', port: 'out' },
    }),
  )
  const to = { node: 'b', port: 'rows' }
  expect(graph.edges).toEqual([
    { from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'many' } },
    { from: { node: 'a', port: 'out' }, to },
  ])
})

test('the name and versions are read tolerantly; only a newer least reader closes a document', () => {
  const doc = new Y.Doc()
  expect(readMeta(doc)).toEqual({ name: '', description: '', version: 1, minReader: 1 })
  doc.getMap('meta').set('name', 5)
  doc.getMap('meta').set('version', LAYOUT_VERSION + 7)
  doc.getMap('meta').set('minReader', 'x')
  expect([readMeta(doc).name, canEdit(doc)]).toEqual(['', true])
  doc.getMap('meta').set('minReader', LAYOUT_VERSION + 1)
  expect(canEdit(doc)).toBe(false)
})

/**
 * The layout is what every document ever written is made of. If this fails, decide: does an older reader still understand
 * what the new code writes (raise LAYOUT_VERSION) or would it damage it (raise MIN_READER too)? Then take over the digest.
 */
test('a change of the layout forces a decision about its version', () => {
  const source = readFileSync(new URL('./layout.ts', import.meta.url), 'utf8')
  const code = source.replaceAll(/\/\*\*[\s\S]*?\*\/|\s+/g, '')
  const keys = [nodeKey('n', 'pos'), configKey('n', 'f'), configItemKey('n', 'l', 'i', 'f'), edgeKey('n', 'p', 's')]
  expect(keys).toEqual(['n/pos', 'n/c/f', 'n/c/l/i/f', 'n/p/s'])
  expect(createHash('sha256').update(code).digest('hex').slice(0, 16)).toBe('d0712a050c9c671d')
})
