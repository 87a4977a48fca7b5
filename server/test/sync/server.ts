import { CLOSE } from '@flowforge/core/protocol'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Principal } from '../../src/access/principal.ts'
import { createDocuments, type DocumentsOptions } from '../../src/documents/documents.ts'
import type { DocumentKind } from '../../src/documents/log.ts'
import type { RunHandler } from '../../src/documents/runs.ts'
import type { Documents } from '../../src/documents/service.ts'
import { DEFAULT_LIMITS, openTransport } from '../../src/transport/open.ts'
import type { Transport, TransportLimits } from '../../src/transport/transport.ts'

export interface SyncServer {
  readonly documents: Documents
  readonly transport: Transport
  readonly port: number
  /** What `WebsocketProvider` takes as its server; the document id is the room. */
  readonly url: string
  close(): Promise<void>
}

export interface SyncServerOptions extends Partial<Omit<DocumentsOptions, 'pool' | 'createGroup'>> {
  readonly pool: Pool
  readonly transport?: Transport['name']
  readonly limits?: Partial<TransportLimits>
  readonly port?: number
}

export const quiet: Pick<Logger, 'info' | 'warn' | 'error'> = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

const noRuns: RunHandler = { run: () => undefined, ask: () => undefined, cancel: () => undefined }

/** Transport and documents, without sign-in: `?user=<id>` says who, `&edit=no` makes a reader. */
export async function startSyncServer(options: SyncServerOptions): Promise<SyncServer> {
  const { pool, transport: only, limits, port: wanted = 0, ...rest } = options
  const transport = await openTransport({
    limits: { ...DEFAULT_LIMITS, ...limits },
    only,
    onError: (error) => {
      throw error
    },
    onFallback: () => undefined,
  })
  const documents = createDocuments({
    pool,
    createGroup: () => transport.group(),
    runs: noRuns,
    logger: quiet,
    ...rest,
  })
  const port = await transport.listen('127.0.0.1', wanted, {
    request: async () => ({ status: 404, headers: {}, body: null }),
    upgrade: async (request) => {
      const [, , kind = '', id = ''] = request.path.split('/')
      const principal = testUser(request.query.get('user') ?? 'ann')
      const canEdit = request.query.get('edit') !== 'no'
      return {
        accept: true,
        open: (connection) => documents.open(connection, { kind: kind as DocumentKind, id, principal, canEdit }),
      }
    },
  })
  return {
    documents,
    transport,
    port,
    url: `ws://127.0.0.1:${port}/sync/workflow`,
    close: async () => {
      await documents.close()
      await transport.close(CLOSE.stopping, 'test over')
    },
  }
}

export function testUser(id: string): Principal {
  return { kind: 'user', id, name: id, role: 'analyst' }
}

/** Rows for `user`, which documents and edits refer to. */
export async function addUsers(pool: Pool, ids: readonly string[]): Promise<void> {
  await pool.query(
    `INSERT INTO "user" (id, name, role) SELECT id, id, 'analyst' FROM unnest($1::text[]) AS id ON CONFLICT DO NOTHING`,
    [ids],
  )
}
