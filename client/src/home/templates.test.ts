import { fromGraphJson } from '@flowforge/core/document'
import { readConfig } from '@flowforge/core/nodes'
import type { Catalog } from '@flowforge/core/schema'
import { describe, expect, it } from 'vitest'
import { availableTemplates, readGraphJson, tableWorkflow } from './templates.ts'

const table = (name: string) => ({
  id: `clickhouse/market.${name}`,
  store: 'clickhouse',
  namespace: 'market',
  name,
  description: '',
  freshness: 'static' as const,
  rowCount: 1,
  columns: [],
})
const NAMES = ['fct_trades', 'fct_positions', 'agg_ohlc_1d', 'agg_ohlc_1m', 'dim_instruments']
const catalog: Catalog = { version: '1', tables: NAMES.map(table) }

describe('templates', () => {
  const templates = availableTemplates(catalog)

  it.each(templates.map((template) => [template.id, template] as const))(
    '%s is a graph whose nodes can be read',
    (_id, template) => {
      const { graph, problems } = fromGraphJson(template.graph)
      expect(problems).toEqual([])
      for (const node of graph.nodes.values()) expect(readConfig(node).problems).toEqual([])
      expect(graph.edges).toHaveLength(graph.nodes.size - 1)
    },
  )

  it('offers only those whose tables are there', () => {
    expect(templates).toHaveLength(7)
    expect(availableTemplates({ version: '1', tables: [table('dim_instruments')] }).map(({ id }) => id)).toEqual([
      'instruments',
    ])
  })

  it('makes a workflow of any table', () => {
    const { graph, problems } = fromGraphJson(tableWorkflow(table('fct_quotes')))
    expect(problems).toEqual([])
    for (const node of graph.nodes.values()) expect(readConfig(node).problems).toEqual([])
  })
})

describe('readGraphJson', () => {
  it.each([
    ['not json', '{', 'not JSON'],
    ['something else', '{"format":2}', 'not a FlowForge workflow (at format)'],
    [
      'two nodes of one id',
      JSON.stringify({
        format: 1,
        name: 'x',
        nodes: [
          { id: 'a', type: 't', x: 0, y: 0 },
          { id: 'a', type: 't', x: 0, y: 0 },
        ],
        edges: [],
      }),
      'Two nodes',
    ],
  ])('says why not: %s', (_name, text, why) => {
    expect(readGraphJson(text)).toEqual({ why: expect.stringContaining(why) })
  })
})
