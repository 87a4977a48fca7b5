import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the parts of the server tell about themselves; the names on the outside all begin with `flowforge_`. */
export interface Metrics {
  /** One answered request; `route` is a name or pattern, never a path, so that the number of series stays small. */
  httpRequest(method: string, route: string, status: number, seconds: number): void
  /** One query that ended in a store. */
  query(store: string, outcome: 'complete' | 'error' | 'cancelled' | 'cached', seconds: number): void
  /** A value that is read whenever somebody asks. `counter` only ever rises. */
  observe(name: string, help: string, kind: 'gauge' | 'counter', read: () => number): void
  /** Everything, in Prometheus's text format. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>
}

const PREFIX = 'flowforge_'
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: PREFIX })
  const requests = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time to answer an HTTP request',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers,
  })
  const queries = new Histogram({
    name: `${PREFIX}query_duration_seconds`,
    help: 'Time of a query in its store',
    labelNames: ['store', 'outcome'] as const,
    buckets: SECONDS,
    registers,
  })
  return {
    httpRequest: (method, route, status, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    query: (store, outcome, seconds) => queries.observe({ store, outcome }, seconds),
    observe: (name, help, kind, read) => {
      const options = { name: `${PREFIX}${name}`, help, registers }
      if (kind === 'gauge') {
        const gauge: Gauge = new Gauge({ ...options, collect: () => gauge.set(read()) })
        return
      }
      const counter: Counter = new Counter({
        ...options,
        collect: () => {
          counter.reset()
          counter.inc(read())
        },
      })
    },
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  }
}
