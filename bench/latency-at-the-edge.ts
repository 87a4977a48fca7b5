/** P16: the plan's latencies at the server's edge, on the demo data. */
import { quantile, report } from './lib/compare.ts'
import { BenchServer } from './lib/server.ts'

const ROUNDS = 300

const server = new BenchServer()
await server.start()
try {
  const { id } = (await server.request('POST', '/api/workflows', { graph: graphOf() })) as { id: string }
  await measure('metadata: list of workflows', '< 50 ms', () => server.request('GET', '/api/workflows'))
  await measure('metadata: catalog', '< 50 ms', () => server.request('GET', '/api/catalog'))
  await measure('metadata: graph', '< 50 ms', () => server.request('GET', `/api/workflows/${id}/graph`))
  let round = 0
  await measure('analytical: filtered counts of 2 million trades', '< 500 ms', async () => {
    const { head } = (await server.request('GET', `/api/workflows/${id}`)) as { head: number }
    await server.request('PUT', `/api/workflows/${id}/graph`, graphOf(++round), { 'if-match': `"${head}"` })
    return server.request('POST', `/api/workflows/${id}/nodes/filter/preview`, { question: { kind: 'matches' } })
  })
} finally {
  await server.stop()
  server.remove()
}

async function measure(name: string, target: string, work: () => Promise<unknown>): Promise<void> {
  for (let warm = 0; warm < 10; warm += 1) await work()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  report('P16 latency at the edge', `p99 ${target}`, {
    case: name,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  })
}

function graphOf(round = 0) {
  const condition = { id: 'c', order: 'a0', column: 'quantity', operator: 'less', value: String(1_000 + round) }
  return {
    format: 1,
    name: 'bench',
    nodes: [
      { id: 'source', type: 'source', x: 0, y: 0, config: { table: 'clickhouse/market.fct_trades' } },
      { id: 'filter', type: 'filter', x: 300, y: 0, config: { conditions: [condition] } },
    ],
    edges: [{ from: { node: 'source', port: 'out' }, to: { node: 'filter', port: 'rows' } }],
  }
}
