/**
 * P8: compiling a workflow, from the propagated graph to the text of the statement: lower, bind, optimise, print,
 * fingerprint. For 20 nodes (target p50 ≤ 0.3 ms) and 1,000 (≤ 20 ms); the ratio of the two says whether it grows
 * linearly (at most 50).
 */
import type { Graph, GraphNode } from '@flowforge/core/graph'
import { lowerNode } from '@flowforge/core/lower'
import { bind, executionFingerprint, optimise, planFingerprint } from '@flowforge/core/plan'
import { propagate } from '@flowforge/core/propagate'
import type { Catalog, JsonObject, Type } from '@flowforge/core/schema'
import { print } from '@flowforge/core/sql'
import { quantile, report } from './lib/compare.ts'

const INT32: Type = { kind: 'integer', bits: 32, signed: true }
const columns = Array.from({ length: 12 }, (_, index) => ({
  name: `column_${index}`,
  type: index % 3 === 0 ? ({ kind: 'text' } as const) : INT32,
  nullable: index % 2 === 0,
}))
const table = {
  id: 'clickhouse/demo.wide',
  store: 'clickhouse',
  namespace: 'demo',
  name: 'wide',
  description: '',
  freshness: 'static' as const,
  rowCount: null,
  columns,
}
const catalog: Catalog = { version: '1', tables: [table] }

/** A chain of a source, `length - 2` filters, selections, sorts and limits in turn, and a table. */
function chain(length: number): Graph {
  const nodes = new Map<string, GraphNode>()
  const add = (id: string, type: string, config: JsonObject): void => {
    nodes.set(id, { id, type, disabled: false, position: { x: 0, y: 0 }, config })
  }
  add('n0', 'source', { table: table.id })
  for (let index = 1; index < length - 1; index += 1) add(`n${index}`, ...step(index))
  add(`n${length - 1}`, 'table', {})
  const edges = Array.from({ length: length - 1 }, (_, index) => ({
    from: { node: `n${index}`, port: 'out' },
    to: { node: `n${index + 1}`, port: 'rows' },
  }))
  return { name: 'chain', description: '', nodes, edges, notes: [] }
}

function step(index: number): [type: string, config: JsonObject] {
  const column = `column_${1 + (index % 2)}`
  if (index % 10 === 9) return ['limit', { count: 100_000 - index }]
  if (index % 5 === 3) return ['sort', { keys: [{ id: 'k', column, direction: 'descending' }] }]
  if (index % 5 === 2) return ['select', { others: 'keep', columns: [{ id: column, name: column }] }]
  return ['filter', { conditions: [{ id: 'c', column, operator: 'greater', value: index }] }]
}

/** Milliseconds of one compilation. */
function compileOnce(propagation: ReturnType<typeof propagate>, node: string): number {
  const started = performance.now()
  const lowered = lowerNode(propagation, node)
  if (!lowered.ok) throw new Error(JSON.stringify(lowered.problems))
  const { rows } = lowered.value
  planFingerprint(rows)
  const plan = optimise(bind(rows, new Map([['now', 1_795_000_000_000_000_000n]])))
  executionFingerprint(plan, { store: 'clickhouse', catalogVersion: catalog.version })
  const printed = print(plan, 'clickhouse')
  if (!printed.ok) throw new Error(printed.problem.message)
  return performance.now() - started
}

function measure(length: number, rounds: number): { p50: number; p99: number } {
  const graph = chain(length)
  const propagation = propagate(graph, catalog)
  const times = Array.from({ length: rounds * 2 }, () => compileOnce(propagation, `n${length - 1}`)).slice(rounds)
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

const small = measure(20, 500)
const large = measure(1_000, 40)
report('compile', '20 nodes p50 <= 0.3 ms, 1,000 nodes p50 <= 20 ms, ratio <= 50', {
  '20 nodes p50 (ms)': small.p50,
  '20 nodes p99 (ms)': small.p99,
  '1,000 nodes p50 (ms)': large.p50,
  '1,000 nodes p99 (ms)': large.p99,
  'ratio of p50': large.p50 / small.p50,
})
