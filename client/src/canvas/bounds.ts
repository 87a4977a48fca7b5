import type { Graph, Position } from '@flowforge/core/graph'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The smallest box around the cards at these positions; null for none. */
export function boundsOf(positions: Iterable<Position>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of positions) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + CARD_WIDTH)
    bottom = Math.max(bottom, y + CARD_HEIGHT)
  }
  return left === Infinity ? null : { x: left, y: top, width: right - left, height: bottom - top }
}

export function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  }
}

/** The node whose card covers a point of the canvas, the one drawn last first. */
export function nodeAt(graph: Graph, { x, y }: Position): string | null {
  for (const node of [...graph.nodes.values()].reverse()) {
    const { position } = node
    if (x >= position.x && x <= position.x + CARD_WIDTH && y >= position.y && y <= position.y + CARD_HEIGHT)
      return node.id
  }
  return null
}

/** Scale and offset that put `inner` into a frame of this size, centred, with `margin` around it. */
export function fitInto(inner: Box, width: number, height: number, margin: number) {
  const scale = Math.min((width - 2 * margin) / inner.width, (height - 2 * margin) / inner.height)
  return {
    scale,
    x: (width - inner.width * scale) / 2 - inner.x * scale,
    y: (height - inner.height * scale) / 2 - inner.y * scale,
  }
}
