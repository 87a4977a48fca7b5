/** P5: a query over HTTP through the whole server, against the same SQL raw in the engine. */
import { compare, report } from './lib/compare.ts'
import { BenchServer, rawEngine } from './lib/server.ts'

const PAIRS = 40

interface Case {
  readonly name: string
  readonly table: string
  /** The filter, made different each time so that no cache answers. */
  readonly filter: (round: number) => { readonly column: string; readonly operator: string; readonly value: string }
  readonly question: unknown
}

const CASES: readonly Case[] = [
  {
    name: 'small: 100 rows of 500 instruments',
    table: 'clickhouse/market.dim_instruments',
    filter: (round) => ({ column: 'lot_size', operator: 'less', value: String(1_000 + round) }),
    question: { kind: 'preview', limit: 100 },
  },
  {
    name: 'large: top values over 2 million trades',
    table: 'clickhouse/market.fct_trades',
    filter: (round) => ({ column: 'quantity', operator: 'less', value: String(1_000_000 + round) }),
    question: { kind: 'values', column: 'price', limit: 50 },
  },
  {
    name: 'large: profile of 2 million trades',
    table: 'clickhouse/market.fct_trades',
    filter: (round) => ({ column: 'quantity', operator: 'less', value: String(2_000_000 + round) }),
    question: { kind: 'profile' },
  },
]

const server = new BenchServer()
await server.start()
await server.stop()
const raw = rawEngine(server.home)
await server.start()
try {
  for (const item of CASES) await measure(item)
} finally {
  await server.stop()
  server.remove()
  raw.remove()
}

async function measure({ name, table, filter, question }: Case): Promise<void> {
  const id = await createWorkflow(table)
  let round = 0
  let sql = ''
  const ours = async () => {
    await setFilter(id, table, filter(round++))
    const start = performance.now()
    const answer = (await server.request('POST', `/api/workflows/${id}/nodes/filter/preview`, { question })) as Answer
    const elapsed = performance.now() - start
    sql = answer.sql.text
    return elapsed
  }
  const theirs = () => {
    const { value } = filter(round++)
    const start = performance.now()
    raw.session.queryBind(sql, { p1: value }, 'JSONCompact')
    return performance.now() - start
  }
  await ours()
  const { ours: server_, theirs: engine, ratio } = await compare(ours, theirs, { pairs: PAIRS, warmUp: 5 })
  report('P5 query over HTTP', '<= 1.1x where the engine needs >= 20 ms, else +1 ms p50, +3 ms p99', {
    case: name,
    serverP50: server_.p50,
    serverP99: server_.p99,
    engineP50: engine.p50,
    engineP99: engine.p99,
    addedP50: server_.p50 - engine.p50,
    addedP99: server_.p99 - engine.p99,
    ratio: ratio.median,
    ratioLow: ratio.low,
    ratioHigh: ratio.high,
  })
}

interface Answer {
  readonly sql: { readonly text: string }
}

async function createWorkflow(table: string): Promise<string> {
  const graph = graphOf(table, { column: '', operator: '', value: '' })
  const { id } = (await server.request('POST', '/api/workflows', { graph })) as { id: string }
  return id
}

async function setFilter(id: string, table: string, filter: ReturnType<Case['filter']>): Promise<void> {
  const { head } = (await server.request('GET', `/api/workflows/${id}`)) as { head: number }
  await server.request('PUT', `/api/workflows/${id}/graph`, graphOf(table, filter), { 'if-match': `"${head}"` })
}

function graphOf(table: string, filter: ReturnType<Case['filter']>) {
  return {
    format: 1,
    name: 'bench',
    nodes: [
      { id: 'source', type: 'source', x: 0, y: 0, config: { table } },
      { id: 'filter', type: 'filter', x: 300, y: 0, config: { conditions: [{ id: 'c', order: 'a0', ...filter }] } },
    ],
    edges: [{ from: { node: 'source', port: 'out' }, to: { node: 'filter', port: 'rows' } }],
  }
}
