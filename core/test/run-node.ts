import { lowerNode } from '../src/lower/index.ts'
import { cellOf, columnsOf, evaluate, type NamedRelation, optimise, type Value } from '../src/plan/index.ts'
import { propagate } from '../src/propagate/index.ts'
import type { Json, JsonObject, Problem } from '../src/schema/index.ts'
import { catalogOf, flights, graphOf, type NodeSketch } from './graphs.ts'

/** The clock of all tests. */
export const NOW_TEXT = '2026-11-20T10:00:00.000Z'

const context = {
  tables: new Map([[flights.table.id, flights.rows]]),
  parameters: new Map<string, Value>([['now', BigInt(Date.parse(NOW_TEXT)) * 1_000_000n]]),
}

/** Rows of cells, and the names of their columns. */
export interface Outcome {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Json[])[]
  readonly problems: readonly Problem[]
}

/** Runs a chain of nodes over the table of flights by the reference interpreter; what cannot be run has no rows. */
export function runChain(...chain: readonly Omit<NodeSketch, 'id'>[]): Outcome {
  const nodes = [{ id: 'source', type: 'source', config: { table: flights.table.id } }]
  chain.forEach((node, i) => {
    nodes.push({ id: `n${i}`, ...node } as (typeof nodes)[number])
  })
  const edges = nodes.slice(1).map((node, i) => `${nodes[i]?.id} ${node.id}`)
  return runNode(nodes, edges, nodes.at(-1)?.id ?? '')
}

/** Runs one node of a graph. The optimised plan must give the same rows. */
export function runNode(nodes: readonly NodeSketch[], edges: readonly string[], node: string): Outcome {
  const propagation = propagate(graphOf(nodes, edges), catalogOf(flights.table))
  const problems = propagation.nodes.get(node)?.problems ?? []
  const columns = (propagation.nodes.get(node)?.schema ?? []).map(({ name }) => name)
  const lowered = lowerNode(propagation, node)
  if (!lowered.ok) return { columns, rows: [], problems }
  const rows = rowsOf(lowered.value.rows)
  return { columns: lowered.value.rows.columns.map(({ name }) => name), rows, problems }
}

/** The rows of a plan as cells. */
export function rowsOf(plan: NamedRelation): readonly (readonly Json[])[] {
  const types = new Map(columnsOf(plan.relation).map(({ id, type }) => [id, type]))
  const cells = (rows: readonly (readonly Value[])[]): readonly (readonly Json[])[] =>
    rows.map((row) => row.map((value, i) => cellOf(types.get(plan.columns[i]?.id ?? -1) ?? { kind: 'text' }, value)))
  const rows = cells(evaluate(plan, context))
  const optimised = cells(evaluate(optimise(plan), context))
  if (JSON.stringify(optimised) !== JSON.stringify(rows)) {
    throw new Error(`Optimising changed the rows: ${JSON.stringify(rows)} became ${JSON.stringify(optimised)}`)
  }
  return rows
}

/** The config of a filter of conditions that must all hold. */
export function filterOf(...conditions: readonly JsonObject[]): {
  readonly type: 'filter'
  readonly config: JsonObject
} {
  return { type: 'filter', config: { conditions: conditions.map((condition, i) => ({ id: `c${i}`, ...condition })) } }
}
