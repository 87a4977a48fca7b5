import type { Graph } from '@flowforge/core/graph'
import { EMPTY_GRAPH } from '@flowforge/core/graph'
import { expect, test } from 'vitest'
import { edgeId, edgeOfId, type FlowView, mergeEdges, mergeNodes } from './flow.ts'

const graph = (nodes: Record<string, [number, number]>, edges: Graph['edges'] = []): Graph => ({
  ...EMPTY_GRAPH,
  nodes: new Map(
    Object.entries(nodes).map(([id, [x, y]]) => [
      id,
      { id, type: 'filter', disabled: false, position: { x, y }, config: {} },
    ]),
  ),
  edges,
})
const view = (change: Partial<FlowView> = {}): FlowView => ({
  selectedNodes: new Set(),
  selectedEdges: new Set(),
  dragged: new Map(),
  edgeClass: () => '',
  ...change,
})

test('what React Flow measured survives an edit, and untouched nodes stay the same objects', () => {
  const first = mergeNodes([], graph({ a: [0, 0], b: [300, 0] }), view()).map((node) => ({
    ...node,
    measured: { width: 216, height: 82 },
  }))
  const second = mergeNodes(first, graph({ a: [0, 0], b: [320, 40] }), view())
  expect(second[0]).toBe(first[0])
  expect(second[1]).toMatchObject({ position: { x: 320, y: 40 }, measured: { width: 216, height: 82 } })
})

test('a node under the own hand keeps its place, whatever the document says', () => {
  const held = mergeNodes([], graph({ a: [0, 0] }), view()).map((node) => ({
    ...node,
    dragging: true,
    position: { x: 77, y: 8 },
  }))
  const [node] = mergeNodes(held, graph({ a: [500, 500] }), view({ dragged: new Map([['a', { x: 1, y: 1 }]]) }))
  expect(node?.position).toEqual({ x: 77, y: 8 })
})

test('a node a colleague drags follows the colleague', () => {
  const [node] = mergeNodes([], graph({ a: [0, 0] }), view({ dragged: new Map([['a', { x: 9, y: 9 }]]) }))
  expect(node?.position).toEqual({ x: 9, y: 9 })
})

test('selection comes from the view; nodes that left the graph are gone', () => {
  const first = mergeNodes([], graph({ a: [0, 0], b: [1, 1] }), view())
  const second = mergeNodes(first, graph({ a: [0, 0] }), view({ selectedNodes: new Set(['a', 'b']) }))
  expect(second.map(({ id, selected }) => [id, selected])).toEqual([['a', true]])
})

test('edges keep their objects until their selection or class changes', () => {
  const edge = { from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'rows' } }
  const both = graph({ a: [0, 0], b: [1, 1] }, [edge])
  const first = mergeEdges([], both, view())
  expect(mergeEdges(first, both, view())[0]).toBe(first[0])
  const running = mergeEdges(first, both, view({ edgeClass: () => 'is-running' }))
  expect(running[0]).toMatchObject({ source: 'a', target: 'b', className: 'is-running' })
  expect(edgeOfId(both, edgeId(edge))).toBe(edge)
})
