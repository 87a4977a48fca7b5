import type { Edge, Graph } from '@flowforge/core/graph'
import { EMPTY_GRAPH } from '@flowforge/core/graph'
import { expect, test } from 'vitest'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'
import { layOut, placeFor } from './layout.ts'

const edge = (from: string, to: string, port = 'rows'): Edge => ({
  from: { node: from, port: 'out' },
  to: { node: to, port },
})
const graphOf = (positions: Record<string, [number, number]>, edges: readonly Edge[]): Graph => ({
  ...EMPTY_GRAPH,
  nodes: new Map(
    Object.entries(positions).map(([id, [x, y]]) => [
      id,
      { id, type: 'filter', disabled: false, position: { x, y }, config: {} },
    ]),
  ),
  edges,
})

test('every edge runs from left to right and no two cards overlap', () => {
  const ids = Array.from({ length: 12 }, (_, i) => `n${i}`)
  const graph = graphOf(
    Object.fromEntries(ids.map((id) => [id, [0, 0]])),
    ids.slice(1).map((id, i) => edge(`n${Math.floor(i / 2)}`, id)),
  )
  const placed = layOut(graph)
  for (const { from, to } of graph.edges) {
    expect(placed.get(to.node)?.x).toBeGreaterThan((placed.get(from.node)?.x ?? Number.NaN) + CARD_WIDTH)
  }
  const all = [...placed.values()]
  all.forEach((a, i) => {
    for (const b of all.slice(i + 1)) {
      expect(Math.abs(a.x - b.x) >= CARD_WIDTH || Math.abs(a.y - b.y) >= CARD_HEIGHT).toBe(true)
    }
  })
})

test('a selection is laid out where it stands and the rest is left alone', () => {
  const placed = layOut(graphOf({ a: [400, 200], b: [400, 200], c: [0, 0] }, [edge('a', 'b')]), new Set(['a', 'b']))
  expect([...placed.keys()].sort()).toEqual(['a', 'b'])
  expect(Math.min(...[...placed.values()].map(({ x }) => x))).toBe(400)
  expect(Math.min(...[...placed.values()].map(({ y }) => y))).toBe(200)
})

test('a cycle made by concurrent edits still gets a picture', () => {
  expect(layOut(graphOf({ a: [0, 0], b: [0, 0] }, [edge('a', 'b'), edge('b', 'a')])).size).toBe(2)
})

test('a new card stands to the right of the one before it, below what is already there', () => {
  const graph = graphOf({ a: [0, 0], b: [300, 0] }, [])
  const place = placeFor(graph, { x: 0, y: 0 }, { x: 0, y: 0 })
  expect(place.x).toBeGreaterThan(CARD_WIDTH)
  expect(place.y).toBeGreaterThanOrEqual(CARD_HEIGHT)
})
