import * as edits from '@flowforge/core/document'
import { EMPTY_GRAPH, type Graph, OUTPUT_PORT } from '@flowforge/core/graph'
import { portTakesMany } from '@flowforge/core/nodes'
import { type Catalog, type CatalogTable, type Column, type JsonObject, typeClass } from '@flowforge/core/schema'
import { CARD_WIDTH, GAP_X } from './card-size.ts'
import type { Editor } from './editor.ts'
import { newId } from './new-id.ts'

/** Tables that make a good first example, if they are there: large and full of numbers. */
const PREFERRED = ['fct_trades', 'flights-3m', 'flights_3m', 'agg_ohlc_1d']

export interface Example {
  readonly table: CatalogTable
  readonly number: Column
  readonly words: string
}

/** An example on a table that is really there: its largest values of one number. Null where no table has numbers. */
export function exampleFor(catalog: Catalog): Example | null {
  const rank = (table: CatalogTable): number => {
    const at = PREFERRED.indexOf(table.name)
    return at === -1 ? PREFERRED.length : at
  }
  const usable = catalog.tables.filter((table) => numberOf(table) !== undefined).sort((a, b) => rank(a) - rank(b))
  const [table] = usable
  const number = table === undefined ? undefined : numberOf(table)
  if (table === undefined || number === undefined) return null
  return { table, number, words: `the 100 rows of ${table.name} with the largest ${number.name}.` }
}

function numberOf(table: CatalogTable): Column | undefined {
  const numbers = table.columns.filter((column) => typeClass(column.type) === 'number')
  return numbers.find(({ name }) => /quantity|delay|price|amount/i.test(name)) ?? numbers[0]
}

/** Source → Filter → Sort → Limit → Table, connected; one step of undo. */
export function exampleGraph({ table, number }: Example): Graph {
  const chain: readonly [type: string, config: JsonObject][] = [
    ['source', { table: table.id }],
    ['filter', { conditions: [{ id: 'c1', column: number.name, operator: 'is_not_empty' }] }],
    ['sort', { keys: [{ id: 'k1', column: number.name, direction: 'descending' }] }],
    ['limit', { count: 100 }],
    ['table', {}],
  ]
  const nodes = chain.map(([type, config], i) => ({
    id: `example-${i}`,
    type,
    disabled: false,
    position: { x: i * (CARD_WIDTH + GAP_X - 32), y: 0 },
    config,
  }))
  return {
    ...EMPTY_GRAPH,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    edges: nodes.slice(1).map((node, i) => ({
      from: { node: nodes[i]?.id ?? '', port: OUTPUT_PORT },
      to: { node: node.id, port: 'rows' },
    })),
  }
}

export function buildExample(editor: Editor, example: Example): void {
  const options = { newId, offset: { x: 0, y: 0 }, takesMany: portTakesMany }
  const { ids } = edits.paste(editor.workflow.document, exampleGraph(example), options)
  const last = [...ids.values()].at(-1)
  if (last !== undefined) editor.select([last])
  requestAnimationFrame(() => editor.view.fit())
}
