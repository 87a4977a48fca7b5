import type { Edge, Graph } from '@flowforge/core/graph'
import { EMPTY_GRAPH } from '@flowforge/core/graph'
import type { JsonObject } from '@flowforge/core/schema'
import { expect, test } from 'vitest'
import { Signatures } from './signatures.ts'

const graphOf = (configs: Record<string, JsonObject>, chain: readonly string[]): Graph => ({
  ...EMPTY_GRAPH,
  nodes: new Map(
    Object.entries(configs).map(([id, config]) => [
      id,
      { id, type: 'filter', disabled: false, position: { x: 0, y: 0 }, config },
    ]),
  ),
  edges: chain
    .slice(1)
    .map((to, i): Edge => ({ from: { node: chain[i] ?? '', port: 'out' }, to: { node: to, port: 'rows' } })),
})

test('an edit changes the node and what is downstream, and undoing it brings the old number back', () => {
  const signatures = new Signatures()
  const before = signatures.of(graphOf({ a: {}, b: { n: 1 }, c: {} }, ['a', 'b', 'c']))
  const after = signatures.of(graphOf({ a: {}, b: { n: 2 }, c: {} }, ['a', 'b', 'c']))
  expect(after.get('a')).toBe(before.get('a'))
  expect(after.get('b')).not.toBe(before.get('b'))
  expect(after.get('c')).not.toBe(before.get('c'))
  expect(signatures.of(graphOf({ a: {}, b: { n: 1 }, c: {} }, ['a', 'b', 'c']))).toEqual(before)
})

test('a moved or renamed node computes the same', () => {
  const signatures = new Signatures()
  const graph = graphOf({ a: {} }, [])
  const moved: Graph = {
    ...graph,
    nodes: new Map([...graph.nodes].map(([id, node]) => [id, { ...node, title: 'x', position: { x: 9, y: 9 } }])),
  }
  expect(signatures.of(moved)).toEqual(signatures.of(graph))
})

test('a cycle ends', () => {
  expect(new Signatures().of(graphOf({ a: {}, b: {} }, ['a', 'b', 'a'])).size).toBe(2)
})
