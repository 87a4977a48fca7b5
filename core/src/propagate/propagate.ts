import type { Edge, Graph, GraphNode } from '../graph/index.ts'
import { type Catalog, equalTypes, type Schema } from '../schema/index.ts'
import { type NodeState, nodeState, stateInCycle } from './node-state.ts'
import { type GraphStructure, structureOf } from './structure.ts'

/** Every node's columns and problems, and what the next propagation builds on. */
export interface Propagation {
  readonly graph: Graph
  readonly catalog: Catalog
  readonly structure: GraphStructure
  readonly nodes: ReadonlyMap<string, NodeState>
  /** The nodes whose state was computed this time, in order: the edited ones and what is downstream of a change. */
  readonly computed: readonly string[]
}

/**
 * The columns and problems of every node. Given the previous propagation, only nodes that changed (by identity, as a
 * document's reading keeps it) are computed, and those downstream as far as something changes for them.
 */
export function propagate(graph: Graph, catalog: Catalog, previous?: Propagation): Propagation {
  if (previous !== undefined && previous.graph === graph && previous.catalog === catalog) return previous
  const structure = structureOf(graph, previous?.structure)
  const states = new Map<string, NodeState>()
  const changed = new Set<string>()
  const computed: string[] = []
  const update = (id: string, compute: (node: GraphNode) => NodeState): void => {
    const node = graph.nodes.get(id)
    if (node === undefined) return
    const before = previous?.nodes.get(id)
    const after = keepEqual(compute(node), before)
    states.set(id, after)
    if (after === before) return
    computed.push(id)
    if (before === undefined || before.schema !== after.schema || before.runnable !== after.runnable) changed.add(id)
    else if (before.definition !== after.definition || before.disabled !== after.disabled) changed.add(id)
  }
  const context = { catalog, stateOf: (id: string) => states.get(id) }
  const fresh = previous === undefined || previous.catalog !== catalog
  const stale = (id: string, entering: readonly Edge[]): boolean =>
    fresh ||
    !sameNode(graph.nodes.get(id), previous.graph.nodes.get(id)) ||
    (structure !== previous.structure && !sameEdges(entering, previous.structure.entering.get(id))) ||
    entering.some((edge) => changed.has(edge.from.node))
  for (const [id, edges] of structure.cycles) {
    // Cycles are rare, and what is said of them names other nodes, whose titles may have changed: always told anew.
    update(id, (node) => stateInCycle(node, edges, graph))
  }
  for (const id of structure.order) {
    const entering = structure.entering.get(id) ?? []
    const state = previous?.nodes.get(id)
    const wasInCycle = previous?.structure.cycles.has(id) === true
    if (state !== undefined && !wasInCycle && !stale(id, entering)) states.set(id, state)
    else update(id, (node) => nodeState(node, entering, context))
  }
  return { graph, catalog, structure, nodes: states, computed }
}

/** Whether propagation reads the same from both: where they stand on the canvas does not matter. */
function sameNode(a: GraphNode | undefined, b: GraphNode | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined) return false
  return a.type === b.type && a.config === b.config && a.disabled === b.disabled
}

function sameEdges(a: readonly Edge[], b: readonly Edge[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((edge, i) => edge === b[i])
}

/** The state with the previous schema where that is equal, so that what is downstream sees no change. */
function keepEqual(state: NodeState, before: NodeState | undefined): NodeState {
  if (before === undefined) return state
  if (sameCycle(state, before)) return before
  if (state.schema === null || before.schema === null || !equalSchemas(state.schema, before.schema)) return state
  return { ...state, schema: before.schema }
}

function sameCycle(a: NodeState, b: NodeState): boolean {
  const [problem] = a.problems
  if (problem?.code !== 'cycle' || problem.message !== b.problems[0]?.message) return false
  return a.definition === b.definition && a.config === b.config && a.disabled === b.disabled
}

function equalSchemas(a: Schema, b: Schema): boolean {
  if (a === b) return true
  return (
    a.length === b.length &&
    a.every((column, i) => {
      const other = b[i]
      if (column === other) return true
      return (
        other !== undefined &&
        column.name === other.name &&
        column.nullable === other.nullable &&
        column.description === other.description &&
        equalTypes(column.type, other.type)
      )
    })
  )
}
