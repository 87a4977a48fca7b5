import { randomUUID } from 'node:crypto'
import type { WorkflowSummary } from '@flowforge/core/protocol'
import type { Pool } from 'pg'
import * as Y from 'yjs'
import type { Principal } from '../access/principal.ts'
import { withClient } from './log.ts'
import { writeProjection } from './project.ts'

/** The rows that say which documents there are and what lists show of them. All reject with StorageError only. */

interface SummaryRow {
  id: string
  name: string
  description: string
  node_count: number
  head: number
  owner_id: string
  owner_name: string
  editor_id: string | null
  editor_name: string | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
}

const SUMMARY = `
  SELECT d.id, w.name, w.description, w.node_count, d.head, d.owner_id, owner.name AS owner_name,
    editor.id AS editor_id, editor.name AS editor_name, d.created_at, d.updated_at, d.deleted_at
  FROM document d JOIN workflow w ON w.id = d.id JOIN "user" owner ON owner.id = d.owner_id
    LEFT JOIN "user" editor ON editor.id = d.updated_by`

/** Newest change first. */
export async function listWorkflows(
  pool: Pool,
  query: { readonly search?: string; readonly deleted: boolean },
): Promise<readonly WorkflowSummary[]> {
  const pattern = query.search === undefined ? null : `%${query.search.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await withClient(pool, (client) =>
    client.query<SummaryRow>(
      `${SUMMARY} WHERE (d.deleted_at IS NOT NULL) = $1
         AND ($2::text IS NULL OR w.name ILIKE $2 OR w.description ILIKE $2)
       ORDER BY d.updated_at DESC, d.id`,
      [query.deleted, pattern],
    ),
  )
  return rows.map(summary)
}

export async function findWorkflow(pool: Pool, id: string): Promise<WorkflowSummary | null> {
  const { rows } = await withClient(pool, (client) =>
    client.query<SummaryRow>(`${SUMMARY} WHERE d.id = $1 AND d.kind = 'workflow'`, [id]),
  )
  return rows[0] === undefined ? null : summary(rows[0])
}

function summary(row: SummaryRow): WorkflowSummary {
  const { editor_id: editorId, editor_name: editorName } = row
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    nodeCount: row.node_count,
    createdBy: { id: row.owner_id, name: row.owner_name },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    updatedBy: editorId === null || editorName === null ? null : { id: editorId, name: editorName },
    deletedAt: row.deleted_at?.toISOString() ?? null,
    head: row.head,
  }
}

export interface NewDocument {
  /** Absent: made here. */
  readonly id: string | undefined
  readonly principal: Principal
  /** Its first edit, and the client id it was made under. */
  readonly update: Uint8Array
  readonly clientId: number
}

/** Document, first edit, claim and projection in one transaction. Null where the id is taken. */
export async function insertWorkflow(pool: Pool, document: NewDocument): Promise<string | null> {
  const id = document.id ?? randomUUID()
  const doc = new Y.Doc()
  Y.applyUpdate(doc, document.update)
  return withClient(pool, async (client) => {
    await client.query('BEGIN')
    const inserted = await client.query(
      `INSERT INTO document (id, kind, owner_id, head, updated_by) VALUES ($1, 'workflow', $2, 1, $2)
       ON CONFLICT (id) DO NOTHING`,
      [id, document.principal.id],
    )
    if (inserted.rowCount === 0) {
      await client.query('ROLLBACK')
      return null
    }
    await client.query(
      'INSERT INTO document_update (document_id, sequence, update, principal_id) VALUES ($1, 1, $2, $3)',
      [id, document.update, document.principal.id],
    )
    await client.query('INSERT INTO document_client (document_id, client, principal_id) VALUES ($1, $2, $3)', [
      id,
      document.clientId,
      document.principal.id,
    ])
    await writeProjection(client, id, doc, 1)
    await client.query('COMMIT')
    return id
  })
}

/** Marks as deleted or not; false where there is nothing to change. */
export async function setDeleted(pool: Pool, id: string, deleted: boolean, principal: Principal): Promise<boolean> {
  const { rowCount } = await withClient(pool, (client) =>
    client.query(
      deleted
        ? `UPDATE document SET deleted_at = now(), deleted_by = $2, updated_at = now()
           WHERE id = $1 AND kind = 'workflow' AND deleted_at IS NULL`
        : `UPDATE document SET deleted_at = NULL, deleted_by = NULL, updated_at = now(), updated_by = $2
           WHERE id = $1 AND kind = 'workflow' AND deleted_at IS NOT NULL`,
      [id, principal.kind === 'user' ? principal.id : null],
    ),
  )
  return rowCount === 1
}
