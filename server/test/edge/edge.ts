import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CLOSE, type ExecutionRecord, type Role } from '@flowforge/core/protocol'
import type { Catalog } from '@flowforge/core/schema'
import { LocalSessions, sessionCookieName } from '../../src/access/session.ts'
import { createHttpHandlers } from '../../src/api/index.ts'
import type { Database } from '../../src/database/index.ts'
import { createDocuments } from '../../src/documents/documents.ts'
import type { Documents } from '../../src/documents/service.ts'
import { createLogger } from '../../src/observability/log.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import type { QueryService } from '../../src/query/service.ts'
import type { StoreHealth } from '../../src/stores/store.ts'
import { openTransport } from '../../src/transport/open.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { quiet } from '../sync/server.ts'
import { Browser } from './browser.ts'

export const CATALOG: Catalog = { version: 'v1', tables: [] }
export const MAX_BODY_BYTES = 200_000

export interface Edge {
  readonly port: number
  readonly origin: string
  readonly documents: Documents
  readonly sessions: LocalSessions
  readonly log: readonly string[]
  /** Health as the server reports it; a test may change it. */
  readonly stores: Record<string, StoreHealth>
  readonly executions: Map<string, ExecutionRecord>
  readonly clientFolder: string
  /** A browser that has opened the page, as a user with this role. */
  browser(role?: Role): Promise<Browser>
  close(): Promise<void>
}

/** The network edge over the real documents and database; queries are answered by a twin, for what the edge makes of them. */
export async function startEdge(database: Database, only: Transport['name']): Promise<Edge> {
  const clientFolder = await buildClient()
  const log: string[] = []
  const stores: Record<string, StoreHealth> = { postgresql: { ready: true, reason: null, milliseconds: 1 } }
  const executions = new Map<string, ExecutionRecord>()
  const transport = await openTransport({
    limits: { maxBodyBytes: MAX_BODY_BYTES, maxFrameBytes: 1_000_000, maxBufferedBytes: 1_000_000 },
    only,
    onError: (error) => log.push(String(error)),
    onFallback: () => undefined,
  })
  const documents = createDocuments({
    pool: database.pool,
    createGroup: () => transport.group(),
    runs: { run: () => undefined, ask: () => undefined, cancel: () => undefined },
    logger: quiet,
  })
  const sessions = new LocalSessions(database.kysely)
  let port = 0
  const handlers = createHttpHandlers({
    sessions,
    documents,
    queries: queriesTwin(executions),
    catalog: { current: () => CATALOG, refresh: async () => CATALOG },
    health: async () => stores,
    metrics: createMetrics(),
    logger: createLogger({ format: 'json', level: 'debug', destination: { write: (line) => void log.push(line) } }),
    clientFolder,
    port: () => port,
  })
  port = await transport.listen('127.0.0.1', 0, handlers)
  const origin = `http://127.0.0.1:${port}`
  return {
    port,
    origin,
    documents,
    sessions,
    log,
    stores,
    executions,
    clientFolder,
    browser: async (role = 'admin') => {
      const { user, token } = await sessions.issue()
      const principal = role === 'admin' ? user : await sessions.update(user, { role })
      return new Browser(port, `${sessionCookieName(port)}=${token}`, principal)
    },
    close: async () => {
      await documents.close()
      await transport.close(CLOSE.stopping, 'test over')
      await rm(clientFolder, { recursive: true, force: true })
    },
  }
}

async function buildClient(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'flowforge-edge-')), 'dist')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>FlowForge</title>')
  await writeFile(join(folder, 'theme.js'), 'document.title')
  await writeFile(join(folder, 'assets', 'index-3fA9_xYz.js'), 'export {}')
  await writeFile(join(folder, 'assets', 'index-3fA9_xYz.js.br'), Buffer.from([1, 2, 3]))
  await writeFile(join(folder, '.env'), 'SECRET')
  await writeFile(join(folder, '..', 'outside.txt'), 'SECRET')
  return folder
}

function queriesTwin(executions: Map<string, ExecutionRecord>): QueryService {
  return {
    ask: async ({ node, head }) => ({
      node,
      head,
      fingerprint: 'f',
      milliseconds: 1,
      table: { columns: [], rowCount: 0, data: [] },
      executionId: null,
      sql: null,
      problems: [],
    }),
    run: async () => ({ executions: [...executions.values()].slice(0, 1), finished: new Promise(() => undefined) }),
    execution: async (id) => executions.get(id) ?? null,
    rows: async ({ offset }) => ({ offset, total: 0, table: { columns: [], rowCount: 0, data: [] } }),
    cancel: (id) => executions.get(id)?.state === 'running',
    close: async () => undefined,
  }
}
