import { EMPTY_GRAPH, type Graph } from '@flowforge/core/graph'
import { expect, test } from 'vitest'
import { boundsOf, fitInto, nodeAt, union } from './bounds.ts'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'

test('bounds hold every card whole', () => {
  expect(boundsOf([])).toBeNull()
  expect(
    boundsOf([
      { x: -10, y: 5 },
      { x: 90, y: -5 },
    ]),
  ).toEqual({ x: -10, y: -5, width: 100 + CARD_WIDTH, height: 10 + CARD_HEIGHT })
})

test('union holds both', () => {
  expect(union({ x: 0, y: 0, width: 10, height: 10 }, { x: 5, y: -5, width: 10, height: 5 })).toEqual({
    x: 0,
    y: -5,
    width: 15,
    height: 15,
  })
})

test('a fitted box lies inside its frame, centred', () => {
  const { scale, x, y } = fitInto({ x: 100, y: 100, width: 200, height: 100 }, 120, 80, 10)
  expect(scale).toBe(0.5)
  expect([100 * scale + x, 100 * scale + y]).toEqual([10, 15])
})

test('a point finds the card above the others', () => {
  const graph: Graph = {
    ...EMPTY_GRAPH,
    nodes: new Map(
      ['a', 'b'].map((id, i) => [
        id,
        { id, type: 'filter', disabled: false, position: { x: i * 50, y: 0 }, config: {} },
      ]),
    ),
  }
  expect(nodeAt(graph, { x: 60, y: 10 })).toBe('b')
  expect(nodeAt(graph, { x: 10, y: 10 })).toBe('a')
  expect(nodeAt(graph, { x: -1, y: 10 })).toBeNull()
})
