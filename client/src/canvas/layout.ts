import { graphlib, layout } from '@dagrejs/dagre'
import type { Graph, Position } from '@flowforge/core/graph'
import { CARD_HEIGHT, CARD_WIDTH, GAP_X, GAP_Y, GRID } from './card-size.ts'

/**
 * Positions for `only` (all nodes when empty), left to right along the edges, without wrapping.
 * The result keeps the upper left corner of what was laid out, so the picture does not jump away.
 */
export function layOut(graph: Graph, only: ReadonlySet<string> = new Set()): ReadonlyMap<string, Position> {
  const chosen = [...graph.nodes.values()].filter((node) => only.size === 0 || only.has(node.id))
  if (chosen.length === 0) return new Map()
  const drawing = new graphlib.Graph({ multigraph: true })
  drawing.setGraph({ rankdir: 'LR', nodesep: GAP_Y, ranksep: GAP_X, ranker: 'network-simplex' })
  drawing.setDefaultEdgeLabel(() => ({}))
  for (const node of chosen) drawing.setNode(node.id, { width: CARD_WIDTH, height: CARD_HEIGHT })
  for (const { from, to } of graph.edges) {
    if (drawing.hasNode(from.node) && drawing.hasNode(to.node)) {
      drawing.setEdge(from.node, to.node, {}, `${from.port}>${to.port}`)
    }
  }
  layout(drawing)
  const placed = chosen.map((node) => {
    const { x, y } = drawing.node(node.id)
    return { id: node.id, x: (x ?? 0) - CARD_WIDTH / 2, y: (y ?? 0) - CARD_HEIGHT / 2 }
  })
  const corner = (axis: 'x' | 'y') => Math.min(...chosen.map((node) => node.position[axis]))
  const drawn = (axis: 'x' | 'y') => Math.min(...placed.map((node) => node[axis]))
  const shift = { x: corner('x') - drawn('x'), y: corner('y') - drawn('y') }
  return new Map(placed.map(({ id, x, y }) => [id, { x: snap(x + shift.x), y: snap(y + shift.y) }]))
}

/** A free place for a new card: to the right of `after` where one is given, below whatever already stands there. */
export function placeFor(graph: Graph, after: Position | null, fallback: Position): Position {
  const wanted = after === null ? fallback : { x: after.x + CARD_WIDTH + GAP_X, y: after.y }
  const taken = [...graph.nodes.values()].map((node) => node.position)
  let y = snap(wanted.y)
  const x = snap(wanted.x)
  while (taken.some((other) => overlaps(other, { x, y }))) y += GRID
  return { x, y }
}

/** True where cards at these places would touch or stand closer than a step of the grid. */
export function overlaps(a: Position, b: Position): boolean {
  return Math.abs(a.x - b.x) < CARD_WIDTH + GRID && Math.abs(a.y - b.y) < CARD_HEIGHT + GRID
}

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID
}
