import { fromGraphJson } from '@flowforge/core/document'
import { type Graph, type GraphJson, graphJsonSchema } from '@flowforge/core/graph'
import { definitionOf, type NodeDefinition } from '@flowforge/core/nodes'
import type { Catalog, CatalogTable } from '@flowforge/core/schema'
import busiestMinutes from './templates/busiest-minutes.json'
import dailyCandles from './templates/daily-candles.json'
import instruments from './templates/instruments.json'
import largeTrades from './templates/large-trades.json'
import positions from './templates/positions.json'
import shortPositions from './templates/short-positions.json'
import tradeBlotter from './templates/trade-blotter.json'

/** A workflow to start from. */
export interface Template {
  readonly id: string
  readonly graph: GraphJson
}

const TEMPLATES: readonly Template[] = Object.entries({
  'trade-blotter': tradeBlotter,
  'large-trades': largeTrades,
  'daily-candles': dailyCandles,
  'busiest-minutes': busiestMinutes,
  positions,
  'short-positions': shortPositions,
  instruments,
}).map(([id, json]) => ({ id, graph: graphJsonSchema.parse(json) }))

/** The templates whose tables and columns are all there, so that each opens with data in it. */
export function availableTemplates(catalog: Catalog): readonly Template[] {
  return TEMPLATES.filter(({ graph }) => {
    const tables = new Set(catalog.tables.map((table) => table.id))
    return graph.nodes.every((node) => node.type !== 'source' || tables.has(String(node.config.table)))
  })
}

/** A workflow that shows a table's first rows. */
export function tableWorkflow(table: CatalogTable): GraphJson {
  const node = (id: string, type: string, x: number, config: GraphJson['nodes'][number]['config']) => ({
    id,
    type,
    x,
    y: 160,
    config,
  })
  const edge = (from: string, to: string) => ({ from: { node: from, port: 'out' }, to: { node: to, port: 'rows' } })
  return {
    format: 1,
    name: table.name,
    description: '',
    nodes: [
      node('source', 'source', 80, { table: table.id }),
      node('first', 'limit', 360, { count: 1000 }),
      node('result', 'table', 640, {}),
    ],
    edges: [edge('source', 'first'), edge('first', 'result')],
    notes: [],
  }
}

/** The nodes of a template from left to right, as far as this version knows them. */
export function nodesOf(graph: GraphJson): readonly NodeDefinition[] {
  return [...graph.nodes].sort((a, b) => a.x - b.x).flatMap((node) => definitionOf(node.type) ?? [])
}

/** The graph of a JSON that came from outside, or why it can't be one, in words. */
export function readGraphJson(
  text: string,
): { readonly json: GraphJson; readonly graph: Graph } | { readonly why: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { why: 'The file is not JSON.' }
  }
  const parsed = graphJsonSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const place = issue === undefined || issue.path.length === 0 ? '' : ` (at ${issue.path.join('.')})`
    return { why: `The file is not a FlowForge workflow${place}.` }
  }
  const { graph, problems } = fromGraphJson(parsed.data)
  const problem = problems[0]
  return problem === undefined ? { json: parsed.data, graph } : { why: problem.message }
}
