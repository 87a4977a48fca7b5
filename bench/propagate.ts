/**
 * P14: schema propagation after one edit of a workflow of 1,000 nodes, from the document's transaction to the new problems
 * and columns of every node. Against propagating the whole graph, interleaved.
 */
import { addNode, connect, LiveReading, setConfig, setListItem, WorkflowDocument } from '@flowforge/core/document'
import { type Propagation, propagate } from '@flowforge/core/propagate'
import { type Catalog, FLOAT64, type Schema, TEXT } from '@flowforge/core/schema'
import * as Y from 'yjs'
import { compare, report } from './lib/compare.ts'

const NODES = 1_000
const COLUMNS = 30
const TARGET = 'p50 ≤ 4 ms after one edit, only what is downstream'

const columns: Schema = Array.from({ length: COLUMNS }, (_, i) => ({
  name: `column_${i}`,
  type: i % 2 === 0 ? TEXT : FLOAT64,
  nullable: true,
}))
const table = {
  store: 'clickhouse',
  namespace: 'market',
  description: '',
  freshness: 'static',
  rowCount: null,
} as const
const catalog: Catalog = {
  version: '1',
  tables: [
    { ...table, id: 'clickhouse/market.trades', name: 'trades', columns },
    { ...table, id: 'clickhouse/market.quotes', name: 'quotes', columns: columns.slice(1) },
  ],
}

/** Chains of a source and transforms, `length` nodes each. */
function workflow(length: number): WorkflowDocument {
  const document = new WorkflowDocument(new Y.Doc())
  for (let i = 0; i < NODES; i += 1) {
    const kind = i % length === 0 ? 'source' : ['filter', 'select', 'sort', 'limit'][i % 4]
    const config = {
      source: { table: 'clickhouse/market.trades' },
      filter: { conditions: [{ id: 'c', column: 'column_1', operator: 'greater', value: 60 }] },
      select: { columns: [{ id: 'column_2', name: 'column_2', included: i < 3 }] },
      sort: { keys: [{ id: 'k', column: 'column_1' }] },
      limit: { count: 100 },
    }[kind ?? '']
    addNode(document, { id: `n${i}`, type: kind ?? '', position: { x: i, y: 0 }, config: config ?? {} })
    if (i % length === 0) continue
    connect(document, { from: { node: `n${i - 1}`, port: 'out' }, to: { node: `n${i}`, port: 'rows' } }, false)
  }
  return document
}

async function measure(name: string, length: number, edit: (document: WorkflowDocument, round: number) => void) {
  const document = workflow(length)
  const live = new LiveReading(document.doc)
  let propagation: Propagation = propagate(live.current.graph, catalog)
  const broken = [...propagation.nodes.values()].filter((state) => !state.runnable)
  if (broken.length > 0) throw new Error(`${broken.length} nodes of the benchmark's own workflow do not work`)
  let round = 0
  const after = (previous: Propagation | undefined): number => {
    round += 1
    const start = performance.now()
    edit(document, round)
    propagation = propagate(live.current.graph, catalog, previous)
    return performance.now() - start
  }
  const result = await compare(
    () => after(propagation),
    () => after(undefined),
    { pairs: 60, warmUp: 20 },
  )
  after(propagation)
  report(`propagate: ${name}`, TARGET, {
    nodes: NODES,
    computed: propagation.computed.length,
    'ms p50': result.ours.p50,
    'ms p99': result.ours.p99,
    'whole graph ms p50': result.theirs.p50,
    'ratio median': result.ratio.median,
    'ratio low': result.ratio.low,
    'ratio high': result.ratio.high,
  })
}

await measure('a value in a filter, chains of 20', 20, (document, round) => {
  setListItem(document, 'n4', 'conditions', 'c', { value: round })
})
await measure('the table of a source, chains of 20', 20, (document, round) => {
  setConfig(document, 'n0', 'table', `clickhouse/market.${round % 2 === 0 ? 'trades' : 'quotes'}`)
})
await measure('the table of the source of one chain of 1,000', NODES, (document, round) => {
  setConfig(document, 'n0', 'table', `clickhouse/market.${round % 2 === 0 ? 'trades' : 'quotes'}`)
})
