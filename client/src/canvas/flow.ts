import type { Graph, Edge as GraphEdge, Position } from '@flowforge/core/graph'
import type { Edge, Node } from '@xyflow/react'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'

/** What React Flow holds of a node: place and selection. The card reads all else by id. */
export type FlowNode = Node<Record<string, never>, 'card'>
export type FlowEdge = Edge<Record<string, never>, 'smoothstep'>

export interface FlowView {
  readonly selectedNodes: ReadonlySet<string>
  readonly selectedEdges: ReadonlySet<string>
  /** Where colleagues hold nodes that they drag just now. */
  readonly dragged: ReadonlyMap<string, Position>
  /** Extra class of an edge by its id: running, broken. */
  readonly edgeClass: (edge: GraphEdge) => string
}

const NO_DATA: Record<string, never> = {}

/**
 * The graph merged into the node objects that React Flow already has, so that what it measured stays; unchanged nodes
 * are the very same objects. A node under this person's own hand keeps its place until the drag ends.
 */
export function mergeNodes(before: readonly FlowNode[], graph: Graph, view: FlowView): FlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]))
  return [...graph.nodes.values()].map((node) => {
    const old = known.get(node.id)
    const selected = view.selectedNodes.has(node.id)
    if (old === undefined) return newNode(node.id, view.dragged.get(node.id) ?? node.position, selected)
    const position = old.dragging === true ? old.position : (view.dragged.get(node.id) ?? node.position)
    const same = old.position.x === position.x && old.position.y === position.y
    return same && old.selected === selected ? old : { ...old, position: same ? old.position : position, selected }
  })
}

function newNode(id: string, { x, y }: Position, selected: boolean): FlowNode {
  return {
    id,
    type: 'card',
    position: { x, y },
    data: NO_DATA,
    selected,
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
  }
}

export function mergeEdges(before: readonly FlowEdge[], graph: Graph, view: FlowView): FlowEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]))
  return graph.edges.map((edge) => {
    const id = edgeId(edge)
    const selected = view.selectedEdges.has(id)
    const className = view.edgeClass(edge)
    const old = known.get(id)
    if (old !== undefined && old.selected === selected && old.className === className) return old
    return {
      id,
      type: 'smoothstep',
      source: edge.from.node,
      sourceHandle: edge.from.port,
      target: edge.to.node,
      targetHandle: edge.to.port,
      selected,
      className,
      pathOptions: { borderRadius: 8 },
      interactionWidth: 16,
      data: NO_DATA,
    } as FlowEdge
  })
}

/** Ids of nodes and ports hold no `/` or `>`. */
export function edgeId({ from, to }: GraphEdge): string {
  return `${from.node}/${from.port}>${to.node}/${to.port}`
}

export function edgeOfId(graph: Graph, id: string): GraphEdge | undefined {
  return graph.edges.find((edge) => edgeId(edge) === id)
}
