import type { Pool, PoolClient } from 'pg'
import { fold } from './fold.ts'
import { withClient } from './log.ts'

/** Rows that a snapshot has made unnecessary are kept this long, for whoever still reads the log. */
const KEEP = '24 hours'

export interface Compaction {
  readonly throughSequence: number
  readonly folded: number
  readonly bytes: number
}

/**
 * Folds a document's log into a snapshot, from the rows alone and off the event loop. Safe to be killed at any moment and
 * to be started by several servers: one does it, the others get null. Null too where nothing is new. A log with a row that
 * cannot be applied is left as it is, and the promise rejects.
 */
export function compact(pool: Pool, documentId: string): Promise<Compaction | null> {
  return withClient(pool, async (client) => {
    const { rows } = await client.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('compact ' || $1, 0)) AS locked`,
      [documentId],
    )
    if (rows[0]?.locked !== true) return null
    try {
      return await compactLocked(client, documentId)
    } finally {
      await client.query(`SELECT pg_advisory_unlock(hashtextextended('compact ' || $1, 0))`, [documentId])
    }
  })
}

async function compactLocked(client: PoolClient, documentId: string): Promise<Compaction | null> {
  const snapshots = await client.query<{ through_sequence: number; state: Buffer }>(
    'SELECT through_sequence, state FROM document_snapshot WHERE document_id = $1 ORDER BY through_sequence DESC LIMIT 1',
    [documentId],
  )
  const [previous] = snapshots.rows
  const log = await client.query<{ sequence: number; update: Buffer }>(
    'SELECT sequence, update FROM document_update WHERE document_id = $1 AND sequence > $2 ORDER BY sequence',
    [documentId, previous?.through_sequence ?? 0],
  )
  const last = log.rows.at(-1)
  if (last === undefined) return null
  const updates = log.rows.map(({ update }) => update)
  const state = await fold(previous === undefined ? updates : [previous.state, ...updates])
  await client.query(
    `INSERT INTO document_snapshot (document_id, through_sequence, state) VALUES ($1, $2, $3)
     ON CONFLICT (document_id, through_sequence) DO NOTHING`,
    [documentId, last.sequence, state],
  )
  await forget(client, documentId, previous?.through_sequence ?? 0)
  return { throughSequence: last.sequence, folded: updates.length, bytes: state.length }
}

/** Rows go only once a snapshot older than the newest holds them too; so do snapshots before that one. */
async function forget(client: PoolClient, documentId: string, through: number): Promise<void> {
  await client.query(
    `DELETE FROM document_update WHERE document_id = $1 AND sequence <= $2 AND created_at < now() - $3::interval`,
    [documentId, through, KEEP],
  )
  await client.query('DELETE FROM document_snapshot WHERE document_id = $1 AND through_sequence < $2', [
    documentId,
    through,
  ])
}
