import type { Metrics } from '../observability/metrics.ts'
import type { StoreHealth } from '../stores/store.ts'
import type { HttpRequest, HttpResponse } from '../transport/transport.ts'

/** What operators' tools read, for everyone on this machine: it tells of no user and no data. */
const OPERATIONS_PATHS = ['/health', '/health/live', '/health/ready', '/metrics'] as const
export type OperationsPath = (typeof OPERATIONS_PATHS)[number]

export function isOperationsPath(path: string): path is OperationsPath {
  return (OPERATIONS_PATHS as readonly string[]).includes(path)
}

export interface OperationsDependencies {
  readonly health: () => Promise<Readonly<Record<string, StoreHealth>>>
  readonly metrics: Metrics
}

/**
 * `/health/live`: the process answers. `/health/ready`: every store does, otherwise 503 with the same body. `/health`:
 * the body of ready with status 200 whatever it says.
 */
export async function answerOperations(
  path: OperationsPath,
  request: HttpRequest,
  { health, metrics }: OperationsDependencies,
): Promise<HttpResponse> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, headers: { Allow: 'GET, HEAD' }, body: null }
  if (path === '/metrics') {
    const { contentType, body } = await metrics.text()
    return { status: 200, headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' }, body }
  }
  if (path === '/health/live') return json(200, { status: 'ok' })
  const stores = await health()
  const ready = Object.values(stores).every((store) => store.ready)
  const body = { status: ready ? 'ok' : 'degraded', stores }
  return json(path === '/health/ready' && !ready ? 503 : 200, body)
}

function json(status: number, body: unknown): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify(body),
  }
}
