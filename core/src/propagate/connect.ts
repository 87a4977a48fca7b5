import { type Edge, type Graph, OUTPUT_PORT, type PortAddress } from '../graph/index.ts'
import type { Problem } from '../schema/index.ts'
import { nodeState } from './node-state.ts'
import type { Propagation } from './propagate.ts'
import { reachable } from './structure.ts'

/** Whether a connection may be made. `occupied` is the one refusal that replacing the standing connection would lift. */
export type Connectability =
  /** `problems` are errors the target would have with the columns of its new input, for example a missing column. */
  | { readonly ok: true; readonly problems: readonly Problem[] }
  | {
      readonly ok: false
      readonly code: 'no_output' | 'no_input' | 'itself' | 'cycle' | 'connected' | 'occupied'
      /** One sentence for the person who drags. */
      readonly reason: string
    }

type Refusal = Extract<Connectability, { ok: false }>['code']

const refuse = (code: Refusal, reason: string): Connectability => ({ ok: false, code, reason })

/** Says in words whether an edge from an output to an input may be added. */
export function canConnect(graph: Graph, from: PortAddress, to: PortAddress, propagation: Propagation): Connectability {
  const source = propagation.nodes.get(from.node)
  const target = propagation.nodes.get(to.node)
  const targetNode = graph.nodes.get(to.node)
  if (source === undefined || from.port !== OUTPUT_PORT || source.definition === null) {
    return refuse('no_output', 'There is no output here.')
  }
  if (source.definition.terminal)
    return refuse('no_output', `A ${source.definition.title.toLowerCase()} ends the flow: it has no output.`)
  if (target === undefined || targetNode === undefined || target.definition === null)
    return refuse('no_input', 'There is no input here.')
  const port = target.definition.inputs.find((input) => input.name === to.port)
  if (port === undefined) return refuse('no_input', `A ${target.definition.title.toLowerCase()} has no such input.`)
  if (from.node === to.node) return refuse('itself', 'A node cannot read from itself.')
  const standing = graph.edges.filter((edge) => edge.to.node === to.node && edge.to.port === to.port)
  if (standing.some((edge) => edge.from.node === from.node && edge.from.port === from.port)) {
    return refuse('connected', 'These two are connected already.')
  }
  if (hasPath(propagation, to.node, from.node)) return refuse('cycle', 'That would make a loop.')
  if (standing.length > 0 && !port.many) return refuse('occupied', `“${port.label}” has a connection already.`)
  if (source.schema === null) return { ok: true, problems: [] }
  const entering = [...graph.edges.filter((edge) => edge.to.node === to.node), { from, to }]
  const after = nodeState(targetNode, entering, {
    catalog: propagation.catalog,
    stateOf: (id) => propagation.nodes.get(id),
  })
  return { ok: true, problems: after.problems.filter((problem) => problem.severity === 'error') }
}

/** Whether rows flow from one node to the other. */
export function hasPath(propagation: Propagation, from: string, to: string): boolean {
  const targets = (id: string): readonly string[] =>
    (propagation.structure.leaving.get(id) ?? []).map((edge: Edge) => edge.to.node)
  return reachable(from, targets).has(to)
}
