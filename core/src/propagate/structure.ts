import type { Edge, Graph } from '../graph/index.ts'

/** How the nodes of a graph hang together; depends on the node ids and the edges alone. */
export interface GraphStructure {
  readonly edges: readonly Edge[]
  readonly size: number
  /** Every node that is in no cycle, after all nodes that it reads from. */
  readonly order: readonly string[]
  /** The edges that enter a node, in edge order. */
  readonly entering: ReadonlyMap<string, readonly Edge[]>
  readonly leaving: ReadonlyMap<string, readonly Edge[]>
  /** For each node in a cycle, the edges of all cycles it is in. */
  readonly cycles: ReadonlyMap<string, readonly Edge[]>
}

/** The structure of `graph`; the very same object as `previous` where nothing of it changed. */
export function structureOf(graph: Graph, previous?: GraphStructure): GraphStructure {
  if (previous !== undefined && previous.edges === graph.edges && sameNodes(graph, previous)) return previous
  const entering = new Map<string, Edge[]>([...graph.nodes.keys()].map((id) => [id, []]))
  const leaving = new Map<string, Edge[]>([...graph.nodes.keys()].map((id) => [id, []]))
  for (const edge of graph.edges) {
    // Edges with a missing end mean nothing; a graph from a document has none.
    if (!entering.has(edge.to.node) || !leaving.has(edge.from.node)) continue
    entering.get(edge.to.node)?.push(edge)
    leaving.get(edge.from.node)?.push(edge)
  }
  const components = stronglyConnected([...graph.nodes.keys()], (id) =>
    (leaving.get(id) ?? []).map(({ to }) => to.node),
  )
  const cycles = new Map<string, readonly Edge[]>()
  const order: string[] = []
  for (const component of components.reverse()) {
    const inside = new Set(component)
    const edges = component.flatMap((id) => (leaving.get(id) ?? []).filter(({ to }) => inside.has(to.node)))
    if (edges.length === 0) order.push(...component)
    else for (const id of component) cycles.set(id, edges)
  }
  return { edges: graph.edges, size: graph.nodes.size, order, entering, leaving, cycles }
}

function sameNodes(graph: Graph, structure: GraphStructure): boolean {
  if (graph.nodes.size !== structure.size) return false
  for (const id of graph.nodes.keys()) if (!structure.entering.has(id)) return false
  return true
}

/** All nodes that can be reached from `start` against (or along) the edges, without `start` itself unless it is in a cycle. */
export function reachable(start: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const waiting = [...next(start)]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    waiting.push(...next(id))
  }
  return seen
}

interface Frame {
  readonly id: string
  readonly successors: readonly string[]
  next: number
}

/** Tarjan's algorithm, without recursion: components in reverse topological order. */
function stronglyConnected(ids: readonly string[], successors: (id: string) => readonly string[]): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const components: string[][] = []
  const work: Frame[] = []
  const enter = (id: string): void => {
    low.set(id, index.size)
    index.set(id, index.size)
    stack.push(id)
    onStack.add(id)
    work.push({ id, successors: successors(id), next: 0 })
  }
  const lower = (id: string, to: number | undefined): void => {
    low.set(id, Math.min(low.get(id) ?? 0, to ?? 0))
  }
  const leave = (id: string): void => {
    work.pop()
    const parent = work.at(-1)
    if (parent !== undefined) lower(parent.id, low.get(id))
    if (low.get(id) === index.get(id)) components.push(popUntil(stack, id, onStack))
  }
  for (const root of ids) {
    if (!index.has(root)) enter(root)
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const successor = frame.successors[frame.next]
      frame.next += 1
      if (successor === undefined) leave(frame.id)
      else if (!index.has(successor)) enter(successor)
      else if (onStack.has(successor)) lower(frame.id, index.get(successor))
    }
  }
  return components
}

function popUntil(stack: string[], last: string, onStack: Set<string>): string[] {
  const component = stack.splice(stack.lastIndexOf(last))
  for (const id of component) onStack.delete(id)
  return component
}
