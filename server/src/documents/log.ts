import type { Pool, PoolClient } from 'pg'
import * as Y from 'yjs'

/** A document as the log holds it: `updates` applied in order give its content at `head`. */
export interface LoadedDocument {
  readonly id: string
  readonly kind: DocumentKind
  readonly head: number
  readonly epoch: number
  readonly deleted: boolean
  /** The newest snapshot, then every row after it. */
  readonly updates: readonly Uint8Array[]
  /** Whether the first of the updates is a snapshot. */
  readonly hasSnapshot: boolean
  /** Which principal each client id belongs to. */
  readonly clients: ReadonlyMap<number, string>
}

export type DocumentKind = 'workflow' | 'dashboard'

/** What one room adds to its document in one commit. `head` and `epoch` are what the room believes. */
export interface Batch {
  readonly documentId: string
  readonly head: number
  readonly epoch: number
  readonly updates: readonly { readonly update: Uint8Array; readonly principalId: string }[]
}

interface Claim {
  readonly documentId: string
  readonly client: number
  readonly principalId: string
}

/**
 * The durable log of documents. Every method rejects with StorageError: `down` where certainly nothing was stored and a
 * later try may succeed, `refused` where certainly nothing was stored, `unknown` where a commit may or may not have happened.
 */
export interface UpdateLog {
  /** The document at its head, or null where there is none. */
  load(documentId: string): Promise<LoadedDocument | null>
  /** The head in the database, or null where there is no document. */
  head(documentId: string): Promise<number | null>
  /** Stores claims that nobody made before; returns whom each client id belongs to now. */
  claim(claims: readonly Claim[]): Promise<readonly Claim[]>
  /**
   * Appends all batches in one transaction, documents locked in id order; returns the new heads. A document whose head
   * or epoch is not what its batch says is left untouched and missing from the answer.
   */
  append(batches: readonly Batch[]): Promise<ReadonlyMap<string, number>>
}

