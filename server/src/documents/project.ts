import { readGraph, toGraphJson } from '@flowforge/core/document'
import type { Pool, PoolClient } from 'pg'
import * as Y from 'yjs'
import { applyAll, type UpdateLog, withClient } from './log.ts'

/**
 * The `workflow` row of a document: what lists and outside readers see. Derived, never the truth: an older projection
 * does not replace a newer one, and all can be rebuilt from the log.
 */
export async function projectWorkflow(pool: Pool, documentId: string, doc: Y.Doc, head: number): Promise<void> {
  await withClient(pool, (client) => writeProjection(client, documentId, doc, head))
}

/** The same on a connection that is in a transaction of its own. */
export async function writeProjection(client: PoolClient, documentId: string, doc: Y.Doc, head: number): Promise<void> {
  const graph = toGraphJson(readGraph(doc).graph)
  await client.query({
    name: 'workflow_project',
    text: `INSERT INTO workflow AS w
             (id, name, description, graph_json, node_count, created_by, created_at, updated_at, through_sequence)
           SELECT id, $2, $3, $4, $5, owner_id, created_at, updated_at, $6 FROM document WHERE id = $1
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
             graph_json = excluded.graph_json, node_count = excluded.node_count,
             updated_at = excluded.updated_at, through_sequence = excluded.through_sequence
           WHERE w.through_sequence <= excluded.through_sequence`,
    values: [documentId, storable(graph.name), storable(graph.description), jsonb(graph), graph.nodes.length, head],
  })
}

/** Projects every workflow whose projection is behind its log, as after a server that was killed. Returns how many. */
export async function projectStale(pool: Pool, log: UpdateLog): Promise<number> {
  const stale = await withClient(pool, (client) =>
    client.query<{ id: string }>(
      `SELECT document.id FROM document LEFT JOIN workflow USING (id)
       WHERE document.kind = 'workflow' AND coalesce(workflow.through_sequence, -1) < document.head`,
    ),
  )
  for (const { id } of stale.rows) {
    const document = await log.load(id)
    if (document === null) continue
    const doc = new Y.Doc()
    applyAll(doc, document.updates)
    await projectWorkflow(pool, id, doc, document.head)
    doc.destroy()
  }
  return stale.rows.length
}

/** PostgreSQL's text holds neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll('\u0000', ''), 'utf8').toString('utf8')
}

function jsonb(value: unknown): string {
  const text = JSON.stringify(value)
  if (!/\\u(0000|d[89a-f])/.test(text)) return text
  return JSON.stringify(clean(value))
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storable(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), clean(inner)]))
}
