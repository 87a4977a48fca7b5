import { moveNodes } from '@flowforge/core/document'
import type { Edge, Position } from '@flowforge/core/graph'
import { batch, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import type { EditorState } from './editor-state.ts'
import { edgeId, type FlowEdge, type FlowNode, mergeEdges, mergeNodes } from './flow.ts'
import { isGoing } from './runs.ts'
import type { Selection } from './selection.ts'

/** What React Flow holds, kept in step with the document on one side and with the person's hand on the other. */
export class FlowState {
  readonly nodes: Signal<FlowNode[]> = signal([])
  readonly edges: Signal<FlowEdge[]> = signal([])
  readonly #state: EditorState
  readonly #selection: Selection
  readonly #broken: ReadonlySignal<ReadonlySet<string>>
  readonly #stop: () => void

  constructor(state: EditorState, selection: Selection, broken: ReadonlySignal<ReadonlySet<string>>) {
    this.#state = state
    this.#selection = selection
    this.#broken = broken
    this.#stop = this.#followGraph()
  }

  close(): void {
    this.#stop()
  }

  /** Places, sizes and selections that React Flow reports. */
  changeNodes(changes: readonly NodeChange<FlowNode>[]): void {
    const selects = changes.filter((change) => change.type === 'select')
    const others = changes.filter((change) => change.type === 'position' || change.type === 'dimensions')
    batch(() => {
      if (others.length > 0) this.nodes.value = applyNodeChanges(others, this.nodes.peek())
      if (selects.length > 0)
        this.#selection.only(toggled(this.#selection.nodes.peek(), selects), this.#selection.edges.peek())
    })
    if (!others.some((change) => change.type === 'position' && change.dragging === true)) return
    const held = this.nodes.peek().filter((node) => node.dragging === true)
    this.#state.workflow.show({ dragging: Object.fromEntries(held.map(({ id, position }) => [id, { ...position }])) })
  }

  changeEdges(changes: readonly EdgeChange<FlowEdge>[]): void {
    const selects = changes.filter((change) => change.type === 'select')
    if (selects.length === 0) return
    this.#selection.only(this.#selection.nodes.peek(), toggled(this.#selection.edges.peek(), selects))
    this.edges.value = applyEdgeChanges(selects, this.edges.peek())
  }

  /** The drag is over: what moved is written as one edit. */
  endDrag(): void {
    const moved = new Map<string, Position>()
    const { nodes } = this.#state.graph.peek()
    for (const { id, position } of this.nodes.peek()) {
      const before = nodes.get(id)?.position
      if (before !== undefined && (before.x !== position.x || before.y !== position.y)) moved.set(id, { ...position })
    }
    this.nodes.value = this.nodes.peek().map((node) => (node.dragging ? { ...node, dragging: false } : node))
    if (moved.size > 0 && this.#state.workflow.canEdit.peek()) moveNodes(this.#state.workflow.document, moved)
    this.#state.workflow.show({ dragging: null })
  }

  /** Merges every change of the document into what React Flow holds. */
  #followGraph(): () => void {
    return effect(() => {
      const graph = this.#state.graph.value
      const dragged = new Map(this.#state.workflow.peers.value.flatMap((peer) => Object.entries(peer.dragging ?? {})))
      const edges = new Set(graph.edges.map(edgeId))
      this.#selection.keepOnly(
        (id) => graph.nodes.has(id),
        (id) => edges.has(id),
      )
      const runs = this.#state.runs.value
      const broken = this.#broken.value
      const view = {
        selectedNodes: this.#selection.nodes.value,
        selectedEdges: this.#selection.edges.value,
        dragged,
        edgeClass: ({ from, to }: Edge) => {
          const run = runs.get(to.node)
          if (run !== undefined && isGoing(run.state) && runs.has(from.node)) return 'is-running'
          return broken.has(from.node) ? 'is-broken' : ''
        },
      }
      const nodes = mergeNodes(this.nodes.peek(), graph, view)
      const lines = mergeEdges(this.edges.peek(), graph, view)
      if (!sameItems(nodes, this.nodes.peek())) this.nodes.value = nodes
      if (!sameItems(lines, this.edges.peek())) this.edges.value = lines
    })
  }
}

function toggled(
  before: ReadonlySet<string>,
  changes: readonly { readonly id: string; readonly selected: boolean }[],
): Iterable<string> {
  const after = new Set(before)
  for (const { id, selected } of changes) {
    if (selected) after.add(id)
    else after.delete(id)
  }
  return after
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i])
}