export class StorageError extends Error {
  readonly outcome: 'down' | 'refused' | 'unknown'
  constructor(outcome: 'down' | 'refused' | 'unknown', cause: unknown) {
    super(`storage ${outcome}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.outcome = outcome
  }
}

/**
 * Applies the updates of a loaded document in order. One that cannot be applied, which intake should have made impossible,
 * is passed over, so that the rest of the document stays readable; the reasons are returned.
 */
export function applyAll(doc: Y.Doc, updates: readonly Uint8Array[]): readonly string[] {
  const reasons: string[] = []
  Y.transact(doc, () => {
    for (const update of updates) {
      try {
        Y.applyUpdate(doc, update)
      } catch (error) {
        reasons.push(error instanceof Error ? error.message : String(error))
      }
    }
  })
  return reasons
}

/** A statement that is still unanswered after this long has an unknown outcome. */
const STATEMENT_MILLISECONDS = 10_000

export function openUpdateLog(pool: Pool): UpdateLog {
  return {
    load: (documentId) => withClient(pool, (client) => load(client, documentId)),
    head: (documentId) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<{ head: number }>('SELECT head FROM document WHERE id = $1', [documentId])
        return rows[0]?.head ?? null
      }),
    claim: (claims) => withClient(pool, (client) => claim(client, claims)),
    append: (batches) => withClient(pool, (client) => append(client, batches)),
  }
}

/** Runs with a connection of the pool; says of a failure what it means for what was to be stored. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let client: PoolClient
  try {
    client = await pool.connect()
  } catch (error) {
    throw new StorageError('down', error)
  }
  // A connection that dies between two statements must not become an uncaught event.
  const ignore = (): void => {}
  client.on('error', ignore)
  let failed = false
  try {
    return await work(client)
  } catch (error) {
    failed = true
    throw new StorageError(outcomeOf(error), error)
  } finally {
    client.off('error', ignore)
    // After a failure nobody knows what state the connection is in: it is not used again.
    client.release(failed)
  }
}

/** PostgreSQL's own ERROR means that the statement was rolled back; FATAL and silence leave the outcome open. */
function outcomeOf(error: unknown): 'down' | 'refused' | 'unknown' {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('severity' in error)) return 'unknown'
  if (error.severity !== 'ERROR') return 'unknown'
  // Out of disk, memory or connections, read-only after a failover, asked to stop: it may pass.
  return /^(53|25006|57014|40)/.test(String(error.code)) ? 'down' : 'refused'
}

async function load(client: PoolClient, documentId: string): Promise<LoadedDocument | null> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const document = await client.query<{ kind: DocumentKind; head: number; epoch: number; deleted: boolean }>(
    'SELECT kind, head, epoch, deleted_at IS NOT NULL AS deleted FROM document WHERE id = $1',
    [documentId],
  )
  const row = document.rows[0]
  if (row === undefined) {
    await client.query('COMMIT')
    return null
  }
  const snapshots = await client.query<{ through_sequence: number; state: Buffer }>(
    'SELECT through_sequence, state FROM document_snapshot WHERE document_id = $1 ORDER BY through_sequence DESC LIMIT 1',
    [documentId],
  )
  const snapshot = snapshots.rows[0]
  const rows = await client.query<{ update: Buffer }>(
    'SELECT update FROM document_update WHERE document_id = $1 AND sequence > $2 ORDER BY sequence',
    [documentId, snapshot?.through_sequence ?? 0],
  )
  const clients = await client.query<{ client: number; principal_id: string }>(
    'SELECT client, principal_id FROM document_client WHERE document_id = $1',
    [documentId],
  )
  await client.query('COMMIT')
  return {
    id: documentId,
    kind: row.kind,
    head: row.head,
    epoch: row.epoch,
    deleted: row.deleted,
    hasSnapshot: snapshot !== undefined,
    updates: [...(snapshot === undefined ? [] : [snapshot.state]), ...rows.rows.map(({ update }) => update)],
    clients: new Map(clients.rows.map((claimed) => [claimed.client, claimed.principal_id])),
  }
}

async function claim(client: PoolClient, claims: readonly Claim[]): Promise<readonly Claim[]> {
  const { rows } = await client.query<{ document_id: string; client: number; principal_id: string }>({
    name: 'document_claim',
    text: `INSERT INTO document_client AS c (document_id, client, principal_id)
           SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) AS t (document_id, client, principal_id)
           ORDER BY document_id, client
           ON CONFLICT (document_id, client) DO UPDATE SET principal_id = c.principal_id
           RETURNING document_id, client, principal_id`,
    values: [
      claims.map((one) => one.documentId),
      claims.map((one) => one.client),
      claims.map((one) => one.principalId),
    ],
  })
  return rows.map((row) => ({ documentId: row.document_id, client: row.client, principalId: row.principal_id }))
}

/**
 * One statement is the whole transaction: one round trip and one flush to disk, however many rooms. The updates travel
 * as one binary parameter and are cut apart in the database, because arrays of bytes would travel as hex text.
 */
const APPEND = `
  WITH batch AS (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::integer[], $5::text[])
      AS t (id, head, epoch, count, updated_by)
  ), locked AS (
    SELECT document.id FROM document JOIN batch USING (id)
    WHERE document.head = batch.head AND document.epoch = batch.epoch
    ORDER BY document.id FOR UPDATE OF document
  ), moved AS (
    UPDATE document SET head = document.head + batch.count, updated_at = now(),
      updated_by = coalesce((SELECT id FROM "user" WHERE id = batch.updated_by), document.updated_by)
    FROM batch JOIN locked USING (id)
    WHERE document.id = batch.id AND document.head = batch.head
    RETURNING document.id, document.head
  ), logged AS (
    INSERT INTO document_update (document_id, sequence, update, principal_id)
    SELECT moved.id, entry.sequence, substring($6::bytea FROM entry.start FOR entry.length), entry.principal_id
    FROM unnest($7::text[], $8::bigint[], $9::integer[], $10::integer[], $11::text[])
      AS entry (document_id, sequence, start, length, principal_id)
    JOIN moved ON moved.id = entry.document_id
  )
  SELECT id, head FROM moved`

async function append(client: PoolClient, batches: readonly Batch[]): Promise<ReadonlyMap<string, number>> {
  const chunks: Uint8Array[] = []
  const ids: string[] = []
  const sequences: number[] = []
  const starts: number[] = []
  const lengths: number[] = []
  const principals: string[] = []
  let position = 1
  for (const batch of batches) {
    batch.updates.forEach(({ update, principalId }, index) => {
      ids.push(batch.documentId)
      sequences.push(batch.head + index + 1)
      starts.push(position)
      lengths.push(update.length)
      principals.push(principalId)
      chunks.push(update)
      position += update.length
    })
  }
  const query = {
    name: 'document_append',
    text: APPEND,
    query_timeout: STATEMENT_MILLISECONDS,
    values: [
      batches.map((batch) => batch.documentId),
      numbers(batches.map((batch) => batch.head)),
      numbers(batches.map((batch) => batch.epoch)),
      numbers(batches.map((batch) => batch.updates.length)),
      batches.map((batch) => batch.updates.at(-1)?.principalId ?? null),
      Buffer.concat(chunks),
      ids,
      numbers(sequences),
      numbers(starts),
      numbers(lengths),
      principals,
    ],
  }
  const { rows } = await client.query<{ id: string; head: number }>(query)
  return new Map(rows.map((row) => [row.id, row.head]))
}

/** An array parameter as text: the driver's own conversion costs more than the rest of a small commit. */
function numbers(list: readonly number[]): string {
  return `{${list.join(',')}}`
}
