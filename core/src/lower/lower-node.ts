import { ROWS } from '../nodes/index.ts'
import type { ColumnId, NamedRelation } from '../plan/index.ts'
import { type Propagation, reachable } from '../propagate/index.ts'
import type { Problem } from '../schema/index.ts'

export type Lowered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** The rows of a node, and the next free column number of its plan. */
export interface LoweredNode {
  readonly rows: NamedRelation
  readonly nextColumn: ColumnId
}

/** The node and all that it reads from, sources first: what one statement for the node covers. */
export function coveredNodes(propagation: Propagation, node: string): readonly string[] {
  const { entering, order } = propagation.structure
  const upstream = reachable(node, (id) => (entering.get(id) ?? []).map((edge) => edge.from.node))
  return order.filter((id) => id === node || upstream.has(id))
}

/**
 * The relation that a node means, from the graph that `propagation` is of. Column numbers start at 0 and follow from the
 * graph alone, so that equal graphs give equal plans. Where the node cannot be run, the errors of all covered nodes.
 */
export function lowerNode(propagation: Propagation, node: string): Lowered<LoweredNode> {
  const state = propagation.nodes.get(node)
  if (state === undefined) return { ok: false, problems: [noSuchNode(node)] }
  if (!state.runnable) return { ok: false, problems: errorsUpstream(propagation, node) }
  let next = 0
  const context = { catalog: propagation.catalog, newColumn: () => next++ }
  const lowered = new Map<string, NamedRelation>()
  for (const id of coveredNodes(propagation, node)) lowered.set(id, lowerOne(propagation, id, lowered, context))
  const rows = lowered.get(node)
  if (rows === undefined) throw new Error(`The node ${node} was not lowered.`)
  return { ok: true, value: { rows, nextColumn: next } }
}

function lowerOne(
  propagation: Propagation,
  id: string,
  lowered: ReadonlyMap<string, NamedRelation>,
  context: { readonly catalog: Propagation['catalog']; readonly newColumn: () => ColumnId },
): NamedRelation {
  const state = propagation.nodes.get(id)
  if (state?.definition == null) throw new Error(`The node ${id} cannot be run.`)
  const inputs = Object.fromEntries(
    Object.entries(state.sources).map(([port, sources]) => [
      port,
      sources.flatMap((source) => lowered.get(source) ?? []),
    ]),
  )
  if (propagation.graph.nodes.get(id)?.disabled !== true) return state.definition.lower(inputs, state.config, context)
  const [rows] = inputs[state.definition.inputs[0]?.name ?? ROWS.name] ?? []
  if (rows === undefined) throw new Error(`The disabled node ${id} has no input to hand on.`)
  return rows
}

/** All errors of a node and of what it reads from; of nodes in a cycle too, which no order covers. */
function errorsUpstream(propagation: Propagation, node: string): readonly Problem[] {
  const { entering } = propagation.structure
  const upstream = reachable(node, (id) => (entering.get(id) ?? []).map((edge) => edge.from.node))
  const errors = [...new Set([...upstream, node])].flatMap((id) =>
    (propagation.nodes.get(id)?.problems ?? []).filter((problem) => problem.severity === 'error'),
  )
  const roots = errors.filter((problem) => problem.code !== 'input_broken')
  if (roots.length > 0) return roots
  return errors.length > 0 ? errors : [unusable(node)]
}

function noSuchNode(node: string): Problem {
  return { code: 'not_found', severity: 'error', place: { node }, message: 'This node is not there any more.' }
}

/** A disabled source: no problem of its own, and no rows. */
function unusable(node: string): Problem {
  const message = 'This node is switched off and has no rows.'
  return { code: 'input_missing', severity: 'error', place: { node }, message, hint: 'Switch it on again.' }
}
